package dev.tlsdiag.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.SignSamples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class CaptureWitnessTest {
  private static final String HOST = "app.example";
  private static final Endpoint SERVER = new Endpoint("192.0.2.3", 443);

  /** The client's own, 100 ms after the start, 20 ms after its SYN. */
  private static final HandshakeSamples OURS =
      HandshakeSamples.bare(1)
          .from("192.0.2.1", 40001)
          .to("192.0.2.2", 8443)
          .at(100)
          .hello(HelloSamples.client(HOST))
          .signs(new SignSamples().delayMillis(20))
          .plaintext("HTTP/1.1 400 Bad Request");

  static Stream<Arguments> table() {
    return Stream.of(
        Arguments.of("after the client's", nameless(103, 1, SERVER), "192.0.2.3:443"),
        Arguments.of(
            "dialled after the client's, its hello before",
            nameless(95, 1, SERVER),
            "192.0.2.3:443"),
        Arguments.of("dialled before the client's", nameless(95, 40, SERVER), ""),
        Arguments.of("another server", nameless(103, 1, new Endpoint("192.0.2.9", 443)), ""),
        Arguments.of(
            "refused at another port of the server", refused(103, "192.0.2.3"), "192.0.2.3:8499"),
        Arguments.of("refused before", refused(50, "192.0.2.3"), ""),
        Arguments.of("refused by another", refused(103, "192.0.2.9"), ""));
  }

  private static HandshakeSamples nameless(long at, long delay, Endpoint server) {
    return HandshakeSamples.bare(2)
        .from("198.51.100.2", 40002)
        .to(server.host(), server.port())
        .at(at)
        .hello(HelloSamples.proxy())
        .signs(new SignSamples().delayMillis(delay))
        .established(0x0303);
  }

  private static HandshakeSamples refused(long at, String server) {
    return HandshakeSamples.bare(2)
        .from("198.51.100.2", 40002)
        .to(server, 8499)
        .at(at)
        .unconnected(new Outcome.Refused(Side.SERVER));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void findsTheLegOfTheProxy(String name, HandshakeSamples other, String server) {
    Handshake ours = OURS.build();
    Capture capture = new Capture("any", List.of(ours, other.build()));
    Hop client = HopTrace.single(HopTrace.PROXIED, OURS.connection()).clientHop();
    UpstreamWitness witness = new CaptureWitness(new Fixed(capture), SERVER, HOST);
    witness.begin();
    Optional<Hop> seen = witness.end(client).hop();
    assertEquals(
        server, seen.flatMap(hop -> hop.to().endpoint()).map(Endpoint::toString).orElse(""));
  }

  /** What is over. */
  private record Fixed(Capture capture) implements CaptureWitness.Recording {
    @Override
    public void begin() {}

    @Override
    public Capture end() {
      return capture;
    }

    @Override
    public Duration lag() {
      return Duration.ZERO;
    }
  }
}
