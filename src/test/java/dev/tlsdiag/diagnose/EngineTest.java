package dev.tlsdiag.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EngineTest {
  private static final Engine ENGINE = new Engine(Rules.ALL);

  @Test
  void oneCauseIsOneFinding() {
    List<Finding> findings = run(downstream(), upstream(HelloSamples.proxy()).reset(), true);
    assertEquals(
        List.of(
            "error upstream-sni-missing [reset-after-client-hello, sni-required-by-server]",
            "note alpn-lost []",
            "note tls-version-lowered []"),
        findings.stream().map(EngineTest::outline).toList());
    Finding cause = findings.get(0);
    assertEquals(
        "no server_name in the ClientHello, and the server resets the connection",
        cause.headline());
    assertEquals(List.of(new Evidence.Packets("a.pcap", 44, 49)), cause.evidence());
  }

  @Test
  void aSilentUpstreamExplainsTheStarvedClient() {
    List<Finding> findings =
        run(downstream().silent(5000, true), upstream(HelloSamples.proxy()).gaveUp(2000), true);
    assertEquals(
        "error upstream-sni-missing [silence-after-client-hello, sni-required-by-server,"
            + " silence-after-client-hello]",
        outline(findings.get(0)));
  }

  @Test
  void aSymptomAloneStaysAFinding() {
    List<Finding> findings =
        run(downstream(), upstream(HelloSamples.client("app.example")).reset(), true);
    assertEquals(
        List.of("error reset-after-client-hello []"),
        findings.stream().map(EngineTest::outline).toList());
  }

  @Test
  void hopsOverWhichTheHelloIsRelayedAreOnePlace() {
    HelloSamples nameless = HelloSamples.proxy().random(7);
    List<Finding> findings =
        run(
            downstream().connect("app.example:443").hello(nameless).alert(112),
            upstream(nameless).alert(112),
            true);
    assertEquals("sni-lost-in-tunnel", findings.get(0).rule());
    assertEquals(
        List.of(), findings.stream().skip(1).filter(f -> f.severity() == Severity.ERROR).toList());
  }

  @Test
  void aProxyHeaderExplainsTheAnswerInTheClear() {
    List<Finding> findings =
        run(
            downstream(),
            upstream(HelloSamples.client("app.example"))
                .proxyHeader(2)
                .plaintext("HTTP/1.1 400 Bad Request"),
            false);
    assertEquals("proxy-protocol-unexpected", findings.get(0).rule());
  }

  @Test
  void aWarningExplainsNothing() {
    List<Finding> findings =
        run(downstream().pieces(2, 1).reset(), upstream(HelloSamples.client("app.example")), false);
    assertEquals(
        List.of("error reset-after-client-hello []", "warning clienthello-split []"),
        findings.stream().map(EngineTest::outline).toList());
  }

  @Test
  void alert40IsExplainedByTheMissingName() {
    List<Finding> findings = run(downstream(), upstream(HelloSamples.proxy()).alert(40), true);
    assertEquals(
        "error upstream-sni-missing [handshake-failure-alert, sni-required-by-server]",
        outline(findings.get(0)));
  }

  @Test
  void alert40AloneStaysWithItsFourCauses() {
    List<Finding> findings =
        run(downstream().alert(40), upstream(HelloSamples.client("app.example")).alert(40), true);
    assertEquals(
        List.of("error handshake-failure-alert [handshake-failure-alert]"),
        findings.stream().map(EngineTest::outline).toList());
    assertEquals(
        List.of(
            "no cipher suite in common",
            "no group in common",
            "the server wants a client certificate"),
        findings.get(0).notRuledOut().stream().map(Doubt::possibility).toList());
  }

  @Test
  void aWarningExplainsAWarning() {
    List<Finding> findings = run(downstream(), upstream(HelloSamples.proxy()).resumed(), false);
    assertEquals(
        "warning upstream-sni-missing [works-only-by-resumption]", outline(findings.get(0)));
  }

  @Test
  void anUnsurePairingMakesAnUnsureFinding() {
    LegPair unsure =
        new LegPair(
            downstream().connection(),
            upstream(HelloSamples.proxy()).alert(112).connection(),
            0.6,
            List.of("starts 10 ms later"));
    Finding finding =
        ENGINE.run(HopTrace.chain(HopTrace.PROXIED, List.of(unsure)), Facts.NONE).get(0);
    assertEquals(Confidence.MEDIUM, finding.confidence());
    assertEquals(
        List.of("the two legs may belong to different requests (pairing 0.60: starts 10 ms later)"),
        finding.notRuledOut().stream().map(Doubt::possibility).toList());
  }

  @Test
  void allIsWell() {
    assertEquals(List.of(), run(downstream(), upstream(HelloSamples.client("app.example")), true));
  }

  private static String outline(Finding finding) {
    return finding.severity().label()
        + " "
        + finding.rule()
        + " "
        + finding.consequences().stream().map(Finding::rule).toList();
  }

  private static List<Finding> run(
      HandshakeSamples downstream, HandshakeSamples upstream, boolean control) {
    HopTrace trace =
        HopTrace.chain(
            HopTrace.PROXIED,
            List.of(LegPairing.given(downstream.connection(), upstream.connection())));
    HandshakeSamples direct =
        new HandshakeSamples().number(7).in("direct.pcap").to("192.0.2.3", 443);
    Facts facts =
        new Facts(
            Optional.of(HopTrace.single(HopTrace.DIRECT, direct.connection())),
            List.of(direct.build()));
    return ENGINE.run(trace, control ? facts : Facts.NONE);
  }

  private static HandshakeSamples downstream() {
    return new HandshakeSamples().number(1).from("192.0.2.1", 40000).to("192.0.2.2", 8443);
  }

  private static HandshakeSamples upstream(HelloSamples hello) {
    return new HandshakeSamples()
        .number(2)
        .at(10)
        .from("192.0.2.2", 50000)
        .to("192.0.2.3", 443)
        .hello(hello);
  }
}
