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
import java.util.stream.Stream;

/**
 * {@code tls-version-or-cipher-mismatch-downstream}: client and proxy have no version, cipher suite
 * or group in common, and a control shows which.
 */
final class DownstreamMismatchRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "tls-version-or-cipher-mismatch-downstream",
          Severity.ERROR,
          "Client and proxy have no TLS version, cipher suite or group in common",
          "the two have no suite or group in common",
          "Let one side offer what the other one has; the message names it.",
          List.of(
              new Fix(
                  "Envoy",
                  "tls_params: cipher_suites, ecdh_curves and both versions; old versions need old suites too"),
              new Fix("nginx", "ssl_protocols, ssl_ciphers, ssl_ecdh_curve"),
              new Fix("HAProxy", "bind … ssl ssl-min-ver, ciphers, ciphersuites, curves"),
              new Fix("curl", "--ciphers, --tls13-ciphers, --curves, --tls-max")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.byListenerOfProxy())
        .flatMap(
            refused ->
                HelloMismatch.of(refused).map(found -> found.finding(INFO, refused)).stream());
  }
}
