package dev.tlsdiag.proxy.live;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.Decision;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.RecordWeight;
import dev.tlsdiag.proxy.core.cilium.VerdictRecord;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Joins records to rows: a request with its two connections, a connection that carried none with
 * the one that was opened for it. Records come in any order. For one thread.
 */
final class FlowRows {
  private static final int ORPHANS = 1_000;
  private static final int DENIALS = 1_000;

  /** Which rows it changed. */
  private final List<FlowRow> touched = new ArrayList<>();

  private final Map<Long, LegEntry> legs = new HashMap<>();

  /** Ended legs that no row names yet. */
  private final Map<Long, LegRecord> orphans = bounded(ORPHANS);

  /** What a policy denied last on a client's connection. */
  private final Map<Long, Denial> denials = bounded(DENIALS);

  private final FlowStore store;

  /** Of a connection, or of a request on it. */
  private record Denial(boolean request, String reason) {}

  FlowRows(FlowStore store) {
    this.store = store;
  }

  private static <T> Map<Long, T> bounded(int most) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<Long, T> eldest) {
        return size() > most;
      }
    };
  }

  /** The rows that changed since the last call, each once. */
  List<FlowRow> changed() {
    List<FlowRow> changed = touched.stream().distinct().toList();
    touched.clear();
    return changed;
  }

  void onExchange(ExchangeRecord exchange) {
    LegEntry downstream = entry(exchange.downstream());
    LegRecord gone = orphans.remove(exchange.downstream());
    if (gone != null && downstream.record == null) {
      know(downstream, gone, true); // the client went before its request was told
    }
    LegEntry upstream = exchange.upstream() == 0 ? null : entry(exchange.upstream());
    FlowRow row = new FlowRow(store.nextId(), Optional.of(exchange), downstream, upstream);
    Denial denial = denials.get(exchange.downstream());
    if (denial != null && exchange.exchange().problem().equals(Optional.of(denial.reason()))) {
      row.denial = Optional.of(denial.reason());
    }
    adopt(row, exchange.downstream());
  }

  /** Its leg to a server may have ended before the row was there. */
  private void adopt(FlowRow row, long client) {
    long named = row.upstream == null ? 0 : row.upstream.id;
    Optional<LegRecord> orphan =
        named != 0
            ? Optional.ofNullable(orphans.get(named))
            : orphans.values().stream()
                .filter(leg -> leg.cause() == client)
                .reduce((first, last) -> last);
    if (orphan.isPresent()) {
      orphans.remove(orphan.get().id());
      row.upstream = entry(orphan.get().id());
      know(row.upstream, orphan.get(), true);
    }
    attach(row);
  }

  private void attach(FlowRow row) {
    row.downstream.rows.add(row);
    if (row.upstream != null) {
      row.upstream.rows.add(row);
    }
    store.add(row);
    touched.add(row);
  }

  private LegEntry entry(long id) {
    return legs.computeIfAbsent(id, LegEntry::new);
  }

  /** As it is when its TLS is done. */
  void onStanding(LegRecord leg) {
    LegEntry entry = entry(leg.id());
    if (!entry.ended) {
      know(entry, leg, false);
      touched.addAll(entry.rows);
    }
  }

  private void know(LegEntry entry, LegRecord leg, boolean ended) {
    entry.record = leg;
    entry.ended = ended;
    long weight = RecordWeight.of(leg);
    store.weigh(weight - entry.weight);
    entry.weight = weight;
  }

  void onEnd(LegRecord leg) {
    LegEntry entry = entry(leg.id());
    know(entry, leg, true);
    if (entry.rows.isEmpty()) {
      if (leg.side() == LegSide.DOWNSTREAM) {
        endedWithoutRow(leg, entry);
      } else {
        endedWithoutRow(leg);
      }
    }
    touched.addAll(entry.rows);
    forget(entry);
  }

  private void endedWithoutRow(LegRecord leg, LegEntry entry) {
    boolean nothing = leg.requests() == 0 && (leg.failed() || leg.decision() == Decision.TAP);
    if (!nothing) {
      orphans.put(leg.id(), leg); // its request may be told behind it
      return;
    }
    FlowRow row = new FlowRow(store.nextId(), Optional.empty(), entry, null);
    row.denial = Optional.ofNullable(denials.remove(leg.id())).map(Denial::reason);
    adopt(row, leg.id());
  }

  /** Of a server's leg that no request named. */
  private void endedWithoutRow(LegRecord leg) {
    LegEntry client = legs.get(leg.cause());
    if (client != null && client.rows.size() == 1) {
      FlowRow row = client.rows.iterator().next();
      boolean unserved = row.exchange.map(e -> e.upstream() == 0).orElse(true);
      if (row.upstream == null && unserved) {
        row.upstream = entry(leg.id());
        row.upstream.rows.add(row);
        return;
      }
    }
    orphans.put(leg.id(), leg);
  }

  /** One that ended and that no row shows is not needed any more. */
  private void forget(LegEntry entry) {
    if (entry.ended && entry.rows.isEmpty() && legs.remove(entry.id) != null) {
      store.weigh(-entry.weight);
    }
  }

  void onVerdict(VerdictRecord verdict) {
    if (verdict.connection() == 0 || !verdict.ruling().verdict().denied()) {
      return;
    }
    boolean request = verdict.kind() != VerdictRecord.Kind.CONNECTION;
    denials.put(verdict.connection(), new Denial(request, verdict.ruling().reason()));
    LegEntry entry = legs.get(verdict.connection());
    if (entry != null && !request) {
      for (FlowRow row : entry.rows) {
        row.denial = Optional.of(verdict.ruling().reason());
        touched.add(row);
      }
    }
  }

  /** The row is not linked to its connections any more. */
  void release(FlowRow row) {
    row.downstream.rows.remove(row);
    forget(row.downstream);
    if (row.upstream != null) {
      row.upstream.rows.remove(row);
      forget(row.upstream);
    }
  }

  /** Asks the rules, unless they know all that is known. */
  void diagnose(FlowRow row, FlowDiagnosis diagnosis) {
    int sight = row.sight();
    if (sight == row.diagnosedWith) {
      return;
    }
    row.diagnosedWith = sight;
    LegEntry server = row.upstream;
    boolean plain = row.isPlain() && server != null;
    if (plain && server.sameClient == row.downstream && server.sameSight == sight) {
      row.findings = server.sameFindings;
      return;
    }
    List<Finding> findings = diagnosis.of(row.known());
    row.findings = findings;
    if (plain) {
      server.sameClient = row.downstream;
      server.sameSight = sight;
      server.sameFindings = findings;
    }
  }
}
