package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-policy-deny}: a policy on the way ends connections with this name, and lets others
 * pass to the same address.
 */
final class SniPolicyDenyRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-policy-deny",
          Severity.ERROR,
          "A policy denies the name in a ClientHello",
          "a policy denies the name",
          "Allow the name where egress is decided, spelled as the client sends it.",
          List.of(
              new Fix(
                  "Cilium",
                  "toPorts.serverNames has to list the name; * stays within one label, ** does not"),
              new Fix(
                  "Istio",
                  "outboundTrafficPolicy REGISTRY_ONLY: a ServiceEntry with this very host, protocol TLS"),
              new Fix("firewall", "the rule on TLS SNI of the egress policy"),
              new Fix("HAProxy", "tcp-request content reject … req.ssl_sni")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.serverName(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.way() == RefusedHello.Way.RESET && !refused.fromElsewhere())
        .filter(refused -> !refused.byListenerOfProxy() || refused.atAddressOfDirectPath(facts))
        .flatMap(refused -> refused.nameDecides().map(h -> finding(refused, h, facts)).stream());
  }

  private static Finding finding(RefusedHello refused, Handshake other, Facts facts) {
    String name = refused.name().orElseThrow();
    Finding finding =
        Finding.of(
                INFO,
                refused.place(),
                Severity.ERROR,
                "%s is reset, and %s is let through to the same address %s"
                    .formatted(name, refused.named(other), refused.handshake().server()))
            .with(Confidence.MEDIUM);
    if (!refused.takenDirectly(facts)) {
      finding =
          finding.notRuledOut(
              "the server itself may reset connections with names that it does not serve",
              "capture on the server's side: a policy lets no packet through to it");
    }
    Optional<String> command = ShellCommand.withName(refused.handshake().server(), name);
    return refused.beside(
        other,
        "name",
        command.isPresent() ? finding.check(command.get(), "a reset, curl exit 35") : finding);
  }
}
