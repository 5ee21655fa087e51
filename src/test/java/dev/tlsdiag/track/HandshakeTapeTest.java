package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.join;
import static dev.tlsdiag.track.TcpConversation.message;
import static dev.tlsdiag.track.TcpConversation.record;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Side;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeTapeTest {
  private static final long START = 1_700_000_000_000_000_000L;
  private static final long SECOND = 1_000_000_000L;
  private static final String NAME = "app.example.test";

  private final HandshakeTape tape = tape();

  private static HandshakeTape tape() {
    return new HandshakeTape(
        "direct",
        new Endpoint("fe80::1%lo", 40000),
        new Endpoint("2001:db8::1", 443),
        new ArrayPool());
  }

  static Stream<Arguments> endings() {
    return Stream.of(
        arguments(
            "data follows",
            (Consumer<HandshakeTape>)
                t -> {
                  t.bytes(Side.SERVER, bytes(join(serverHello(true), data(60))), START + 3);
                  t.bytes(Side.CLIENT, bytes(join(data(53), data(100))), START + 4);
                  t.bytes(Side.SERVER, bytes(data(300)), START + 5);
                },
            new Outcome.Established(false, true)),
        arguments(
            "reset",
            (Consumer<HandshakeTape>) t -> t.reset(Side.SERVER, START + 3),
            new Outcome.Reset(Side.SERVER)),
        arguments(
            "closed",
            (Consumer<HandshakeTape>) t -> t.closed(Side.SERVER, START + 3),
            new Outcome.Closed(Side.SERVER)),
        arguments(
            "nothing",
            (Consumer<HandshakeTape>) t -> t.acknowledged(Side.SERVER, START + 3),
            new Outcome.Silence(Duration.ofSeconds(4).minusNanos(2), true)),
        arguments(
            "nothing, not even an acknowledgment",
            (Consumer<HandshakeTape>) t -> {},
            new Outcome.Silence(Duration.ofSeconds(4).minusNanos(2), false)),
        arguments(
            "HTTP",
            (Consumer<HandshakeTape>)
                t -> {
                  t.bytes(Side.SERVER, bytes("HTTP/1.1 400 Bad Request\r\n\r\n"), START + 3);
                  t.closed(Side.SERVER, START + 4);
                },
            null));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("endings")
  void endsAsACaptureWouldShow(String name, Consumer<HandshakeTape> ending, Outcome expected) {
    tape.connecting(START);
    tape.connected(START + 1);
    tape.bytes(Side.CLIENT, bytes(hello(NAME, true)), START + 2);
    ending.accept(tape);
    Handshake handshake = tape.finish(START + 4 * SECOND).orElseThrow().last();
    assertEquals(Optional.of(NAME), handshake.serverName());
    assertEquals(OptionalLong.of(1), handshake.connectNanos());
    assertEquals("direct", handshake.file());
    assertEquals("[2001:db8::1]:443", handshake.server().toString());
    if (expected == null) {
      assertEquals("plaintext", handshake.outcome().kind());
    } else {
      assertEquals(expected, handshake.outcome(), () -> OutcomeText.of(handshake.outcome()));
    }
  }

  @Test
  void readsAHelloInPiecesBehindATunnel() {
    tape.connecting(START);
    tape.connected(START + 1);
    tape.bytes(Side.CLIENT, bytes("CONNECT app.example.test:443 HTTP/1.1\r\n\r\n"), START + 2);
    tape.bytes(Side.SERVER, bytes("HTTP/1.1 200 OK\r\n\r\n"), START + 3);
    for (byte b : hello(NAME, true)) {
      tape.bytes(Side.CLIENT, bytes(new byte[] {b}), START + 4);
    }
    tape.bytes(Side.SERVER, bytes(record(21, new byte[] {2, 112})), START + 5);
    Connection connection = tape.finish(START + 6).orElseThrow();
    assertEquals("alert", connection.outcome().kind());
    assertEquals("http-connect", connection.first().preamble().orElseThrow().protocol());
    assertEquals(Optional.of(NAME), connection.serverName());
  }

  @Test
  void isOverWhenNothingCanChange() {
    tape.connecting(START);
    tape.connected(START + 1);
    tape.bytes(Side.CLIENT, bytes(hello(NAME, false)), START + 2);
    tape.bytes(
        Side.SERVER, bytes(join(serverHello(false), record(22, message(14, new byte[0])))), START);
    tape.bytes(
        Side.CLIENT, bytes(join(record(20, new byte[] {1}), record(22, new byte[40]))), START);
    tape.bytes(
        Side.SERVER, bytes(join(record(20, new byte[] {1}), record(22, new byte[40]))), START);
    tape.bytes(Side.CLIENT, bytes(data(300)), START);
    tape.bytes(Side.SERVER, bytes(data(300)), START);
    assertTrue(tape.over());
    tape.reset(Side.SERVER, START + 9);
    assertEquals("established", tape.finish(START + 9).orElseThrow().outcome().kind());
  }

  @Test
  void tellsWhoDidNotAnswer() {
    tape.connecting(START);
    tape.connecting(START + SECOND);
    assertEquals(
        new Outcome.SynUnanswered(2), tape.finish(START + 3 * SECOND).orElseThrow().outcome());
    HandshakeTape refused = tape();
    refused.connecting(START);
    refused.refused(START + 1);
    assertEquals(
        new Outcome.Refused(Side.SERVER), refused.finish(START + 2).orElseThrow().outcome());
  }

  @Test
  void aConnectionWithoutTlsHasNoHandshake() {
    tape.connecting(START);
    tape.connected(START + 1);
    tape.bytes(Side.CLIENT, bytes("GET / HTTP/1.1\r\n\r\n"), START + 2);
    tape.bytes(Side.SERVER, bytes("HTTP/1.1 200 OK\r\n\r\n"), START + 3);
    assertEquals(Optional.empty(), tape.finish(START + 4));
  }

  private static byte[] data(int size) {
    return record(23, new byte[size]);
  }

  private static ByteBuffer bytes(byte[] bytes) {
    return ByteBuffer.wrap(bytes);
  }

  private static ByteBuffer bytes(String text) {
    return ByteBuffer.wrap(text.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }
}
