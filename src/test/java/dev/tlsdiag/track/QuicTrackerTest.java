package dev.tlsdiag.track;

import static dev.tlsdiag.quic.SealedInitial.CLIENT_HELLO;
import static dev.tlsdiag.quic.SealedInitial.SERVER_HELLO;
import static dev.tlsdiag.quic.SealedInitial.crypto;
import static dev.tlsdiag.quic.SealedInitial.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.quic.SealedInitial;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuicTrackerTest {
  private static final Bytes ID = Bytes.ofHex("8394c8f03e515708");
  private static final Bytes OTHER_ID = Bytes.ofHex("0102030405060708");
  private static final Bytes SERVER_ID = Bytes.ofHex("f067a5502a4262b5");
  private static final byte[] ACK = Hex.parse("0200000000");
  private static final byte[] HANDSHAKE =
      Hex.parse("e0 00000001 00 08f067a5502a4262b5 14" + "00".repeat(20));
  private static final byte[] SHORT = Hex.parse("45" + "ab".repeat(40));

  private final SealedInitial v1 = new SealedInitial(SealedInitial.V1, ID);
  private final UdpConversation talk = new UdpConversation(443);

  private byte[] clientHello() {
    return v1.fromClient(ID, Bytes.EMPTY, 0, padded(crypto(0, CLIENT_HELLO)));
  }

  private byte[] serverHello() {
    return v1.fromServer(Bytes.EMPTY, SERVER_ID, 0, join(ACK, crypto(0, SERVER_HELLO)));
  }

  private static byte[] padded(byte[] frames) {
    return Arrays.copyOf(frames, 1162);
  }

  private static byte[] close(int code, String reason) {
    return join(
        new byte[] {0x1c},
        SealedInitial.varint(code),
        new byte[] {0, (byte) reason.length()},
        reason.getBytes(java.nio.charset.StandardCharsets.US_ASCII));
  }

  private Handshake only(long seconds) {
    List<Handshake> all = talk.finish(seconds);
    assertEquals(1, all.size());
    return all.get(0);
  }

  @Test
  void followsAHandshakeToItsEnd() {
    talk.client(clientHello()).server(join(serverHello(), HANDSHAKE));
    talk.client(join(v1.fromClient(SERVER_ID, Bytes.EMPTY, 1, ACK), HANDSHAKE, SHORT));
    talk.server(SHORT);
    assertEquals(0, talk.stillOpen(), "nothing more can be learned");
    Handshake h = only(0);
    assertEquals("example.com", h.serverName().orElseThrow());
    assertEquals(Transport.QUIC, h.transport());
    assertEquals("192.0.2.1:50000", h.client().toString());
    assertEquals("[2001:db8::1]:443", h.server().toString());
    assertEquals(7, h.stream());
    assertEquals(CLIENT_HELLO, h.sent().orElseThrow().message());
    assertEquals(new Answer(Answer.Kind.SERVER_HELLO, Side.SERVER, 2, 1_000_000), h.answer());
    assertEquals(new Outcome.Established(false, true), h.outcome());
    assertEquals(4, h.lastFrame());
    assertEquals("Cs", h.history());
    assertEquals(1, h.quicVersion().getAsInt());
  }

  @Test
  void putsTheHelloTogetherFromPiecesInAnyOrder() {
    talk.client(v1.fromClient(ID, ID, 1, crypto(100, CLIENT_HELLO.slice(100, 141))));
    talk.client(v1.fromClient(ID, ID, 1, crypto(100, CLIENT_HELLO.slice(100, 141))));
    byte[] begin = crypto(0, CLIENT_HELLO.head(20));
    byte[] middle = crypto(10, CLIENT_HELLO.slice(10, 95));
    talk.client(
        v1.fromClient(ID, ID, 0, padded(join(middle, new byte[40], new byte[] {1}, begin))));
    Handshake h = only(5);
    assertEquals(List.of(1L, 3L), h.frames());
    assertEquals(3, h.frame());
    assertEquals(3, h.sent().orElseThrow().records());
    assertEquals(CLIENT_HELLO, h.sent().orElseThrow().message());
  }

  @Test
  void readsAllPacketsOfADatagram() {
    byte[] one = v1.fromClient(ID, ID, 0, crypto(0, CLIENT_HELLO.head(100)));
    byte[] two = v1.fromClient(ID, ID, 1, crypto(100, CLIENT_HELLO.slice(100, 141)));
    talk.client(join(one, two));
    assertEquals(List.of(1L), only(5).frames());
  }

  @Test
  void takesAnotherDestinationIdOfTheSameConnection() {
    talk.client(v1.fromClient(ID, ID, 0, crypto(0, CLIENT_HELLO.head(100))));
    talk.client(v1.fromClient(OTHER_ID, ID, 1, crypto(100, CLIENT_HELLO.slice(100, 141))));
    assertEquals(List.of(1L, 2L), only(5).frames());
    assertEquals(0, talk.tracker.quicUndecrypted());
  }

  @Test
  void doesNotTellARetransmissionAgain() {
    talk.client(clientHello()).client(clientHello()).tick(20).client(clientHello());
    assertEquals(new Outcome.Silence(Duration.ofMillis(20_001), false), only(0).outcome());
  }

  @Test
  void tellsANewConnectionOnTheSamePorts() {
    SealedInitial other = new SealedInitial(SealedInitial.V1, OTHER_ID);
    talk.client(clientHello());
    talk.client(other.fromClient(OTHER_ID, ID, 0, crypto(0, CLIENT_HELLO)));
    assertEquals(2, talk.finish(0).size());
  }

  @Test
  void tellsSilenceFromAcknowledgedSilence() {
    assertEquals(
        new Outcome.Silence(Duration.ofSeconds(5), false),
        new QuicTrackerTest().silent(false).outcome());
    assertEquals(
        new Outcome.Silence(Duration.ofMillis(5001), true),
        new QuicTrackerTest().silent(true).outcome());
  }

  private Handshake silent(boolean acknowledged) {
    talk.client(clientHello());
    if (acknowledged) {
      talk.server(v1.fromServer(Bytes.EMPTY, SERVER_ID, 0, ACK));
    }
    Handshake h = only(5);
    assertEquals(Answer.NOTHING, h.answer());
    return h;
  }

  @Test
  void saysNothingOfTheServerWhereOnlyTheClientWasCaptured() {
    talk.client(clientHello()).client(HANDSHAKE).client(SHORT);
    assertEquals(new Outcome.OneSided(Side.CLIENT), only(5).outcome());
  }

  @Test
  void turnsACryptoErrorIntoTheAlertItIs() {
    talk.client(clientHello());
    talk.server(v1.fromServer(Bytes.EMPTY, SERVER_ID, 0, close(0x170, "no name")));
    Handshake h = only(5);
    assertEquals(
        new Outcome.Alerted(Side.SERVER, 2, AlertDescription.UNRECOGNIZED_NAME), h.outcome());
    assertEquals(Answer.Kind.QUIC_CLOSE, h.answer().kind());
    assertEquals(2, h.alerts().get(0).frame());
  }

  @Test
  void tellsWhoClosed() {
    talk.client(clientHello()).server(serverHello());
    talk.client(v1.fromClient(SERVER_ID, Bytes.EMPTY, 1, padded(close(0x8, "bad parameter"))));
    Handshake h = only(5);
    assertEquals(new Outcome.QuicClosed(Side.CLIENT, 8, "bad parameter"), h.outcome());
    assertEquals(Answer.Kind.SERVER_HELLO, h.answer().kind());
  }

  @Test
  void followsARetry() {
    talk.client(clientHello())
        .server(Hex.parse("f0 00000001 00 080102030405060708" + "99".repeat(30)));
    SealedInitial second = new SealedInitial(SealedInitial.V1, OTHER_ID);
    talk.client(second.fromClient(OTHER_ID, Bytes.EMPTY, 1, crypto(0, CLIENT_HELLO)));
    talk.server(second.fromServer(Bytes.EMPTY, SERVER_ID, 0, crypto(0, SERVER_HELLO)));
    List<Handshake> all = talk.finish(5);
    assertEquals(new Outcome.Retried(Outcome.Retried.By.RETRY), all.get(0).outcome());
    assertEquals(Answer.Kind.RETRY, all.get(0).answer().kind());
    assertEquals(Answer.Kind.SERVER_HELLO, all.get(1).answer().kind());
    assertEquals(2, all.size());
  }

  @Test
  void followsVersionNegotiationWithTheSameId() {
    SealedInitial draft = new SealedInitial(SealedInitial.DRAFT_29, ID);
    talk.client(draft.fromClient(ID, Bytes.EMPTY, 0, crypto(0, CLIENT_HELLO)));
    talk.server(Hex.parse("8f 00000000 00 088394c8f03e515708 00000001"));
    talk.client(clientHello()).server(serverHello());
    List<Handshake> all = talk.finish(5);
    assertEquals(new Outcome.Retried(Outcome.Retried.By.VERSION_NEGOTIATION), all.get(0).outcome());
    assertEquals(0xff00001d, all.get(0).quicVersion().getAsInt());
    assertEquals(Answer.Kind.SERVER_HELLO, all.get(1).answer().kind());
  }

  @Test
  void followsAServerThatChoosesAnotherVersion() {
    SealedInitial v2 = new SealedInitial(SealedInitial.V2, ID);
    talk.client(clientHello());
    talk.server(v2.fromServer(Bytes.EMPTY, SERVER_ID, 0, crypto(0, SERVER_HELLO)));
    talk.client(clientHello()); // still on its way when the answer came
    assertEquals(Answer.Kind.SERVER_HELLO, only(5).answer().kind());
  }

  @Test
  void followsHelloRetryRequest() {
    byte[] retry = SERVER_HELLO.toArray();
    ServerHello.RETRY_RANDOM.copyTo(0, retry, 6, 32);
    talk.client(clientHello());
    talk.server(v1.fromServer(Bytes.EMPTY, SERVER_ID, 0, crypto(0, Bytes.wrap(retry))));
    talk.client(
        v1.fromClient(SERVER_ID, Bytes.EMPTY, 1, crypto(CLIENT_HELLO.length(), CLIENT_HELLO)));
    talk.server(
        v1.fromServer(Bytes.EMPTY, SERVER_ID, 1, crypto(SERVER_HELLO.length(), SERVER_HELLO)));
    List<Handshake> all = talk.finish(5);
    assertEquals(new Outcome.Retried(Outcome.Retried.By.HELLO_RETRY_REQUEST), all.get(0).outcome());
    assertTrue(all.get(0).serverHello().orElseThrow().isHelloRetryRequest());
    assertEquals(Answer.Kind.SERVER_HELLO, all.get(1).answer().kind());
    assertEquals(3, all.get(1).frame());
  }

  @Test
  void keepsWhatRoutersSaid() {
    IcmpError error = new IcmpError(IpAddress.parse("192.0.2.9"), false, 3, 3, 0);
    talk.client(clientHello()).icmp(error);
    assertEquals(List.of(error), only(5).icmpErrors());
  }

  @Test
  void countsWhatItCannotOpen() {
    byte[] wrong = clientHello();
    wrong[wrong.length - 1] ^= 1;
    talk.client(wrong);
    assertEquals(List.of(), talk.finish(5));
    assertEquals(1, talk.tracker.quicUndecrypted());
  }

  @Test
  void survivesEveryTruncationOfEveryDatagram() {
    for (byte[] packet : List.of(clientHello(), serverHello(), HANDSHAKE, SHORT)) {
      UdpConversation fresh = new UdpConversation(443);
      fresh.client(clientHello());
      for (int length = 0; length <= packet.length; length++) {
        fresh.server(Arrays.copyOf(packet, length)).client(Arrays.copyOf(packet, length));
      }
      assertEquals(1, fresh.finish(5).size());
    }
  }
}
