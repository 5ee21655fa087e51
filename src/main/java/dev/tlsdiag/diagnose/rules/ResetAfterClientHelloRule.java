package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code reset-after-client-hello}: the first answer to the ClientHello is a TCP reset. */
final class ResetAfterClientHelloRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "reset-after-client-hello",
          Severity.ERROR,
          "The first answer to a ClientHello is a TCP reset",
          "the server resets the connection",
          "Send the same ClientHello with another name, and in one small segment, to see what the"
              + " reset goes by.",
          List.of(
              new Fix("Cilium", "toFQDNs and serverNames of the policy must both allow the name"),
              new Fix("Istio", "a ServiceEntry or Gateway whose hosts include the name"),
              new Fix("Envoy", "a filter chain whose server_names match the name")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.reset(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.way() == RefusedHello.Way.RESET)
        .map(ResetAfterClientHelloRule::finding);
  }

  private static Finding finding(RefusedHello refused) {
    Handshake last = refused.handshake();
    Duration after = Duration.ofNanos(last.answer().nanos());
    String message = "reset %s after the ClientHello, no alert".formatted(Durations.text(after));
    if (RefusedHello.otherHopLimit(last)) {
      message +=
          " (by another machine: hop limit %d, the SYN-ACK's is %d)"
              .formatted(last.signs().resetTtl().getAsInt(), last.signs().synAckTtl().getAsInt());
    } else if (refused.tooSoon()) {
      message +=
          " (the server's SYN-ACK took %s: this came from nearer)"
              .formatted(Durations.text(Duration.ofNanos(last.connectNanos().getAsLong())));
    }
    Finding finding =
        Finding.of(INFO, refused.place(), Severity.ERROR, message).with(Confidence.LOW);
    return Doubts.ofName(refused, finding)
        .notRuledOut(
            "a box in between may have sent the reset in the server's name",
            "capture on the server's side too: is the reset there?");
  }
}
