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

/** {@code proxy-tls-error}: a proxy's TLS library says why a handshake failed. */
final class ProxyTlsErrorRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "proxy-tls-error",
          Severity.ERROR,
          "A proxy's TLS library says why a handshake failed",
          "the proxy's handshake failed",
          "Take the error by its number: from 1000 on the other side sent an alert, below the proxy raised it.",
          List.of(
              new Fix(
                  "Envoy",
                  "/stats?filter=ssl: fail_verify_san, fail_verify_error, connection_error"),
              new Fix("tlsdiag", "explain, with the error's text behind it")),
          Optional.empty(),
          Set.of("proxy-made-status", "upstream-connect-timeout"));

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
    return ToldTlsErrors.decoded(INFO, trace, mesh);
  }
}
