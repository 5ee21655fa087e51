package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamFailureTest {
  private final Records records = new Records();

  private static ProxySettings settings(UpstreamTls tls, Duration patience, int attempts) {
    ProxySettings usual = ProxyFixture.settings(new ProxyMode.Regular(), tls, Map.of());
    return ProxyFixture.with(usual, usual.profile().with(patience, attempts));
  }

  private static ProxySettings settings() {
    return settings(UpstreamTls.FAITHFUL, Duration.ofSeconds(5), 1);
  }

  private UpstreamException fail(ProxySettings settings, Endpoint target) {
    try (ConnectorRig rig = new ConnectorRig(settings, records)) {
      return assertThrows(UpstreamException.class, () -> rig.connect(target, NAME));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> afterHello() {
    byte[] alert112 = {21, 3, 3, 0, 2, 2, 112};
    byte[] alert40 = {21, 3, 3, 0, 2, 2, 40};
    return Stream.of(
        arguments(
            "alert 112",
            (HelloOrigin.Reaction)
                (socket, in, out) -> {
                  out.write(alert112);
                  in.read();
                },
            Kind.TLS_ALERT,
            new Outcome.Alerted(Side.SERVER, 2, AlertDescription.UNRECOGNIZED_NAME),
            "alert 112 unrecognized_name from the server"),
        arguments(
            "alert 40",
            (HelloOrigin.Reaction) (socket, in, out) -> out.write(alert40),
            Kind.TLS_ALERT,
            new Outcome.Alerted(Side.SERVER, 2, AlertDescription.HANDSHAKE_FAILURE),
            "alert 40 handshake_failure from the server"),
        arguments(
            "closed",
            (HelloOrigin.Reaction) (socket, in, out) -> {},
            Kind.TLS_CLOSED,
            new Outcome.Closed(Side.SERVER),
            "the server closed the connection during the handshake"),
        arguments(
            "reset",
            (HelloOrigin.Reaction) (socket, in, out) -> socket.setSoLinger(true, 0),
            Kind.TLS_CLOSED,
            new Outcome.Reset(Side.SERVER),
            "the server reset the connection during the handshake"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("afterHello")
  void tellsHowTheServerAnsweredTheHello(
      String name, HelloOrigin.Reaction reaction, Kind kind, Outcome outcome, String words)
      throws Exception {
    try (HelloOrigin origin = HelloOrigin.afterHello(reaction)) {
      UpstreamException e = fail(settings(), origin.endpoint());
      assertEquals(kind, e.failure().kind());
      assertEquals(words, e.failure().detail());
      LegRecord leg = records.first(LegSide.UPSTREAM);
      assertEquals(e.leg(), leg.id());
      assertEquals(outcome, leg.hop().outcome().orElseThrow());
      assertEquals(words, leg.endReason());
    }
  }

  @Test
  void tellsSilence() throws Exception {
    try (HelloOrigin origin = HelloOrigin.afterHello((socket, in, out) -> in.read())) {
      UpstreamException e =
          fail(settings(UpstreamTls.FAITHFUL, Duration.ofMillis(1200), 1), origin.endpoint());
      assertEquals(Kind.TLS_TIMEOUT, e.failure().kind());
      assertEquals("no answer to the ClientHello within 1200 ms", e.failure().detail());
      LegRecord leg = records.first(LegSide.UPSTREAM);
      Outcome.GaveUp silence = (Outcome.GaveUp) leg.hop().outcome().orElseThrow();
      assertTrue(!Transport.knowsOriginalDestination() || silence.acknowledged());
      assertEquals(List.of(), List.copyOf(leg.endedBy().stream().toList()));
    }
  }

  @Test
  void tellsPlaintext() throws Exception {
    try (HelloOrigin origin =
        HelloOrigin.afterHello(
            (socket, in, out) ->
                out.write(
                    "HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII)))) {
      UpstreamException e = fail(settings(), origin.endpoint());
      assertEquals(Kind.TLS, e.failure().kind());
      assertEquals(
          "plaintext", records.first(LegSide.UPSTREAM).hop().outcome().orElseThrow().kind());
    }
  }

  @Test
  void quotesGarbageInPart() throws Exception {
    try (HelloOrigin origin =
        HelloOrigin.afterHello((socket, in, out) -> out.write(new byte[1 << 16]))) {
      UpstreamException e = fail(settings(), origin.endpoint());
      assertEquals(Kind.TLS, e.failure().kind());
      assertTrue(e.failure().detail().length() < 300, e.failure().detail());
      assertTrue(records.first(LegSide.UPSTREAM).endReason().length() < 300);
    }
  }

  /** What the loop hears of a socket before it connects would close it. */
  @Test
  void connectsBeforeTheLoopGoesOn() throws Exception {
    CountDownLatch connected = new CountDownLatch(1);
    AtomicBoolean atOnce = new AtomicBoolean();
    try (HelloOrigin origin = HelloOrigin.afterConnect((socket, in, out) -> connected.countDown());
        ConnectorRig rig = new ConnectorRig(settings(), records)) {
      rig.connectAndHold(
          origin.endpoint(),
          () -> {
            try {
              atOnce.set(connected.await(60, TimeUnit.SECONDS));
            } catch (InterruptedException e) {
              Thread.currentThread().interrupt();
            }
          });
      assertTrue(atOnce.get());
    }
  }

  /** Netty wraps what the system says where there is not even a socket. */
  @Test
  void findsTheSystemsWords() {
    Throwable system =
        new IOException("newSocketStream(..) failed with error(-24): Too many open files");
    Throwable wrapped =
        new ChannelException(
            "Unable to create Channel from class", new ReflectiveOperationException(system));
    assertEquals("too many open files", SystemWords.of(wrapped));
    assertEquals(
        "connection refused", SystemWords.of(new IOException("x: Connection refused: /::1")));
    assertEquals("other", SystemWords.of(new IOException("other")));
  }

  @Test
  void tellsRefused() throws Exception {
    int port;
    try (ServerSocket free = new ServerSocket(0)) {
      port = free.getLocalPort();
    }
    Endpoint nobody = new Endpoint("127.0.0.1", port);
    UpstreamException e = fail(settings(UpstreamTls.FAITHFUL, Duration.ofSeconds(5), 2), nobody);
    assertEquals(Kind.CONNECT, e.failure().kind());
    assertEquals("connection refused by " + nobody, e.failure().detail());
    List<LegRecord> legs = records.of(LegSide.UPSTREAM, 2);
    assertEquals(2, legs.size(), "two attempts, two records");
    assertEquals(new Outcome.Refused(Side.SERVER), legs.get(0).hop().outcome().orElseThrow());
    assertEquals(Step.Kind.CONNECT, legs.get(0).hop().failedStep().orElseThrow().kind());
  }

  @Test
  void tellsAConnectionThatDoesNotCome() throws Exception {
    try (ServerSocket full = new ServerSocket(0, 1);
        Socket first = new Socket(full.getInetAddress(), full.getLocalPort());
        Socket second = new Socket(full.getInetAddress(), full.getLocalPort())) {
      UpstreamException e =
          fail(
              settings(UpstreamTls.FAITHFUL, Duration.ofMillis(300), 1),
              new Endpoint("127.0.0.1", full.getLocalPort()));
      assertEquals(Kind.CONNECT_TIMEOUT, e.failure().kind());
      assertEquals(
          new Outcome.SynUnanswered(1),
          records.first(LegSide.UPSTREAM).hop().outcome().orElseThrow());
      assertTrue(first.isConnected() && second.isConnected());
    }
  }

  @Test
  void tellsANameWithoutAddress() throws Exception {
    UpstreamException e = fail(settings(), new Endpoint("no-such-name.invalid", 443));
    assertEquals(Kind.RESOLVE, e.failure().kind());
    Step step = records.first(LegSide.UPSTREAM).hop().failedStep().orElseThrow();
    assertEquals(Step.Kind.RESOLVE, step.kind());
  }

  static Stream<Arguments> certificates() {
    Instant now = Instant.now();
    var spec = dev.tlsdiag.x509.LeafSpec.of(List.of(NAME), now);
    return Stream.of(
        arguments(
            "wrong name",
            ProxyFixture.server("other.example.test"),
            AlertDescription.BAD_CERTIFICATE),
        arguments(
            "expired",
            ProxyFixture.PUBLIC.issue(
                spec.valid(now.minus(Duration.ofHours(1)), now.minus(Duration.ofMinutes(1)))),
            AlertDescription.CERTIFICATE_EXPIRED),
        arguments(
            "not yet valid",
            ProxyFixture.PUBLIC.issue(
                spec.valid(now.plus(Duration.ofHours(1)), now.plus(Duration.ofHours(2)))),
            AlertDescription.CERTIFICATE_EXPIRED),
        arguments("untrusted", ProxyFixture.INTERNAL.issue(spec), AlertDescription.UNKNOWN_CA),
        arguments(
            "no SAN",
            ProxyFixture.PUBLIC.issue(spec.withoutSan()),
            AlertDescription.BAD_CERTIFICATE));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("certificates")
  void tellsWhatIsWrongWithTheCertificate(
      String name, dev.tlsdiag.x509.Credential credential, AlertDescription alert)
      throws Exception {
    for (String version : List.of("TLSv1.2", "TLSv1.3")) {
      Records here = new Records();
      try (TlsOrigin origin = new TlsOrigin(credential, version);
          ConnectorRig rig = new ConnectorRig(settings(), here)) {
        UpstreamException e =
            assertThrows(UpstreamException.class, () -> rig.connect(origin.endpoint(), NAME));
        assertEquals(Kind.CERTIFICATE, e.failure().kind(), e.failure().detail());
        LegRecord leg = here.first(LegSide.UPSTREAM);
        assertEquals(
            new Outcome.Alerted(Side.CLIENT, 2, alert), leg.hop().outcome().orElseThrow(), version);
        var session = leg.hop().tls().orElseThrow().session().orElseThrow();
        assertEquals(2, session.peerCertificates().size());
        assertTrue(session.verification().orElseThrow().problem().isPresent());
      }
    }
  }

  /** Where it is not enforced, the problem is told all the same. */
  @Test
  void goesOnWithoutVerification() throws Exception {
    UpstreamTls lax = UpstreamTls.FAITHFUL.withVerification(false, false);
    try (TlsOrigin origin =
            new TlsOrigin(
                ProxyFixture.INTERNAL.issue(
                    dev.tlsdiag.x509.LeafSpec.of(List.of(NAME), Instant.now())));
        ConnectorRig rig = new ConnectorRig(settings(lax, Duration.ofSeconds(5), 1), records)) {
      rig.connect(origin.endpoint(), NAME).channel().close();
      var verification =
          records
              .first(LegSide.UPSTREAM)
              .hop()
              .tls()
              .orElseThrow()
              .session()
              .orElseThrow()
              .verification()
              .orElseThrow();
      assertEquals(false, verification.enforced());
      assertTrue(verification.problem().isPresent());
    }
  }

  @Test
  void tellsAVersionThatTheServerDoesNotSpeak() throws Exception {
    UpstreamTls old =
        UpstreamTls.FAITHFUL.withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_2);
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME), "TLSv1.3")) {
      UpstreamException e = fail(settings(old, Duration.ofSeconds(5), 1), origin.endpoint());
      assertEquals(Kind.TLS_ALERT, e.failure().kind());
      assertEquals("alert 70 protocol_version from the server", e.failure().detail());
    }
  }
}
