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

/**
 * {@code no-request-behind-redirect}: a connection goes into the proxy, and no request comes out of
 * it.
 */
final class NoRequestBehindRedirectRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "no-request-behind-redirect",
          Severity.ERROR,
          "A connection is redirected into a proxy, and no request is recorded",
          "the proxy sees no request in it",
          "Capture the client's leg: an alert behind the proxy's certificate means that it is not trusted.",
          List.of(
              new Fix(
                  "client", "trust the authority of the terminating certificate: tlsdiag ca env"),
              new Fix(
                  "Cilium",
                  "the terminating secret: its certificate must cover the name, and have no ca.crt"),
              new Fix("Cilium", "no http rules for what is no HTTP")),
          Optional.empty(),
          Set.of());

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
    return ToldDownstream.noRequest(INFO, trace, mesh);
  }
}
