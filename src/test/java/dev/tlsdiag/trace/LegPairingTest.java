package dev.tlsdiag.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class LegPairingTest {
  private static final String CLIENT = "192.0.2.1";
  private static final String PROXY = "192.0.2.2";
  private static final String SERVER = "192.0.2.3";

  static Stream<Arguments> captures() {
    return Stream.of(
        Arguments.of("name lost", List.of(downstream(0, 0), nameless(1, 10)), "0-1"),
        Arguments.of(
            "name kept",
            List.of(downstream(0, 0), upstream(1, 10, HelloSamples.proxy().name("app.example"))),
            "0-1"),
        Arguments.of(
            "a direct request before",
            List.of(direct(0, 0), downstream(1, 18), nameless(2, 28)),
            "1-2"),
        Arguments.of(
            "a direct request after",
            List.of(downstream(0, 0), nameless(1, 10), direct(2, 60)),
            "0-1"),
        Arguments.of("all on one address", loopback(), "1-2"),
        Arguments.of(
            "relayed unchanged, long after",
            List.of(
                new HandshakeSamples().number(0).hello(HelloSamples.client("a").random(7)),
                new HandshakeSamples()
                    .number(1)
                    .at(9000)
                    .from("203.0.113.1", 1)
                    .to("203.0.113.2", 443)
                    .hello(HelloSamples.client("a").random(7))),
            "0-1"),
        Arguments.of(
            "transparent proxy",
            List.of(direct(0, 0).frames(40L), transparent(1, 5).frames(42L)),
            "0-1"),
        Arguments.of(
            "two programs, the second after the first had its answer",
            List.of(direct(0, 0).established(0x0303), transparent(1, 70).stream(9).frames(90L)),
            ""),
        Arguments.of("two proxies", chain(), "0-1 1-2"),
        Arguments.of("the upstream came first", List.of(nameless(0, 0), downstream(1, 10)), ""),
        Arguments.of("two direct requests", List.of(direct(0, 0), direct(1, 5)), ""),
        Arguments.of("a minute later", List.of(downstream(0, 0), nameless(1, 60_000)), ""),
        Arguments.of(
            "another client of the proxy's host", List.of(direct(0, 0), nameless(1, 10)), ""),
        Arguments.of("nothing", List.of(), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("captures")
  void pairs(String name, List<HandshakeSamples> capture, String expected) {
    List<Connection> connections = capture.stream().map(HandshakeSamples::connection).toList();
    List<LegPair> pairs = LegPairing.of(connections, Set.of()).pairs();
    List<String> found =
        pairs.stream()
            .map(p -> p.downstream().first().number() + "-" + p.upstream().first().number())
            .sorted()
            .toList();
    assertEquals(expected.isEmpty() ? List.of() : Arrays.asList(expected.split(" ")), found);
  }

  @Test
  void saysWhatItWentBy() {
    var pairs = LegPairing.of(connections(downstream(0, 0), nameless(1, 10)), Set.of()).pairs();
    assertEquals(0.8, pairs.get(0).confidence());
    assertEquals(
        List.of(
            "starts 10 ms later",
            "dialled from the proxy's address 192.0.2.2",
            "the hellos come from two different TLS stacks"),
        pairs.get(0).reasons());
  }

  @Test
  void knowsTheServerOfTheDirectPath() {
    List<Connection> connections = connections(downstream(0, 0), nameless(1, 10));
    Set<Endpoint> origins = Set.of(connections.get(1).server());
    assertEquals(0.97, LegPairing.of(connections, origins).pairs().get(0).confidence());
  }

  @Test
  void namesRivalsThatWouldChangeTheAnswer() {
    List<Connection> connections =
        connections(
            downstream(0, 0),
            nameless(1, 10).closed(),
            upstream(2, 12, HelloSamples.proxy()).to("192.0.2.9", 443));
    LegPairing pairing = LegPairing.of(connections, Set.of());
    assertFalse(pairing.rivalsOf(connections.get(0)).isEmpty());
  }

  @Test
  void retriesAreNoRivals() {
    List<Connection> connections =
        connections(downstream(0, 0), nameless(1, 10).closed(), nameless(2, 12).closed());
    LegPairing pairing = LegPairing.of(connections, Set.of());
    assertTrue(pairing.rivalsOf(connections.get(0)).isEmpty());
  }

  @Test
  void manyConnectionsTakeNoSquareOfTime() {
    List<Connection> connections =
        IntStream.range(0, 2_000)
            .boxed()
            .flatMap(i -> Stream.of(downstream(2 * i, 2L * i), nameless(2 * i + 1, 2L * i + 1)))
            .map(HandshakeSamples::connection)
            .toList();
    List<LegPair> pairs =
        assertTimeout(Duration.ofSeconds(30), () -> LegPairing.of(connections, Set.of()).pairs());
    assertEquals(2_000, pairs.size());
  }

  private static List<Connection> connections(HandshakeSamples... samples) {
    return Stream.of(samples).map(HandshakeSamples::connection).toList();
  }

  private static HandshakeSamples downstream(int number, long millis) {
    return new HandshakeSamples()
        .number(number)
        .at(millis)
        .from(CLIENT, 10_000 + number)
        .to(PROXY, 8443)
        .hello(HelloSamples.client("app.example"));
  }

  private static HandshakeSamples nameless(int number, long millis) {
    return upstream(number, millis, HelloSamples.proxy());
  }

  private static HandshakeSamples upstream(int number, long millis, HelloSamples hello) {
    return new HandshakeSamples()
        .number(number)
        .at(millis)
        .from(PROXY, 30_000 + number)
        .to(SERVER, 443)
        .hello(hello);
  }

  private static HandshakeSamples direct(int number, long millis) {
    return downstream(number, millis).to(SERVER, 443);
  }

  /** A proxy that keeps both addresses but has a TLS stack of its own. */
  private static HandshakeSamples transparent(int number, long millis) {
    return direct(number, millis).hello(HelloSamples.proxy());
  }

  private static List<HandshakeSamples> loopback() {
    return List.of(
        direct(0, 0).from("127.0.0.1", 1).to("127.0.0.1", 8443),
        downstream(1, 18).from("127.0.0.1", 2).to("127.0.0.1", 7443),
        nameless(2, 22).from("127.0.0.1", 3).to("127.0.0.1", 8443));
  }

  private static List<HandshakeSamples> chain() {
    return List.of(
        downstream(0, 0),
        nameless(1, 4),
        nameless(2, 8)
            .from(SERVER, 1)
            .to("192.0.2.4", 443)
            .hello(HelloSamples.proxy().suites(0x002f)));
  }
}
