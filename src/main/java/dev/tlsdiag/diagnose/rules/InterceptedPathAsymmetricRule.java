package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code intercepted-path-asymmetric}: the SYN-ACK comes back as far as the capture, and not to who
 * waits for it.
 */
final class InterceptedPathAsymmetricRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "intercepted-path-asymmetric",
          Severity.ERROR,
          "A SYN-ACK arrives and is not delivered to who sent the SYN",
          "the connection never comes to be",
          "Capture at the sender's own interface too: the SYN-ACK is missing there.",
          List.of(
              new Fix(
                  "Cilium",
                  "the rule that leads answers back to the proxy: ip rule list (fwmark 0xa00/0xf00)"
                      + " and the proxy's route table; an L4-only policy avoids the proxy"),
              new Fix("Linux", "net.ipv4.conf.INTERFACE.rp_filter=2 on the way of the answer"),
              new Fix("network", "both directions through the same stateful firewall")),
          Optional.empty(),
          Set.of("syn-unanswered", "proxy-made-status", "proxy-refused-connect"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return SynTalk.unanswered(trace, facts)
        .filter(talk -> talk.seen().filter(h -> h.signs().synAckTtl().isPresent()).isPresent())
        .map(
            talk ->
                Finding.of(
                        INFO,
                        talk.place(),
                        Severity.ERROR,
                        "%s answers with SYN-ACK, and %d SYN show that it does not arrive at %s"
                            .formatted(
                                talk.server(),
                                talk.outcome().attempts(),
                                talk.place().hop().from().endpoint().orElseThrow().host()))
                    .notRuledOut(
                        "the sender may take the SYN-ACK for another connection's: an old entry of"
                            + " the same addresses and ports",
                        "the same from another source port"));
  }
}
