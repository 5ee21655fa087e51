package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientCertificateRequiredRuleTest {
  private static final String NONE_SENT =
      "<h1>400</h1><center>No required SSL certificate was sent</center>";

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("alert 116", downstream().alert(116), "1 error high"),
        RuleCase.of(
            "upstream",
            downstream(),
            upstream(HelloSamples.client(NAME)).alert(116),
            "2 error high"),
        RuleCase.single(
            "asked, then alert 40",
            downstream().certificateRequested().alert(40),
            "1 error medium"),
        RuleCase.single(
            "asked, then alert 48",
            downstream().certificateRequested().alert(48),
            "1 error medium"),
        RuleCase.live(
            "said in HTTP",
            LiveTrace.direct()
                .tls(direct())
                .http(400, "<h1>400</h1><center>No required SSL certificate was sent</center>"),
            "1 error high"),
        RuleCase.live(
            "said in HTTP by the server, whose leg is seen",
            LiveTrace.proxied()
                .tls(downstream())
                .http(400, "The SSL certificate error")
                .hop()
                .tls(upstream(HelloSamples.client(NAME))),
            "2 error high"),
        RuleCase.live(
                "said in HTTP on both paths",
                LiveTrace.proxied().tls(downstream()).http(400, NONE_SENT).hop(),
                "2 error high")
            .beside(LiveTrace.direct().tls(direct()).http(400, NONE_SENT)),
        RuleCase.live(
                "said in HTTP by the proxy or the server",
                LiveTrace.proxied().tls(downstream()).http(400, NONE_SENT).hop(),
                "1 error medium")
            .beside(LiveTrace.direct().tls(direct()).http(200, "ok")),
        RuleCase.single("asked and content", downstream().certificateRequested(), ""),
        RuleCase.single("not asked", downstream().alert(40), ""),
        RuleCase.single(
            "asked, ended by the client", downstream().certificateRequested().clientAlert(42), ""),
        RuleCase.live("another 400", LiveTrace.direct().tls(direct()).http(400, "bad"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ClientCertificateRequiredRule());
  }
}
