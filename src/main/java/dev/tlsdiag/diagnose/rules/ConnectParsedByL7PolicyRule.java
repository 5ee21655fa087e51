package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
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
 * {@code connect-parsed-by-l7-policy}: an Envoy on the way takes the CONNECT for a request of its
 * own.
 */
final class ConnectParsedByL7PolicyRule implements Rule {
  /** What it answers without a route, by policy, or where it knows no CONNECT. */
  private static final Set<Integer> ITS_OWN = Set.of(400, 403, 404, 405, 426, 431, 501);

  private static final RuleInfo INFO =
      new RuleInfo(
          "connect-parsed-by-l7-policy",
          Severity.ERROR,
          "An Envoy on the way takes the CONNECT for a request of its own",
          "the CONNECT never reaches the forward proxy",
          "Keep HTTP rules and HTTP listeners off the port of the forward proxy.",
          List.of(
              new Fix("Cilium", "no rules.http on the proxy's port: allow it at L4 alone"),
              new Fix("Istio", "declare the forward proxy's port TCP in its ServiceEntry"),
              new Fix("Envoy", "upgrade_configs: CONNECT with connect_config, to be the proxy"),
              new Fix("client", "the address of the forward proxy in -x or HTTPS_PROXY")),
          Optional.empty(),
          Set.of());

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return TunnelCase.of(trace)
        .filter(refused -> refused.byEnvoy() && ITS_OWN.contains(refused.status()))
        .map(ConnectParsedByL7PolicyRule::finding);
  }

  private static Finding finding(TunnelCase refused) {
    return Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "CONNECT%s is answered %s by %s itself: an HTTP policy took it, and no forward proxy"
                .formatted(
                    refused.toTarget(), refused.problem(), refused.product().orElse("Envoy")))
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "what is taken for a forward proxy may be an Envoy gateway",
            "the same CONNECT without HTTP rules on that port, or from outside of the policy");
  }
}
