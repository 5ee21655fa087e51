package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.DnsSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ProxySideDnsFailureRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "Squid",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n"),
            "1 error high"),
        RuleCase.live(
            "Blue Coat",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\n\r\nNetwork Error (dns_unresolved_hostname)"),
            "1 error high"),
        RuleCase.live(
            "mitmproxy",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    502,
                    "502 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 502 x\r\n"
                        + "Server: mitmproxy 8.1\r\n\r\n"
                        + "[Errno -2] Name or service not known"),
            "1 error high"),
        RuleCase.live(
            "a plain request",
            LiveTrace.proxied().http(503, "", "X-Squid-Error", "ERR_DNS_FAIL 0").hop(),
            "1 error high"),
        RuleCase.live(
            "Envoy", LiveTrace.proxied().http(503, "DNS resolution failure").hop(), "1 error high"),
        RuleCase.live(
            "Apache",
            LiveTrace.proxied()
                .http(502, "<p>DNS lookup failure for: app.example</p>", "server", "Apache")
                .hop(),
            "1 error high"),
        RuleCase.live(
            "SOCKS", LiveTrace.proxied().tunnel("socks5", 4, "reply 4", ""), "1 error medium"),
        RuleCase.single(
            "captured",
            downstream()
                .opening(
                    "http-connect",
                    "app.example:443",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\nX-Squid-Error: ERR_DNS_FAIL 0\r\n\r\n",
                    new Outcome.Closed(Side.SERVER)),
            "1 error high"),
        RuleCase.live(
            "refused",
            LiveTrace.proxied()
                .refused(
                    "app.example:443",
                    503,
                    "503 x",
                    "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                    "HTTP/1.1 503 x\r\nX-Squid-Error: ERR_CONNECT_FAIL 111\r\n"),
            ""),
        refused("its resolver says NXDOMAIN", 500, "1 error high")
            .asking(DnsSamples.of("app.example", "NXDOMAIN").from("192.0.2.2")),
        refused("its resolver has an address", 500, "")
            .asking(
                DnsSamples.of("app.example", "NXDOMAIN").from("192.0.2.2"),
                DnsSamples.address("app.example", "192.0.2.3").from("192.0.2.2")),
        refused("the client's own lookup", 500, "")
            .asking(DnsSamples.of("app.example", "NXDOMAIN")),
        refused("another name", 500, "")
            .asking(DnsSamples.of("web.example", "NXDOMAIN").from("192.0.2.2")),
        refused("forbidden", 403, "")
            .asking(DnsSamples.of("app.example", "NXDOMAIN").from("192.0.2.2")),
        RuleCase.live(
            "the page of a server",
            LiveTrace.direct().http(200, "how to mend a DNS lookup failure"),
            ""));
  }

  private static RuleCase refused(String name, int status, String expected) {
    return RuleCase.single(
        name,
        downstream()
            .opening(
                "http-connect",
                "app.example:443",
                "CONNECT app.example:443 HTTP/1.1\r\n\r\n",
                "HTTP/1.1 %d x\r\nX-Squid-Error: ERR_CANNOT_FORWARD 0\r\n\r\n".formatted(status),
                new Outcome.Closed(Side.SERVER)),
        expected);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ProxySideDnsFailureRule());
  }
}
