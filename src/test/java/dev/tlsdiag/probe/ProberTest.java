package dev.tlsdiag.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.Extensions;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.wire.Hex;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class ProberTest {
  private static final Probe BASE = new Probe("base", BaseHello.of(Server.HOST));

  private static Prober prober(Server server) {
    return new Prober(Route.direct(server.endpoint()), Limits.DEFAULT);
  }

  @Test
  void readsWhatTls13Encrypts() throws Exception {
    try (Server server =
        Server.tls(
            terms -> {
              terms.setApplicationProtocols(new String[] {"http/1.1"});
              terms.setWantClientAuth(true);
            })) {
      Observation seen = prober(server).send(BASE);
      ServerFlight flight = seen.flight().orElseThrow();
      assertEquals(Ending.WORKED, seen.ending());
      assertEquals(ProtocolVersion.TLS_1_3, flight.serverHello().version());
      assertEquals(Optional.of(NamedGroup.X25519), flight.group());
      assertEquals(Optional.of("http/1.1"), flight.alpn());
      assertEquals(2, flight.certificates().size());
      assertEquals(flight.certificates(), seen.handshake().certificates());
      assertTrue(flight.certificateRequest().isPresent());
      assertTrue(flight.readable());
      assertEquals("base", seen.handshake().file());
    }
  }

  @Test
  void answersARetryRequest() throws Exception {
    Server server = Server.tls(terms -> {});
    try (server) {
      // Without a share that the server can use it has to ask for one.
      Probe probe =
          new Probe(
              "p384",
              BASE.hello()
                  .with(Extensions.supportedGroups(List.of(NamedGroup.SECP384R1)))
                  .with(Extensions.keyShare(Map.of())));
      Observation seen = prober(server).send(probe);
      ServerFlight flight = seen.flight().orElseThrow();
      assertTrue(flight.retried());
      assertEquals(Optional.of(NamedGroup.SECP384R1), flight.group());
      assertEquals(2, flight.certificates().size());
    }
  }

  @Test
  void readsTls12InTheClear() throws Exception {
    try (Server server =
        Server.tls((SSLParameters terms) -> terms.setProtocols(new String[] {"TLSv1.2"}))) {
      Observation seen = prober(server).send(BASE);
      ServerFlight flight = seen.flight().orElseThrow();
      assertEquals(ProtocolVersion.TLS_1_2, flight.serverHello().version());
      assertEquals(2, flight.certificates().size());
      assertTrue(flight.complete());
    }
  }

  @Test
  void readsAnEncryptedAlert() throws Exception {
    try (Server server =
        Server.tls(terms -> terms.setApplicationProtocols(new String[] {"http/1.1"}))) {
      Probe probe =
          new Probe("alpn", BaseHello.of(Optional.of(Server.HOST), List.of("no-such-protocol")));
      Observation seen = prober(server).send(probe);
      assertEquals(Ending.ALERT, seen.ending());
      assertEquals(Optional.of(AlertDescription.NO_APPLICATION_PROTOCOL), seen.alert());
    }
  }

  static Stream<Arguments> conducts() {
    return Stream.of(
        arguments("alert", Ending.ALERT, said(Hex.parse("15030300020228"))),
        arguments("closed", Ending.CLOSED, said(new byte[0])),
        arguments(
            "reset",
            Ending.RESET,
            (Server.Conduct)
                socket -> {
                  assertTrue(socket.getInputStream().read() >= 0);
                  socket.setSoLinger(true, 0);
                }),
        arguments(
            "silence",
            Ending.SILENT,
            (Server.Conduct) socket -> socket.getInputStream().readAllBytes()),
        arguments(
            "plaintext",
            Ending.PLAINTEXT,
            said("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
  }

  /** Reads the hello, says this, and closes. */
  private static Server.Conduct said(byte[] answer) {
    return socket -> {
      byte[] hello = new byte[16 * 1024];
      assertTrue(socket.getInputStream().read(hello) > 0);
      socket.getOutputStream().write(answer);
    };
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("conducts")
  void tellsHowItEnded(String name, Ending ending, Server.Conduct conduct) throws IOException {
    try (Server server = Server.doing(conduct)) {
      Limits limits = Limits.DEFAULT.withPatience(Duration.ofSeconds(3));
      Observation seen = new Prober(Route.direct(server.endpoint()), limits).send(BASE);
      assertEquals(ending, seen.ending(), seen.handshake().outcome().toString());
      assertFalse(seen.worked());
      assertTrue(seen.handshake().sent().isPresent());
    }
  }

  @Test
  void aClosedPortIsUnreachable() throws IOException {
    int port;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = socket.getLocalPort();
    }
    Route route = Route.direct(new Endpoint("127.0.0.1", port));
    Observation seen = new Prober(route, Limits.DEFAULT).send(BASE);
    assertEquals(Ending.UNREACHABLE, seen.ending());
    assertEquals("refused", seen.handshake().outcome().kind());
    assertEquals(port, seen.handshake().server().port());
    assertTrue(seen.problem().isPresent());
  }

  @Test
  void keepsConcurrencyWithinItsBound() throws Exception {
    Semaphore arrived = new Semaphore(0);
    Semaphore released = new Semaphore(0);
    try (Server server =
        Server.doing(
            socket -> {
              arrived.release();
              released.acquireUninterruptibly();
            })) {
      Prober prober =
          new Prober(Route.direct(server.endpoint()), new Limits(Duration.ofSeconds(30), 3, 1000));
      List<Probe> nine =
          IntStream.range(0, 9).mapToObj(i -> new Probe("p" + i, BASE.hello())).toList();
      CompletableFuture<List<Observation>> all =
          CompletableFuture.supplyAsync(() -> prober.sendAll(nine));
      for (int done = 0; done < 9; done++) {
        assertTrue(arrived.tryAcquire(60, TimeUnit.SECONDS));
        assertTrue(server.connections() <= done + 3, "connections: " + server.connections());
        released.release();
      }
      assertEquals(nine, all.get(60, TimeUnit.SECONDS).stream().map(Observation::probe).toList());
      assertEquals(9, server.connections());
    }
  }

  static Stream<Arguments> framings() {
    return Stream.of(
        arguments("one", Framing.ONE, 1),
        arguments("two records", Framing.TWO_RECORDS, 2),
        arguments("byte by byte", Framing.byteByByte(100), 1),
        arguments("two with a pause", Framing.TWO_WITH_PAUSE, 1));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("framings")
  void framesAsAsked(String name, Framing framing, int records) throws Exception {
    try (Server server = Server.tls(terms -> {})) {
      Probe probe = new Probe(name, BASE.hello(), framing, Preface.NONE);
      Observation seen = prober(server).send(probe);
      assertEquals(Ending.WORKED, seen.ending());
      assertEquals(records, seen.handshake().sent().orElseThrow().records());
    }
  }

  @Test
  void everyHelloHasSecretsOfItsOwn() throws Exception {
    try (Server server = Server.tls(terms -> {})) {
      List<Handshake> two =
          prober(server).sendAll(List.of(BASE, BASE)).stream().map(Observation::handshake).toList();
      var first = two.get(0).sent().orElseThrow().hello();
      var second = two.get(1).sent().orElseThrow().hello();
      assertFalse(first.random().equals(second.random()));
      assertFalse(first.sessionId().equals(second.sessionId()));
      assertFalse(first.extension(51).equals(second.extension(51)));
      assertEquals(first.cipherSuites(), second.cipherSuites());
    }
  }
}
