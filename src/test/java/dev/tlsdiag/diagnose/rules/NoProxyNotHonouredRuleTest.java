package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoProxyNotHonouredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "a cluster's name",
                LiveTrace.proxied()
                    .refused(
                        "api.default.svc:443",
                        503,
                        "503 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 503 x\r\n")
                    .hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "an address",
                LiveTrace.proxied()
                    .refused(
                        "10.96.0.1:443",
                        403,
                        "403 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 403 x\r\n")
                    .hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "an address, and a port that proxies forbid",
                LiveTrace.proxied()
                    .refused(
                        "10.96.0.1:8443",
                        403,
                        "403 x",
                        "CONNECT 10.96.0.1:8443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 403 x\r\n")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "no answer to SOCKS",
                LiveTrace.proxied().tunnel("socks5", 0, "no answer within 2.0 s", "").hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "no answer",
                LiveTrace.proxied()
                    .refused(
                        "fd00::1",
                        0,
                        "no answer within 2.0 s",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "")
                    .hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "a plain request",
                LiveTrace.proxied()
                    .asked(
                        "http://web/", "web", "http/1.1", 503, "", "Proxy-Connection", "Keep-Alive")
                    .hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "a public name",
                LiveTrace.proxied()
                    .refused(
                        "app.example:443",
                        503,
                        "503 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 503 x\r\n")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "a public address",
                LiveTrace.proxied()
                    .refused(
                        "192.0.2.7:443",
                        503,
                        "503 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 503 x\r\n")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "nobody reaches it",
                LiveTrace.proxied()
                    .refused(
                        "10.96.0.1:443",
                        503,
                        "503 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 503 x\r\n")
                    .hop(),
                "")
            .beside(LiveTrace.direct().refused()),
        RuleCase.live(
            "not seen directly",
            LiveTrace.proxied()
                .refused(
                    "10.96.0.1:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\n")
                .hop(),
            ""),
        RuleCase.live(
                "credentials",
                LiveTrace.proxied()
                    .refused(
                        "10.96.0.1:443",
                        407,
                        "407 x",
                        "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                        "HTTP/1.1 407 x\r\n")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "no proxy",
                LiveTrace.proxied().asked("http://web/", "web", "http/1.1", 503, "").hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new NoProxyNotHonouredRule());
  }
}
