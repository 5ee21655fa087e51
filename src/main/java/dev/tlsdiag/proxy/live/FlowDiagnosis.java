package dev.tlsdiag.proxy.live;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the rules say of a flow, with the last handshakes of the same server for comparison. For one
 * thread.
 */
final class FlowDiagnosis {
  private static final Engine ENGINE = new Engine(Rules.ALL);
  private static final int SERVERS = 200;
  private static final int EACH = 4;

  private final Map<Endpoint, Deque<Handshake>> seen =
      new LinkedHashMap<>(16, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Endpoint, Deque<Handshake>> eldest) {
          return size() > SERVERS;
        }
      };

  private long problems;

  /** How many flows no rule could be asked about, because one of them broke. */
  long problems() {
    return problems;
  }

  /** The findings, the worst first. */
  List<Finding> of(FlowDetails details) {
    Optional<HopTrace> trace = details.trace();
    if (trace.isEmpty()) {
      return List.of();
    }
    List<Handshake> handshakes = handshakes(trace.get());
    List<Handshake> all = new ArrayList<>(handshakes);
    for (Handshake each : handshakes) {
      seen.getOrDefault(each.server(), new ArrayDeque<>()).stream()
          .filter(known -> !handshakes.contains(known))
          .forEach(all::add);
    }
    handshakes.forEach(this::remember);
    try {
      return ENGINE.run(trace.get(), new Facts(Optional.empty(), all, dns(trace.get())));
    } catch (RuntimeException e) {
      problems++; // the view goes on without an answer for this one
      return List.of();
    }
  }

  private void remember(Handshake handshake) {
    Deque<Handshake> last = seen.computeIfAbsent(handshake.server(), key -> new ArrayDeque<>());
    if (last.stream().noneMatch(known -> known.file().equals(handshake.file()))) {
      last.addFirst(handshake);
      if (last.size() > EACH) {
        last.removeLast();
      }
    }
  }

  private static List<Handshake> handshakes(HopTrace trace) {
    return trace.hops().stream()
        .flatMap(hop -> hop.tls().stream())
        .flatMap(tls -> Stream.of(tls.first(), tls.last()))
        .distinct()
        .toList();
  }

  private static List<DnsExchange> dns(HopTrace trace) {
    return trace.hops().stream()
        .flatMap(hop -> hop.steps().stream())
        .filter(Step.Resolve.class::isInstance)
        .flatMap(step -> ((Step.Resolve) step).exchanges().stream())
        .toList();
  }
}
