package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HostHasPortNoRouteRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
                "404",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example:8080/",
                        "svc.example:8080",
                        "http/1.1",
                        404,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "0")
                    .hop(),
                "1 error low")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.single(
                "without the port it works",
                downstream()
                    .opening(
                        "http",
                        "svc.example:8080",
                        "GET / HTTP/1.1\r\nHost: svc.example:8080\r\n\r\n",
                        "HTTP/1.1 404 x\r\nserver: envoy\r\ncontent-length: 0\r\n\r\n",
                        new Outcome.Closed(Side.SERVER)),
                "1 error high")
            .seeing(
                downstream()
                    .opening(
                        "http",
                        "svc.example",
                        "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                        "HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n",
                        new Outcome.Closed(Side.SERVER))),
        RuleCase.single(
                "without the port it fails alike",
                downstream()
                    .opening(
                        "http",
                        "svc.example:8080",
                        "GET / HTTP/1.1\r\nHost: svc.example:8080\r\n\r\n",
                        "HTTP/1.1 404 x\r\nserver: envoy\r\ncontent-length: 0\r\n\r\n",
                        new Outcome.Closed(Side.SERVER)),
                "")
            .seeing(
                downstream()
                    .opening(
                        "http",
                        "svc.example",
                        "GET / HTTP/1.1\r\nHost: svc.example\r\n\r\n",
                        "HTTP/1.1 404 x\r\nserver: envoy\r\ncontent-length: 0\r\n\r\n",
                        new Outcome.Closed(Side.SERVER))),
        RuleCase.live(
                "no port",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example/",
                        "svc.example",
                        "http/1.1",
                        404,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "0")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "the server's 404",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example:8080/",
                        "svc.example:8080",
                        "http/1.1",
                        404,
                        "",
                        "server",
                        "nginx")
                    .hop(),
                "")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.live(
                "both alike",
                LiveTrace.proxied()
                    .asked(
                        "http://svc.example:8080/",
                        "svc.example:8080",
                        "http/1.1",
                        404,
                        "",
                        "server",
                        "envoy",
                        "content-length",
                        "0")
                    .hop(),
                "")
            .beside(LiveTrace.direct().http(404, "", "server", "envoy", "content-length", "0")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new HostHasPortNoRouteRule());
  }
}
