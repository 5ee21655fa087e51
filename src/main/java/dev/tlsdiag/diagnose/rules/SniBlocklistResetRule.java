package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** {@code sni-blocklist-reset}: a box between client and server acts on the name. */
final class SniBlocklistResetRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-blocklist-reset",
          Severity.ERROR,
          "A box on the way ends connections with this name",
          "a box on the way acts on the name",
          "Ask who runs the network for the filter that knows this name.",
          List.of(
              new Fix(
                  "firewall",
                  "the list of blocked or inspected names; most log the name with the rule"),
              new Fix("Suricata", "drop or reject rules on tls.sni"),
              new Fix("clients", "nothing: the same client with another name gets through")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.fromElsewhere() || refused.way() == RefusedHello.Way.SILENCE)
        .flatMap(refused -> refused.nameDecides().map(other -> finding(refused, other)).stream());
  }

  private static Finding finding(RefusedHello refused, Handshake other) {
    boolean silent = refused.way() == RefusedHello.Way.SILENCE;
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "%s is %s%s, and %s is answered at the same address"
                .formatted(
                    refused.name().orElseThrow(),
                    refused.how(),
                    silent ? "" : sender(refused.handshake()),
                    refused.named(other)));
    if (silent) {
      finding =
          finding
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "the server itself may not answer names that it does not serve",
                  "capture on the server's side: does the hello arrive there?");
    } else if (!RefusedHello.otherHopLimit(refused.handshake())) {
      finding =
          finding
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "a proxy nearby may have taken the connection for the server",
                  "the hop limits of SYN-ACK and reset in a capture");
    }
    return refused.beside(other, "name", finding);
  }

  private static String sender(Handshake handshake) {
    if (!RefusedHello.otherHopLimit(handshake)) {
      return " sooner than the server could have";
    }
    return " by another machine (hop limit %d, the SYN-ACK's is %d)"
        .formatted(
            handshake.signs().resetTtl().getAsInt(), handshake.signs().synAckTtl().getAsInt());
  }
}
