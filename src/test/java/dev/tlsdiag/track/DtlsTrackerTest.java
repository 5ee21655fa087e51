package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.quic.SealedInitial;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class DtlsTrackerTest {
  private static final int HANDSHAKE = 22;
  private static final int APPLICATION_DATA = 23;
  private static final byte[] CHANGE_CIPHER_SPEC = record(20, 0, Bytes.ofHex("01"));
  private static final byte[] FINISHED = record(HANDSHAKE, 1, Bytes.ofHex("00".repeat(48)));
  private static final Bytes NO_COOKIE = Bytes.EMPTY;
  private static final Bytes COOKIE = Bytes.ofHex("c0ffee");
  private static final Bytes SERVER_HELLO =
      Bytes.ofHex("fefd" + "22".repeat(32) + "00" + "c02f" + "00");
  private static final Bytes CERTIFICATE = Bytes.ofHex("000007 000004 30020500");

  private final UdpConversation talk = new UdpConversation(4433);

  /** Version 1.2, the random all {@code random}, one cipher suite, no extensions. */
  private static Bytes hello(String random, Bytes cookie) {
    String length = Hex.u16(cookie.length()).substring(2);
    return Bytes.ofHex(
        "fefd" + random.repeat(32) + "00" + length + cookie.toHex() + "0002c02f0100");
  }

  private static byte[] record(int type, int epoch, Bytes body) {
    return SealedInitial.join(
        Hex.parse("%02xfefd%04x000000000000%04x".formatted(type, epoch, body.length())),
        body.toArray());
  }

  private static byte[] fragment(int type, int sequence, Bytes message, int from, int to) {
    String header =
        "%02x%06x%04x%06x%06x".formatted(type, message.length(), sequence, from, to - from);
    return record(HANDSHAKE, 0, Bytes.ofHex(header + message.slice(from, to - from).toHex()));
  }

  private static byte[] message(int type, int sequence, Bytes message) {
    return fragment(type, sequence, message, 0, message.length());
  }

  private static byte[] verifyRequest() {
    return message(3, 0, Bytes.ofHex("feff03" + COOKIE.toHex()));
  }

  private Handshake only(long seconds) {
    List<Handshake> all = talk.finish(seconds);
    assertEquals(1, all.size());
    return all.get(0);
  }

  @Test
  void followsAHandshakeWithCookie() {
    talk.client(message(1, 0, hello("11", NO_COOKIE))).server(verifyRequest());
    talk.client(message(1, 1, hello("11", COOKIE)));
    talk.server(verifyRequest()); // the answer to a first hello that was sent twice
    talk.server(
        SealedInitial.join(
            message(2, 1, SERVER_HELLO),
            message(11, 2, CERTIFICATE),
            message(13, 3, Bytes.ofHex("010100020403 0000")),
            message(14, 4, Bytes.EMPTY)));
    talk.client(SealedInitial.join(CHANGE_CIPHER_SPEC, FINISHED));
    talk.server(SealedInitial.join(CHANGE_CIPHER_SPEC, FINISHED));
    talk.server(record(APPLICATION_DATA, 1, Bytes.ofHex("00".repeat(30))));
    assertEquals(0, talk.stillOpen());
    List<Handshake> all = talk.finish(0);
    assertEquals(2, all.size());
    assertEquals(
        new Outcome.Retried(Outcome.Retried.By.HELLO_VERIFY_REQUEST), all.get(0).outcome());
    assertEquals("Cv", all.get(0).history());
    Handshake second = all.get(1);
    assertEquals(Answer.Kind.SERVER_HELLO, second.answer().kind());
    assertEquals(new Outcome.Established(false, true), second.outcome());
    assertEquals(List.of(Bytes.ofHex("30020500")), second.certificates());
    assertTrue(second.certificateRequested());
    assertEquals("CsxrnIFifd", second.history());
    assertEquals(0xfefd, second.sent().orElseThrow().recordVersion().getAsInt());
    assertEquals(COOKIE, second.sent().orElseThrow().hello().cookie().orElseThrow());
  }

  @Test
  void putsFragmentsTogether() {
    Bytes hello = hello("11", COOKIE);
    talk.client(fragment(1, 0, hello, 30, hello.length()));
    talk.client(fragment(1, 0, hello, 0, 20));
    talk.client(fragment(1, 0, hello, 10, 35));
    talk.client(fragment(1, 0, hello, 0, 20)); // late copies begin nothing
    talk.client(fragment(1, 0, hello, 20, hello.length()));
    Handshake h = only(0);
    assertEquals(List.of(1L, 2L, 3L), h.frames());
    assertEquals(3, h.sent().orElseThrow().records());
    assertEquals(hello, h.sent().orElseThrow().message().slice(4, hello.length()));
  }

  @Test
  void countsAHelloSentAgain() {
    byte[] hello = message(1, 0, hello("11", NO_COOKIE));
    talk.client(hello).client(hello).client(hello);
    Handshake h = only(5);
    assertEquals(List.of("ClientHello sent 3 times"), h.notes());
    assertEquals("silence", h.outcome().kind());
  }

  @Test
  void tellsANewHandshakeOnTheSamePorts() {
    talk.client(message(1, 0, hello("11", NO_COOKIE)));
    talk.client(message(1, 0, hello("33", NO_COOKIE)));
    assertEquals(2, talk.finish(0).size());
  }

  @Test
  void takesTheServersHelloForAHandshakeOfItsOwn() {
    talk.client(message(1, 0, hello("11", NO_COOKIE)));
    talk.server(message(1, 0, hello("11", NO_COOKIE)));
    talk.client(record(21, 0, Bytes.ofHex("020a")));
    List<Handshake> all = talk.finish(0);
    assertEquals("[2001:db8::1]:4433", all.get(1).client().toString());
    assertEquals(
        new Outcome.Alerted(Side.SERVER, 2, AlertDescription.UNEXPECTED_MESSAGE),
        all.get(1).outcome());
    assertEquals(Answer.Kind.ALERT, all.get(1).answer().kind());
  }

  @Test
  void tellsAResumedHandshake() {
    talk.client(message(1, 0, hello("11", NO_COOKIE)));
    talk.server(SealedInitial.join(message(2, 0, SERVER_HELLO), CHANGE_CIPHER_SPEC, FINISHED));
    talk.client(SealedInitial.join(CHANGE_CIPHER_SPEC, FINISHED));
    assertEquals(new Outcome.Established(true, false), only(0).outcome());
  }

  @Test
  void followsDtls13() {
    talk.client(message(1, 0, hello("11", NO_COOKIE))).server(message(2, 0, SERVER_HELLO));
    byte[] handshakeEpoch = Hex.parse("2e 0001 0004 01020304");
    byte[] applicationEpoch = Hex.parse("2f 0001 0004 01020304");
    talk.server(handshakeEpoch).client(handshakeEpoch);
    assertEquals(1, talk.stillOpen());
    talk.server(applicationEpoch);
    assertEquals(new Outcome.Established(false, true), only(0).outcome());
  }

  @Test
  void readsRecordsBehindACapwapPreamble() {
    UdpConversation capwap = new UdpConversation(5246);
    byte[] preamble = Hex.parse("01000000");
    capwap.client(SealedInitial.join(preamble, message(1, 0, hello("11", NO_COOKIE))));
    assertEquals(1, capwap.finish(0).size());
  }

  @Test
  void tellsAnEncryptedAlert() {
    talk.client(message(1, 0, hello("11", NO_COOKIE))).server(message(2, 0, SERVER_HELLO));
    talk.client(record(21, 1, Bytes.ofHex("00".repeat(26))));
    assertEquals(new Outcome.EncryptedAlert(Side.CLIENT), only(0).outcome());
  }

  @Test
  void survivesEveryTruncation() {
    byte[] hello = message(1, 0, hello("11", COOKIE));
    byte[] flight =
        SealedInitial.join(message(2, 0, SERVER_HELLO), message(11, 1, CERTIFICATE), FINISHED);
    talk.client(hello);
    for (int length = 0; length < flight.length; length++) {
      talk.server(Arrays.copyOf(flight, length));
    }
    for (int length = 0; length < hello.length; length++) {
      talk.client(Arrays.copyOf(hello, length));
    }
    assertEquals(1, talk.finish(0).size());
  }
}
