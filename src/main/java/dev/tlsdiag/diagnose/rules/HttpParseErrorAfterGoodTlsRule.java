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

/** {@code http-parse-error-after-good-tls}: the response is not the HTTP that was expected. */
final class HttpParseErrorAfterGoodTlsRule implements Rule {
  private static final List<String> UNREADABLE =
      List.of("unexpected status line", "expected ':'", "unexpected header", "malformed");

  private static final RuleInfo INFO =
      new RuleInfo(
          "http-parse-error-after-good-tls",
          Severity.ERROR,
          "The response is not the HTTP that was expected",
          "the response breaks the rules of HTTP",
          "Look at the bytes of the response: TLS has no part in it.",
          List.of(
              new Fix("server", "one Content-Length or chunks; header names without blanks"),
              new Fix(
                  "Envoy",
                  "access log: UPE, response code details upstream_reset…{protocol_error}"),
              new Fix(
                  "Envoy", "HTTP/2 to an HTTP/1.1 server reads the same: http2_protocol_options"),
              new Fix("nginx", "error_log: upstream sent invalid header"),
              new Fix("HAProxy", "show errors; option accept-invalid-http-response")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return ResponseCase.ofClient(trace, facts).flatMap(response -> finding(response).stream());
  }

  private static Optional<Finding> finding(ResponseCase response) {
    if (response.because(ProxyReply.Cause.PROTOCOL) && !response.same()) {
      return Optional.of(
          Finding.of(
                  INFO,
                  response.place(),
                  Severity.ERROR,
                  "%s cannot read what its server answers: %s%s"
                      .formatted(
                          response.reply().orElseThrow().product(),
                          response.reply().orElseThrow().quote(),
                          response.besides()))
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "HTTP/2 forced on an HTTP/1.1 server reads the same",
                  "the bytes of the response on the proxy's own hop"));
    }
    String problem = response.exchange().problem().orElse("");
    boolean unreadable =
        response.exchange().protocol().startsWith("http/1")
            && UNREADABLE.stream().anyMatch(problem.toLowerCase(java.util.Locale.ROOT)::contains);
    return unreadable
        ? Optional.of(
            Finding.of(
                INFO,
                response.place(),
                Severity.ERROR,
                "the response cannot be read as HTTP: " + problem))
        : Optional.empty();
  }
}
