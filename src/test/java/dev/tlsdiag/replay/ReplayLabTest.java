package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each failure that the lab knows, as the client's end tells it. */
class ReplayLabTest {
  private static final Duration SOON = Duration.ofSeconds(4);

  static ReplayOptions options(RunningScenario lab) {
    PathOptions.Builder path =
        PathOptions.DEFAULT
            .with()
            .resolve(lab.targets().stream().map(Target::resolve).map(ResolveEntry::parse).toList());
    lab.proxy()
        .filter(proxy -> proxy.kind() == ForeignProxy.Kind.EXPLICIT)
        .ifPresent(proxy -> path.proxy(ProxyServer.parse(proxy.address().toString())));
    return ReplayOptions.DEFAULT
        .with()
        .path(path.build())
        .tls(TlsOptions.DEFAULT.with().anchors(lab.trust()).build())
        .build();
  }

  private static Replay run(RunningScenario lab, ReplayOptions options) throws IOException {
    return new ReplayClient("direct").run(ReplayRequest.get(lab.targets().get(0).url()), options);
  }

  private static String kinds(Replay replay) {
    return replay.hop().steps().stream()
        .map(step -> step.kind().label() + (step.failed() ? "!" : ""))
        .collect(Collectors.joining(" "));
  }

  /** Without a name in the hello; what the scenario is for where {@code sni} is true. */
  @ParameterizedTest(name = "{0}, SNI {1}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          mrap-no-sni          | true  | resolve connect tls http  | established | 0  | -
          mrap-no-sni          | false | resolve connect tls!      | silence     | 28 | the server did not answer the ClientHello within
          sni-alert-112        | false | resolve connect tls!      | alert       | 35 | the server ended the handshake with alert 112 unrecognized_name
          sni-alert-40         | false | resolve connect tls!      | alert       | 35 | the server ended the handshake with alert 40 handshake_failure
          sni-reset            | false | resolve connect tls!      | reset       | 35 | the server reset the connection in the handshake
          sni-close            | false | resolve connect tls!      | closed      | 35 | the server closed the connection in the handshake
          plaintext-server     | true  | resolve connect tls!      | plaintext   | 35 | the server does not speak TLS on this port
          tls13-only           | true  | resolve connect tls http  | established | 0  | -
          expired              | true  | resolve connect tls!      | alert       | 60 | the certificate of the server is not accepted:
          wrong-name           | true  | resolve connect tls!      | alert       | 60 | the certificate of the server is not accepted:
          self-signed          | true  | resolve connect tls!      | alert       | 60 | the certificate of the server is not accepted:
          client-certificate   | true  | resolve connect tls!      | alert       | 56 | the server ended it after the handshake with alert 116 certificate_required
          connect-403          | true  | connect tunnel!           | -           | 56 | did not open a tunnel to
          connect-407          | true  | connect tunnel!           | -           | 56 | 407 Proxy Authentication Required
          connect-to-web-server| true  | connect tunnel!           | -           | 56 | did not open a tunnel to
          """)
  void tells(
      String scenario, boolean sni, String steps, String outcome, int curlExit, String problem)
      throws IOException {
    try (RunningScenario lab = Scenarios.named(scenario).orElseThrow().start()) {
      ReplayOptions options = options(lab);
      if (!sni) {
        TlsOptions tls = options.tls().with().serverName(ServerName.NONE).build();
        options = options.with().tls(tls).connectTimeout(SOON).build();
      }
      Replay replay = run(lab, options);
      assertEquals(steps, kinds(replay).replace("tls! http!", "tls!"), replay.problem().orElse(""));
      assertEquals(
          Optional.ofNullable(outcome),
          replay.hop().tls().map(t -> t.outcome().kind()),
          replay.problem().orElse(""));
      assertEquals(curlExit, replay.curlExit(), replay.problem().orElse(""));
      assertEquals(problem == null, replay.problem().isEmpty(), replay.problem().orElse(""));
      if (problem != null) {
        assertTrue(replay.problem().get().contains(problem), replay.problem().get());
      }
    }
  }

  @Test
  void helloIsRecordedAsSent() throws IOException {
    try (RunningScenario lab = Scenarios.named("mrap-no-sni").orElseThrow().start()) {
      Replay replay = run(lab, options(lab));
      Hop hop = replay.hop();
      Target target = lab.targets().get(0);
      assertEquals(Optional.of(target.host()), hop.serverName());
      assertEquals("client → server", hop.label());
      assertEquals(Optional.of(target.address()), hop.to().endpoint());
      assertEquals(
          List.of("h2", "http/1.1"), hop.tls().get().first().sent().get().hello().alpnProtocols());
      assertEquals(Optional.of("TLS 1.3"), hop.tls().get().session().get().version());
      assertFalse(hop.tls().get().last().certificates().isEmpty());
      assertEquals(
          Optional.empty(), hop.tls().get().session().get().verification().get().problem());
      assertEquals(List.of(new Evidence.Exchange("direct")), hop.tls().get().evidence());
      assertEquals(200, replay.exchange().get().status().getAsInt());
      assertEquals(Hop.State.WORKED, hop.state());
      assertTrue(replay.times().appConnect().isPresent());
      assertTrue(replay.times().startTransfer().isPresent());
    }
  }

  @Test
  void silenceSaysThatTheHelloArrived() throws IOException {
    try (RunningScenario lab = Scenarios.named("mrap-no-sni").orElseThrow().start()) {
      TlsOptions tls = options(lab).tls().with().serverName(ServerName.NONE).build();
      ReplayOptions options = options(lab).with().tls(tls).connectTimeout(SOON).build();
      Outcome outcome = run(lab, options).hop().outcome().orElseThrow();
      Outcome.Silence silence = (Outcome.Silence) outcome;
      assertTrue(silence.acknowledged());
      assertTrue(silence.after().toMillis() >= 500, silence.toString());
    }
  }

  @Test
  void insecureTellsTheProblemAndGoesOn() throws IOException {
    try (RunningScenario lab = Scenarios.named("expired").orElseThrow().start()) {
      TlsOptions tls = options(lab).tls().with().insecure(true).build();
      Replay replay = run(lab, options(lab).with().tls(tls).build());
      assertEquals(Optional.empty(), replay.problem());
      var verification = replay.hop().tls().get().session().get().verification().get();
      assertFalse(verification.enforced());
      assertEquals("expired", verification.problem().get().kind().label());
    }
  }

  @Test
  void clientCertificateIsShown() throws IOException {
    try (RunningScenario lab = Scenarios.named("client-certificate").orElseThrow().start()) {
      TlsOptions tls =
          options(lab).tls().with().credential(lab.clientCertificate().orElseThrow()).build();
      Replay replay = run(lab, options(lab).with().tls(tls).build());
      assertEquals(Optional.empty(), replay.problem());
    }
  }

  @Test
  void tunnelIsAStepOfTheHopToTheProxy() throws IOException {
    try (RunningScenario lab = Scenarios.named("connect-403").orElseThrow().start()) {
      Replay replay = run(lab, options(lab));
      Step.Tunnel tunnel = (Step.Tunnel) replay.hop().failedStep().orElseThrow();
      assertEquals(403, tunnel.status().getAsInt());
      assertEquals("http-connect", tunnel.preamble().protocol());
      assertEquals(Party.Role.PROXY, replay.hop().to().role());
      assertEquals(2, replay.trace("direct").hops().size());
    }
  }
}
