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
 * {@code upstream-group-or-cipher-mismatch}: a server has no cipher suite or group that the hello
 * offers, and a control shows which.
 */
final class UpstreamMismatchRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-group-or-cipher-mismatch",
          Severity.ERROR,
          "A server has none of the cipher suites or groups that it is offered",
          "the two have no suite or group in common",
          "Let one side offer what the other one has; the message names it.",
          List.of(
              new Fix(
                  "Envoy",
                  "tls_params of the UpstreamTlsContext: ecdh_curves (default X25519 and P-256), cipher_suites"),
              new Fix("nginx", "proxy_ssl_ciphers, proxy_ssl_conf_command Groups …"),
              new Fix("HAProxy", "server … ssl ciphers … curves …"),
              new Fix("Java", "jdk.tls.namedGroups, and jdk.tls.disabledAlgorithms"),
              new Fix("OpenSSL", "s_client -groups and -cipher, as a test")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> !refused.byListenerOfProxy())
        .flatMap(
            refused ->
                HelloMismatch.of(refused).map(found -> found.finding(INFO, refused)).stream());
  }
}
