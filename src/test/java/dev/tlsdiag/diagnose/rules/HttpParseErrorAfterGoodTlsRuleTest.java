package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HttpParseErrorAfterGoodTlsRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "Envoy",
                LiveTrace.proxied()
                    .tls(downstream())
                    .http(
                        502,
                        "upstream connect error or disconnect/reset before headers. reset reason: protocol error")
                    .hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
            "live",
            LiveTrace.direct()
                .tls(direct())
                .asked(
                    "https://app.example/",
                    "app.example",
                    "http/1.1",
                    0,
                    "Unexpected status line: xx"),
            "1 error high"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                    "hello there",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.live(
                "another reason",
                LiveTrace.proxied()
                    .http(
                        503,
                        "upstream connect error or disconnect/reset before headers. reset reason: connection failure")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "both alike",
                LiveTrace.proxied()
                    .http(
                        502,
                        "upstream connect error or disconnect/reset before headers. reset reason: protocol error")
                    .hop(),
                "")
            .beside(
                LiveTrace.direct()
                    .http(
                        502,
                        "upstream connect error or disconnect/reset before headers. reset reason: protocol error")),
        RuleCase.live("well", LiveTrace.direct().tls(direct()).http(200, "ok"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HttpParseErrorAfterGoodTlsRule());
  }
}
