package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class H2ForcedOnHttp1UpstreamRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single(
            "answered in HTTP/1.1",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "HTTP/1.1 400 Bad Request\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.single(
            "closed",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                    "",
                    new Outcome.Closed(Side.SERVER)),
            "1 error medium"),
        RuleCase.live(
            "live",
            LiveTrace.direct()
                .asked("http://svc.example/", "svc.example", "h2", 0, "closed without a response"),
            "1 error medium"),
        RuleCase.live(
            "agreed, and it fails",
            LiveTrace.direct()
                .agreed(direct(), "h2")
                .asked("https://app.example/", "app.example", "h2", 0, "closed without a response"),
            ""),
        RuleCase.live(
            "not agreed, and it works",
            LiveTrace.direct().asked("http://svc.example/", "svc.example", "h2", 200, ""),
            ""),
        RuleCase.single(
            "HTTP/1.1",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                    "",
                    new Outcome.Closed(Side.SERVER)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new H2ForcedOnHttp1UpstreamRule());
  }
}
