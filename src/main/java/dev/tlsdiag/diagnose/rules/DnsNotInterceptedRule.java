package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code dns-not-intercepted}: policy allows by name, and nobody learns the names. */
final class DnsNotInterceptedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "dns-not-intercepted",
          Severity.ERROR,
          "Policy allows servers by name, and no DNS answer teaches it the addresses",
          "the address has no name that a policy could allow",
          "Add a dns rule to the rule for port 53: without it no address is learned.",
          List.of(
              new Fix("Cilium", "the rule for port 53: rules: dns: - matchPattern: \"*\""),
              new Fix("Cilium", "let the pod ask kube-dns through the rule, not another server")),
          Optional.empty(),
          Set.of("policy-drop-on-syn", "syn-unanswered"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  /** Packets do not show it. */
  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.empty();
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldDns.notIntercepted(INFO, trace, mesh);
  }
}
