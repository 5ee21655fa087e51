package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StrictMtlsReceivesPlaintextRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "live",
            LiveTrace.direct()
                .asked(
                    "http://svc.example/",
                    "svc.example",
                    "http/1.1",
                    0,
                    "reset without a response"),
            "1 error low"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                    "",
                    new Outcome.Reset(Side.SERVER)),
            "1 error low"),
        RuleCase.single(
                "TLS is spoken there",
                downstream()
                    .opening(
                        "http",
                        "svc.example",
                        "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                        "",
                        new Outcome.Reset(Side.SERVER)),
                "1 error high")
            .seeing(downstream().number(5).certificateRequested()),
        RuleCase.single(
                "TLS elsewhere",
                downstream()
                    .opening(
                        "http",
                        "svc.example",
                        "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                        "",
                        new Outcome.Reset(Side.SERVER)),
                "1 error low")
            .seeing(direct()),
        RuleCase.single(
            "the client left",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                    "",
                    new Outcome.GaveUp(java.time.Duration.ofMillis(3), true)),
            ""),
        RuleCase.single(
            "answered",
            downstream()
                .opening(
                    "http",
                    "svc.example",
                    "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                    "HTTP/1.1 200 OK\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            ""),
        RuleCase.live(
            "over TLS",
            LiveTrace.direct()
                .tls(direct())
                .asked(
                    "https://svc.example/",
                    "svc.example",
                    "http/1.1",
                    0,
                    "reset without a response"),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new StrictMtlsReceivesPlaintextRule());
  }
}
