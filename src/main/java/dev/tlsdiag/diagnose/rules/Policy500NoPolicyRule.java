package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code policy-500-no-policy}: Cilium's proxy knows no policy for the pod. */
final class Policy500NoPolicyRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "policy-500-no-policy",
          Severity.ERROR,
          "Cilium's proxy knows no policy for the pod",
          "the proxy knows no policy",
          "Look for 'No policy found' in the log of Cilium's Envoy, then restart its agent.",
          List.of(
              new Fix("Cilium", "cilium-envoy's log: cilium.l7policy: No policy found"),
              new Fix("Cilium", "cilium-dbg endpoint list: is the endpoint regenerating?"),
              new Fix("Cilium", "upgrade: policies got lost for pods that ran for long")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.status() == 500 && response.serverIsEnvoy())
        .filter(response -> response.because(ProxyReply.Cause.POLICY) && !response.same())
        .map(
            response ->
                Finding.of(
                        INFO,
                        response.place(),
                        Severity.ERROR,
                        "Envoy answers 500 without a word, as Cilium's does without a policy for"
                            + " the pod"
                            + response.besides())
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "another filter of that Envoy that fails",
                        "cilium-envoy's log: cilium.l7policy: No policy found"));
  }
}
