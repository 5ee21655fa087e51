package dev.tlsdiag.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.CaptureComparison.Options;
import dev.tlsdiag.experiment.CaptureComparison.Pair;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureComparisonTest {
  private static final String NAME = "app.example";

  static Stream<Arguments> pairs() {
    return Stream.of(
        row(
            "name lost, refused",
            List.of(direct()),
            List.of(downstream(), nameless().alert(112)),
            "fail: hop 2, proxy → server: no server_name in the ClientHello, and the server"
                + " needs one"),
        row(
            "name lost, accepted",
            List.of(direct()),
            List.of(downstream(), nameless()),
            "warn: hop 2, proxy → server: no server_name in the ClientHello"),
        row(
            "the captures the other way round",
            List.of(downstream(), nameless().alert(112)),
            List.of(direct()),
            "fail: hop 2, proxy → server: no server_name in the ClientHello, and the server"
                + " needs one"),
        row(
            "name rewritten, refused",
            List.of(direct()),
            List.of(downstream(), named("b.example").alert(112)),
            "fail: hop 2, proxy → server: server_name is b.example, but the client sent"
                + " app.example; the answer is alert 112 unrecognized_name"),
        row(
            "name kept",
            List.of(direct()),
            List.of(downstream(), named(NAME)),
            "same: both paths complete the handshake"),
        row(
            "name rewritten, reset",
            List.of(direct()),
            List.of(downstream(), named("b.example").reset()),
            "fail: hop 2, proxy → server: server_name is b.example, but the client sent"
                + " app.example, and the server resets the connection"),
        row(
            "only the proxy's leg",
            List.of(direct()),
            List.of(nameless().closed()),
            "fail: hop 2, proxy → server: no server_name in the ClientHello, and the server"
                + " closes"),
        row(
            "only the client's leg",
            List.of(direct()),
            List.of(downstream()),
            "unknown: hop 2, proxy → server: not captured"),
        row(
            "only the client's leg, reset",
            List.of(direct()),
            List.of(downstream().reset()),
            "unknown: hop 1, client → proxy: reset 5.0 ms after the ClientHello, no alert; what is"
                + " behind it cannot be told yet"),
        row(
            "both paths fail",
            List.of(direct().alert(40)),
            List.of(downstream(), named(NAME).alert(40)),
            "unknown: both paths fail: direct alert 40 handshake_failure by server; proxied alert"
                + " 40 handshake_failure by server"),
        row(
            "both paths fail, known",
            List.of(direct().reset()),
            List.of(downstream(), named(NAME).reset()),
            "unknown: both paths fail: direct reset by server; proxied reset by server"),
        row(
            "both paths fail, and it is known why directly",
            List.of(direct().alert(70)),
            List.of(downstream(), named(NAME).reset()),
            "both-fail: both paths fail, and directly the server ends the handshake with alert 70"
                + " protocol_version; the hello offers TLS 1.3, TLS 1.2; proxied reset by server"),
        row(
            "only the direct path fails",
            List.of(direct().gaveUp(3000)),
            List.of(downstream(), named(NAME)),
            "unknown: direct path: no answer to the ClientHello in 3.0 s, though TCP acknowledged it;"
                + " what is behind it cannot be told yet"),
        row(
            "a failure without a rule",
            List.of(direct()),
            List.of(downstream(), named(NAME).alert(51)),
            "unknown: hop 2, proxy → server: alert 51 decrypt_error by server, and no rule knows"
                + " why"),
        row(
            "upstream cut",
            List.of(direct()),
            List.of(downstream(), named(NAME).outcome(new Outcome.Cut(100))),
            "unknown: hop 2, proxy → server: cut: 100 bytes missing"),
        row(
            "upstream one-sided",
            List.of(direct()),
            List.of(downstream(), named(NAME).outcome(new Outcome.OneSided(Side.CLIENT))),
            "unknown: hop 2, proxy → server: one side only (proxy)"),
        row(
            "upstream left unused",
            List.of(direct()),
            List.of(downstream(), named(NAME).outcome(new Outcome.Quit(Side.CLIENT, false, true))),
            "unknown: hop 2, proxy → server: proxy quit, no data"),
        row(
            "upstream unreachable",
            List.of(direct()),
            List.of(downstream(), nameless().unconnected(new Outcome.SynUnanswered(3))),
            "fail: hop 2, proxy → server: 192.0.2.3:443 does not answer this SYN, and answers 192.0.2.1 (frame 4 of d): somebody in between chooses, and the server cannot be reached"),
        row(
            "proxy unreachable",
            List.of(direct()),
            List.of(downstream().unconnected(new Outcome.SynUnanswered(3))),
            "unknown: hop 1, client → proxy: no answer from 192.0.2.2:8443 to 3 SYN; what is behind it cannot be told yet"),
        row(
            "another host",
            List.of(direct()),
            List.of(downstream().hello(HelloSamples.client("b.example"))),
            "unknown: the captures share no request"),
        row("nothing direct", List.of(), List.of(downstream()), "unknown: no TLS handshake in d"),
        row(
            "the same recording",
            List.of(direct()),
            List.of(direct()),
            "unknown: both captures are the same recording"),
        row(
            "no proxy on either",
            List.of(direct()),
            List.of(direct().at(5000)),
            "same: both paths complete the handshake"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("pairs")
  void comparesTwo(
      String name, List<HandshakeSamples> direct, List<HandshakeSamples> proxied, String answer) {
    Report report = comparison(Options.NONE).compare(capture("d", direct), capture("p", proxied));
    assertEquals(answer, report.verdict().label() + ": " + report.headline());
    boolean unanswered = report.verdict().label().equals("unknown");
    assertEquals(!unanswered, report.needs().isEmpty(), "needs");
  }

  static Stream<Arguments> singles() {
    return Stream.of(
        row(
            "a direct request and both legs",
            List.of(),
            List.of(direct().at(0), downstream().at(20), nameless().at(30).closed()),
            "fail: hop 2, proxy → server: no server_name in the ClientHello, and the server"
                + " closes"),
        row(
            "both legs",
            List.of(),
            List.of(downstream(), nameless().alert(112)),
            "fail: hop 2, proxy → server: no server_name in the ClientHello, and the server"
                + " needs one"),
        row(
            "both legs work",
            List.of(),
            List.of(downstream(), named(NAME)),
            "same: both legs complete the handshake, and the name is kept"),
        row(
            "one leg that works",
            List.of(),
            List.of(downstream()),
            "unknown: no two connections in it are a proxy's two legs"),
        row(
            "one leg that says enough",
            List.of(),
            List.of(downstream().plaintext("HTTP/1.1 400 Bad Request\r\n")),
            "fail: proxied path: the ClientHello is answered in plain HTTP: HTTP/1.1 400 Bad"
                + " Request"),
        row(
            "two candidates for the proxy's leg",
            List.of(),
            List.of(
                downstream(),
                nameless().closed(),
                nameless().number(3).at(11).to("192.0.2.9", 443)),
            "unknown: several connections may be the proxy's leg of this request"),
        row("nothing", List.of(), List.of(), "unknown: no TLS handshake in p"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("singles")
  void comparesOne(
      String name, List<HandshakeSamples> none, List<HandshakeSamples> both, String answer) {
    Report report = comparison(Options.NONE).compare(capture("p", both));
    assertEquals(answer, report.verdict().label() + ": " + report.headline());
  }

  @Test
  void looksAtTheRequestThatFailsOnlyThroughTheProxy() {
    HandshakeSamples otherDown =
        downstream().number(5).stream(5).hello(HelloSamples.client("b.example"));
    HandshakeSamples otherDirect =
        direct().number(6).stream(6).hello(HelloSamples.client("b.example"));
    Capture direct = capture("d", List.of(otherDirect, direct()));
    Capture proxied =
        capture(
            "p",
            List.of(
                otherDown.at(-5000),
                upstream(HelloSamples.proxy().name("b.example")).number(8).at(-4995),
                downstream(),
                nameless().alert(112)));
    Report report = comparison(Options.NONE).compare(direct, proxied);
    assertEquals(Optional.of(NAME), report.traces().get(1).requestedHost());
    assertEquals(
        "looked at app.example; 1 more hosts are on both paths: choose with --host",
        report.notes().get(0));
    Options other = new Options(Optional.of("B.example."), Optional.empty());
    assertEquals("same", comparison(other).compare(direct, proxied).verdict().label());
    Options unknown = new Options(Optional.of("c.example"), Optional.empty());
    assertEquals(
        "no request for c.example on both paths",
        comparison(unknown).compare(direct, proxied).headline());
  }

  @Test
  void saysThatThePathsEndAtDifferentServers() {
    Report report =
        comparison(Options.NONE)
            .compare(
                capture("d", List.of(direct())),
                capture("p", List.of(downstream(), named(NAME).to("192.0.2.9", 443).alert(40))));
    assertTrue(
        report
            .notes()
            .contains(
                "the paths end at different servers: direct 192.0.2.3:443, proxied 192.0.2.9:443"),
        report.notes().toString());
  }

  @Test
  void aLegOfTheProxyIsNoDirectPath() {
    HandshakeSamples earlier = named(NAME).number(5).from("192.0.2.2", 43009).at(-60_000);
    Report report =
        comparison(Options.NONE)
            .compare(capture("p", List.of(earlier, downstream(), nameless().alert(112))));
    assertEquals(List.of("proxied"), report.traces().stream().map(t -> t.name()).toList());
  }

  @Test
  void takesTheGivenPair() {
    Capture both =
        capture(
            "p",
            List.of(downstream(), nameless().at(60_000).alert(112), named(NAME).number(4).at(2)));
    Options options = new Options(Optional.empty(), Optional.of(new Pair(1, 2)));
    Report report = comparison(options).compare(both);
    assertTrue(report.hasAtLeast(Severity.ERROR));
    Options wrong = new Options(Optional.empty(), Optional.of(new Pair(1, 9)));
    assertThrows(
        CaptureComparison.NoSuchHandshakeException.class, () -> comparison(wrong).compare(both));
  }

  @Test
  void saysThatResumptionMayHideTheFault() {
    Report report =
        comparison(Options.NONE)
            .compare(
                capture("d", List.of(direct())),
                capture("p", List.of(downstream(), nameless().resumed())));
    assertTrue(
        report
            .notes()
            .contains(
                "2 proxy → server resumed an earlier session, which can hide a fault of the names"),
        report.notes().toString());
  }

  private static CaptureComparison comparison(Options options) {
    return new CaptureComparison("0", options);
  }

  private static Arguments row(
      String name, List<HandshakeSamples> direct, List<HandshakeSamples> proxied, String answer) {
    return Arguments.of(name, direct, proxied, answer);
  }

  private static Capture capture(String name, List<HandshakeSamples> samples) {
    List<Handshake> handshakes = samples.stream().map(sample -> sample.in(name).build()).toList();
    return new Capture(name, handshakes);
  }

  private static HandshakeSamples direct() {
    return new HandshakeSamples()
        .number(0)
        .from("192.0.2.1", 41000)
        .to("192.0.2.3", 443)
        .hello(HelloSamples.client(NAME).random(1));
  }

  private static HandshakeSamples downstream() {
    return new HandshakeSamples()
        .number(1)
        .from("192.0.2.1", 42000)
        .to("192.0.2.2", 8443)
        .hello(HelloSamples.client(NAME));
  }

  private static HandshakeSamples nameless() {
    return upstream(HelloSamples.proxy());
  }

  private static HandshakeSamples named(String name) {
    return upstream(HelloSamples.proxy().name(name));
  }

  private static HandshakeSamples upstream(HelloSamples hello) {
    return new HandshakeSamples()
        .number(2)
        .at(10)
        .from("192.0.2.2", 43000)
        .to("192.0.2.3", 443)
        .hello(hello);
  }
}
