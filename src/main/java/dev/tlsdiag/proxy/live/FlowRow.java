package dev.tlsdiag.proxy.live;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import java.util.List;
import java.util.Optional;

/** A row under construction: what is known of it until now. */
final class FlowRow {
  final long id;
  final Optional<ExchangeRecord> exchange;
  final LegEntry downstream;
  LegEntry upstream;
  Optional<String> denial = Optional.empty();
  List<Finding> findings = List.of();

  /** Which of its legs the findings know of. */
  int diagnosedWith = -1;

  /** Whether it is not kept any more. */
  boolean gone;

  /** Whether its details are not. */
  boolean bare;

  /** As shown last. */
  LiveFlow shown;

  /** Null where they are not kept any more. */
  FlowDetails details;

  FlowRow(long id, Optional<ExchangeRecord> exchange, LegEntry downstream, LegEntry upstream) {
    this.id = id;
    this.exchange = exchange;
    this.downstream = downstream;
    this.upstream = upstream;
  }

  FlowDetails known() {
    return new FlowDetails(
        Optional.ofNullable(downstream.record),
        Optional.ofNullable(upstream).map(leg -> leg.record),
        exchange,
        denial,
        findings);
  }

  /** Changes with what the rules can see: which legs are known, and whether they failed. */
  int sight() {
    return 4 * downstream.sight() + (upstream == null ? 0 : upstream.sight());
  }

  /** Whether its answer says nothing that its legs do not. */
  boolean isPlain() {
    return exchange
        .filter(e -> e.localReply().isEmpty() && e.exchange().problem().isEmpty())
        .filter(e -> e.exchange().status().orElse(0) / 100 == 2)
        .isPresent();
  }
}
