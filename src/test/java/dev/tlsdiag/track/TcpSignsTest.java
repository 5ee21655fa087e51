package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.message;
import static dev.tlsdiag.track.TcpConversation.record;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.WireSigns;
import java.util.Arrays;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class TcpSignsTest {
  private static final byte[] HELLO = hello("a.example", true);

  @Test
  void hopLimitsTellWhoAnswered() {
    WireSigns signs =
        new TcpConversation()
            .hopLimit(57)
            .connect()
            .send(CLIENT, HELLO)
            .hopLimit(255)
            .reset(SERVER)
            .only()
            .signs();
    assertEquals(OptionalInt.of(57), signs.synAckTtl());
    assertEquals(OptionalInt.of(255), signs.resetTtl());
  }

  @Test
  void clientsOwnResetIsNotTheServers() {
    WireSigns signs =
        new TcpConversation()
            .hopLimit(64)
            .connect()
            .send(CLIENT, HELLO)
            .reset(CLIENT)
            .only()
            .signs();
    assertEquals(OptionalInt.empty(), signs.resetTtl());
  }

  @Test
  void firstSegmentOfHelloIsLost() {
    byte[] head = Arrays.copyOf(HELLO, 60);
    byte[] tail = Arrays.copyOfRange(HELLO, 60, HELLO.length);
    WireSigns signs =
        new TcpConversation()
            .hopLimit(64)
            .connect()
            .stopAcknowledging(SERVER)
            .send(CLIENT, head)
            .send(CLIENT, tail)
            .wait(200)
            .rewind(CLIENT, HELLO.length)
            .send(CLIENT, head)
            .wait(400)
            .rewind(CLIENT, head.length)
            .send(CLIENT, head)
            .only()
            .signs();
    assertEquals(60, signs.largestHelloSegment());
    assertEquals(2, signs.helloRetransmissions());
    assertTrue(signs.firstSegmentRetransmitted());
  }

  @Test
  void tailOfHelloSentAgainIsNotItsFirstSegment() {
    byte[] tail = Arrays.copyOfRange(HELLO, 50, HELLO.length);
    WireSigns signs =
        new TcpConversation()
            .connect()
            .send(CLIENT, Arrays.copyOf(HELLO, 50))
            .send(CLIENT, tail)
            .wait(200)
            .rewind(CLIENT, tail.length)
            .send(CLIENT, tail)
            .only()
            .signs();
    assertEquals(1, signs.helloRetransmissions());
    assertFalse(signs.firstSegmentRetransmitted());
  }

  @Test
  void holeThatTheClientHasTooIsNoCut() {
    Handshake handshake =
        new TcpConversation()
            .hopLimit(64)
            .connect()
            .send(CLIENT, HELLO)
            .ack(SERVER)
            .stopAcknowledging(CLIENT)
            .lose(SERVER, 2896)
            .send(SERVER, new byte[500])
            .selectiveAck(CLIENT, 500)
            .wait(5_000)
            .fin(CLIENT)
            .only();
    assertEquals(2896, handshake.signs().serverHoleBytes());
    assertTrue(handshake.signs().selectiveAck());
    assertInstanceOf(Outcome.GaveUp.class, handshake.outcome());
  }

  @Test
  void holeThatTheClientAcknowledgedIsTheCaptures() {
    Handshake handshake =
        new TcpConversation()
            .connect()
            .send(CLIENT, HELLO)
            .lose(SERVER, 2896)
            .send(SERVER, new byte[500])
            .ack(CLIENT)
            .wait(5_000)
            .fin(CLIENT)
            .only();
    assertEquals(0, handshake.signs().serverHoleBytes());
    assertFalse(handshake.signs().selectiveAck());
    assertInstanceOf(Outcome.Cut.class, handshake.outcome());
  }

  @Test
  void answerSentAgainAndNeverAcknowledged() {
    byte[] flight = serverHello(true);
    WireSigns signs =
        new TcpConversation()
            .hopLimit(64)
            .connect()
            .send(CLIENT, HELLO)
            .stopAcknowledging(CLIENT)
            .send(SERVER, flight)
            .wait(300)
            .rewind(SERVER, flight.length)
            .send(SERVER, flight)
            .wait(600)
            .rewind(SERVER, flight.length)
            .send(SERVER, flight)
            .fin(CLIENT)
            .only()
            .signs();
    assertEquals(2, signs.serverRetransmissions());
    assertEquals(flight.length, signs.unacknowledgedServerBytes());
  }

  @Test
  void acknowledgedAnswerLeavesNothingOpen() {
    WireSigns signs =
        new TcpConversation()
            .hopLimit(64)
            .connect()
            .send(CLIENT, HELLO)
            .send(SERVER, serverHello(true))
            .ack(CLIENT)
            .only()
            .signs();
    assertEquals(0, signs.serverRetransmissions());
    assertEquals(0, signs.unacknowledgedServerBytes());
  }

  @Test
  void helloComesLate() {
    WireSigns signs =
        new TcpConversation().connect().wait(10_000).sendIn(CLIENT, 40, HELLO).only().signs();
    // Two packets of the conversation, 0.1 ms each, after the SYN-ACK
    assertEquals(OptionalLong.of(10_000_200_000L), signs.helloDelayNanos());
  }

  @Test
  void withoutSynAckTheDelayIsUnknown() {
    assertEquals(
        OptionalLong.empty(),
        new TcpConversation().send(CLIENT, HELLO).only().signs().helloDelayNanos());
  }

  @Test
  void sizeOfTheCertificateRequest() {
    byte[] request = record(22, message(13, new byte[3000]));
    WireSigns signs =
        new TcpConversation()
            .connect()
            .send(CLIENT, HELLO)
            .send(SERVER, serverHello(false))
            .sendIn(SERVER, 1400, request)
            .only()
            .signs();
    assertEquals(OptionalInt.of(3004), signs.certificateRequestBytes());
  }
}
