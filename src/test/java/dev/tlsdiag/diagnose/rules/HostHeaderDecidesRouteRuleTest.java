package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostHeaderDecidesRouteRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "a foreign Host",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91")
                    .hop(),
                "1 error low")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.single(
                "another Host works there",
                downstream()
                    .opening(
                        "http",
                        "public.example",
                        "GET / HTTP/1.1\r\nHost: public.example\r\n\r\n",
                        "HTTP/1.1 503 x\r\nserver: envoy\r\ncontent-length: 91\r\n\r\n",
                        new Outcome.Closed(Side.SERVER)),
                "1 error medium")
            .seeing(
                downstream()
                    .opening(
                        "http",
                        "svc.example",
                        "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                        new Outcome.Closed(Side.SERVER))),
        RuleCase.live(
                "a proxy hands a foreign Host on",
                asked("public.example", 503)
                    .hop()
                    .asked(
                        "http://public.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91"),
                "2 error low")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "a proxy sets the Host of the URL, and it fails all the same",
                asked("svc.example", 503)
                    .hop()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91"),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "the Host of the URL",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "both alike",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91")
                    .hop(),
                "")
            .beside(
                LiveTrace.direct()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "91")),
        RuleCase.live(
                "a server's own 503",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        503,
                        "",
                        "server",
                        "nginx")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "it works",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "public.example",
                        "http/1.1",
                        200,
                        "",
                        "server",
                        "envoy")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")));
  }

  private static LiveTrace asked(String host, int status) {
    return LiveTrace.proxied()
        .asked(
            "http://svc.example/",
            host,
            "http/1.1",
            status,
            "",
            "server",
            "envoy",
            "content-length",
            "91");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HostHeaderDecidesRouteRule());
  }
}
