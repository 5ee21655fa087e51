package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code policy-403-access-denied}: Cilium's HTTP policy forbids the request. */
final class Policy403AccessDeniedRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "policy-403-access-denied",
          Severity.ERROR,
          "An HTTP policy of Cilium forbids the request",
          "the policy forbids the request",
          "Let rules.http of the policy allow this method, path and host.",
          List.of(
              new Fix("Cilium", "toPorts.rules.http: method, path, host; HEAD is not GET"),
              new Fix("Cilium", "hubble observe --verdict DROPPED --protocol http")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.request(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts)
        .filter(response -> response.status() == 403)
        .filter(response -> response.because(ProxyReply.Cause.POLICY))
        .filter(response -> response.reply().orElseThrow().quote().contains("Access denied"))
        .filter(response -> response.serverIsEnvoy() || response.otherWorks())
        .filter(response -> !response.same())
        .map(Policy403AccessDeniedRule::finding);
  }

  private static Finding finding(ResponseCase response) {
    Finding finding =
        Finding.of(
            INFO,
            response.place(),
            Severity.ERROR,
            "%s is forbidden by a policy of Cilium: 403, 15 bytes, \"Access denied\"%s"
                .formatted(response.exchange().method(), response.besides()));
    boolean sure = response.serverIsEnvoy() && response.otherWorks();
    return sure
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "a server that uses the same words",
                "the same request from where no policy applies; hubble observe --verdict DROPPED");
  }
}
