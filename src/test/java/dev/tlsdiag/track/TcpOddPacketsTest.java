package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.join;
import static dev.tlsdiag.track.TcpConversation.message;
import static dev.tlsdiag.track.TcpConversation.record;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Packets that a healthy connection has none of, and that must not lead to a wrong conclusion. */
class TcpOddPacketsTest {
  private static final byte[] CCS = record(20, new byte[] {1});
  private static final byte[] FINISHED12 = record(22, new byte[40]);
  private static final byte[] DONE = record(22, message(14, new byte[0]));
  private static final byte[] FINISHED13 = record(23, new byte[53]);
  private static final byte[] ALERT13 = record(23, new byte[19]);
  private static final byte[] ALERT12 = record(21, new byte[26]);
  private static final byte[] DATA = record(23, new byte[300]);
  private static final byte[] HANDSHAKE_FAILURE = record(21, new byte[] {2, 40});

  private static TcpConversation greeted() {
    return new TcpConversation().connect().send(CLIENT, hello("a.example", true));
  }

  @Test
  void keepAliveOfTheServerIsNoAnswer() {
    Handshake h =
        new TcpConversation()
            .connect()
            .text(CLIENT, "CONNECT a.example:443 HTTP/1.1\r\n\r\n")
            .text(SERVER, "HTTP/1.1 200 OK\r\n\r\n")
            .send(CLIENT, hello("a.example", true))
            .ack(SERVER)
            .wait(5000)
            .lose(SERVER, -1)
            .send(SERVER, new byte[1])
            .wait(5000)
            .only();
    assertEquals("silence", h.outcome().kind());
    assertEquals(List.of(), h.notes());
  }

  @Test
  void retransmittedPreambleIsNoAnswer() {
    Handshake h =
        new TcpConversation()
            .connect()
            .text(CLIENT, "CONNECT a.example:443 HTTP/1.1\r\n\r\n")
            .text(SERVER, "HTTP/1.1 200 OK\r\n\r\n")
            .send(CLIENT, hello("a.example", true))
            .lose(SERVER, -"HTTP/1.1 200 OK\r\n\r\n".length())
            .text(SERVER, "HTTP/1.1 200 OK\r\n\r\n")
            .reset(SERVER)
            .only();
    assertEquals(new Outcome.Reset(Side.SERVER), h.outcome());
  }

  @Test
  void startOfAnAnswerAndThenReset() {
    Handshake h = greeted().send(SERVER, Arrays.copyOf(serverHello(true), 20)).reset(SERVER).only();
    assertEquals(new Outcome.Reset(Side.SERVER), h.outcome());
    assertEquals(0, h.missingBytes());
  }

  @Test
  void startOfAnAnswerAndThenNothing() {
    assertEquals(
        "unfinished", greeted().send(SERVER, new byte[] {22, 3}).wait(90).only().outcome().kind());
  }

  @Test
  void everyPacketCapturedTwice() {
    TcpConversation c = new TcpConversation();
    Handshake h =
        c.syn()
            .again()
            .lose(CLIENT, 1)
            .send(CLIENT, hello("a.example", true))
            .again()
            .send(SERVER, serverHello(true))
            .again()
            .send(CLIENT, FINISHED13)
            .again()
            .send(CLIENT, DATA)
            .send(SERVER, DATA)
            .only();
    assertEquals(new Outcome.Established(false, true), h.outcome());
    assertEquals(List.of(), h.notes());
    assertEquals(1, h.sent().orElseThrow().segments());
  }

  @Test
  void synCapturedTwiceIsOneAttempt() {
    Handshake h = new TcpConversation().syn().again().wait(1000).syn().again().only();
    assertEquals(new Outcome.SynUnanswered(2), h.outcome());
  }

  @Test
  void helloRetransmittedAThousandTimes() {
    TcpConversation c = greeted();
    for (int i = 0; i < 1000; i++) {
      byte[] hello = hello("a.example", true);
      c.wait(200).lose(CLIENT, -hello.length).send(CLIENT, hello);
    }
    Handshake h = c.only();
    assertEquals("silence", h.outcome().kind());
    assertEquals(List.of("ClientHello retransmitted, 1000 more segments"), h.notes());
  }

  @Test
  void longHelloInSegmentsOfOneByteAndItsAnswer() {
    TcpConversation c = new TcpConversation().connect();
    String name = ("a".repeat(60) + ".").repeat(3) + "example";
    for (byte b : padded(hello(name, true), 2500)) {
      c.send(CLIENT, new byte[] {b}).ack(SERVER);
    }
    Handshake h = c.send(SERVER, HANDSHAKE_FAILURE).fin(SERVER).only();
    assertEquals(Optional.of(name), h.serverName());
    assertEquals(2500, h.frames().size());
    assertEquals(new Outcome.Alerted(Side.SERVER, 2, AlertDescription.of(40)), h.outcome());
  }

  /** With a padding extension (RFC 7685) up to {@code size} bytes. */
  private static byte[] padded(byte[] record, int size) {
    byte[] out = Arrays.copyOf(record, size);
    int extra = size - record.length;
    put16(out, 3, size - 5);
    put16(out, 7, size - 9);
    int extensions = 9 + 2 + 32 + 1 + 2 + 4 + 2;
    put16(out, extensions, size - extensions - 2);
    put16(out, record.length, 21);
    put16(out, record.length + 2, extra - 4);
    return out;
  }

  private static void put16(byte[] out, int at, int value) {
    out[at] = (byte) (value >> 8);
    out[at + 1] = (byte) value;
  }

  @Test
  void staleAcknowledgmentAndResetBeforeTheConnection() {
    Handshake h =
        new TcpConversation()
            .syn()
            .ack(SERVER)
            .reset(CLIENT)
            .wait(1000)
            .connect()
            .send(CLIENT, hello("a.example", true))
            .ack(SERVER)
            .wait(3000)
            .only();
    assertEquals("silence", h.outcome().kind());
  }

  @Test
  void portReusedWithTheSameSequenceNumbers() {
    TcpConversation c = greeted();
    int sent = hello("a.example", true).length;
    c.send(SERVER, HANDSHAKE_FAILURE).fin(SERVER).fin(CLIENT);
    c.lose(CLIENT, -sent - 2).lose(SERVER, -HANDSHAKE_FAILURE.length - 2);
    List<Handshake> all = c.connect().send(CLIENT, hello("b.example", true)).end();
    assertEquals(
        List.of("a.example", "b.example"),
        all.stream().map(h -> h.serverName().orElseThrow()).toList());
    assertEquals(List.of(0L, 1L), all.stream().map(Handshake::stream).toList());
  }

  @Test
  void messagesBehindOneThatSpannedRecords() {
    byte[] certificate = message(11, join(new byte[] {0, 1, 0x2c, 0, 1, 0x29}, new byte[297]));
    byte[] request = message(13, new byte[] {1, 1, 0, 2, 4, 1, 0, 0});
    byte[] done = message(14, new byte[0]);
    byte[] first = Arrays.copyOf(certificate, 100);
    byte[] rest = Arrays.copyOfRange(certificate, 100, certificate.length);
    Handshake h =
        greeted()
            .send(
                SERVER,
                join(serverHello(false), record(22, first), record(22, join(rest, request, done))))
            .only();
    assertTrue(h.certificateRequested());
    assertEquals("Csxrn", h.history());
  }

  @Test
  void whoseEncryptedAlertCameFirst() {
    TcpConversation done12 =
        greeted()
            .send(SERVER, join(serverHello(false), DONE))
            .send(CLIENT, join(CCS, FINISHED12))
            .send(SERVER, join(CCS, FINISHED12));
    assertEquals(
        new Outcome.Quit(Side.SERVER, false, true),
        done12.send(SERVER, ALERT12).send(CLIENT, ALERT12).fin(CLIENT).only().outcome());
    TcpConversation done13 =
        greeted().send(SERVER, join(serverHello(true), DATA)).send(CLIENT, FINISHED13);
    assertEquals(
        new Outcome.Quit(Side.CLIENT, false, true),
        done13.send(CLIENT, ALERT13).send(SERVER, ALERT13).fin(CLIENT).only().outcome());
  }

  @Test
  void earlyDataBehindTheServerHelloIsNoFinished() {
    byte[] answer = join(serverHello(true), DATA);
    Handshake h =
        greeted()
            .send(SERVER, answer)
            .lose(SERVER, -answer.length) // not yet acknowledged by the client
            .send(CLIENT, DATA)
            .send(CLIENT, DATA)
            .lose(SERVER, answer.length)
            .send(CLIENT, ALERT13)
            .fin(CLIENT)
            .only();
    assertEquals(new Outcome.EncryptedAlert(Side.CLIENT), h.outcome());
  }

  @Test
  void answerThatOnlyTheClientSawIsNoSilence() {
    Handshake h = greeted().ack(SERVER).lose(SERVER, 3000).ack(CLIENT).wait(5000).only();
    assertEquals(new Outcome.Cut(3000), h.outcome());
    Handshake closed = greeted().lose(SERVER, 1).ack(CLIENT).wait(5000).only();
    assertEquals("silence", closed.outcome().kind());
  }

  @Test
  void startOfTheAnswerIsNotInTheCapture() {
    Handshake h =
        greeted().lose(SERVER, 3000).ack(CLIENT).send(SERVER, join(CCS, FINISHED12)).only();
    assertEquals(new Outcome.Cut(3000), h.outcome());
  }

  @Test
  void retransmissionOfBytesReadAndForgotten() {
    byte[] last = join(CCS, FINISHED12);
    Handshake h =
        greeted()
            .send(SERVER, join(serverHello(false), DONE))
            .send(CLIENT, join(CCS, FINISHED12))
            .send(SERVER, last)
            .send(CLIENT, DATA)
            .lose(SERVER, -last.length)
            .send(SERVER, last)
            .send(SERVER, DATA)
            .only();
    assertEquals("CsnIFifDd", h.history());
  }

  @Test
  void dataThatIsNotInTheCaptureIsNoQuit() {
    Handshake h =
        greeted()
            .send(SERVER, join(serverHello(false), DONE))
            .send(CLIENT, join(CCS, FINISHED12))
            .send(SERVER, join(CCS, FINISHED12))
            .lose(CLIENT, 500)
            .lose(SERVER, 5000)
            .send(CLIENT, ALERT12)
            .fin(CLIENT)
            .only();
    assertEquals(new Outcome.Established(false, false), h.outcome());
  }

  @Test
  void bytesBeforeTheFirstAreIgnored() {
    byte[] hello = hello("a.example", true);
    Handshake h =
        new TcpConversation()
            .connect()
            .lose(CLIENT, -20)
            .send(CLIENT, new byte[20])
            .send(CLIENT, hello)
            .only();
    assertEquals(Optional.empty(), h.preamble());
    assertEquals(Optional.of("a.example"), h.serverName());
  }

  @Test
  void twoAlertsInOneRecord() {
    Handshake h = greeted().send(SERVER, record(21, new byte[] {1, 0, 2, 70})).only();
    assertEquals(new Outcome.Alerted(Side.SERVER, 2, AlertDescription.of(70)), h.outcome());
    assertEquals(2, h.alerts().size());
  }

  @Test
  void clockThatGoesBackwards() {
    Handshake h = greeted().clock(1_000).reset(SERVER).only();
    assertEquals(new Outcome.Reset(Side.SERVER), h.outcome());
    Handshake quit = greeted().clock(1_000).ack(SERVER).fin(CLIENT).only();
    assertEquals(new Outcome.GaveUp(Duration.ZERO, true), quit.outcome());
    assertEquals("unfinished", greeted().clock(1_000).ack(SERVER).only().outcome().kind());
  }

  @Test
  void answersWithoutQuestions() {
    TcpConversation c = new TcpConversation().connect();
    c.send(SERVER, join(CCS, HANDSHAKE_FAILURE, DATA)).fin(SERVER).reset(CLIENT);
    assertEquals(List.of(), c.end());
    TcpConversation late = new TcpConversation().ack(CLIENT).ack(SERVER);
    late.send(SERVER, join(serverHello(false), CCS, FINISHED12, HANDSHAKE_FAILURE)).fin(SERVER);
    assertTrue(late.end().size() <= 1);
  }

  @Test
  @Timeout(120)
  void oneByteAtATimeDoesNotTakeQuadraticTime() {
    TcpConversation begun = new TcpConversation().connect().send(CLIENT, new byte[] {22, 3, 1});
    begun.send(CLIENT, new byte[] {(byte) 0x40, 0, 1, 1, (byte) 0xff, (byte) 0xff, 3, 3});
    begun.lose(CLIENT, 10);
    for (int i = 0; i < 290_000; i++) {
      begun.send(CLIENT, new byte[] {0x41});
    }
    begun.end();
    TcpConversation backwards = new TcpConversation();
    for (int i = 0; i < 20_000; i++) {
      backwards.lose(CLIENT, -2).send(CLIENT, new byte[] {0x41});
    }
    backwards.end();
  }

  @Test
  @Timeout(120)
  void warningsWithoutEnd() {
    TcpConversation c = greeted();
    byte[] warning = record(21, new byte[] {1, 90});
    byte[] many = new byte[warning.length * 5000];
    for (int i = 0; i < 5000; i++) {
      System.arraycopy(warning, 0, many, i * warning.length, warning.length);
    }
    for (int i = 0; i < 100; i++) {
      c.send(SERVER, many);
    }
    Handshake h = c.send(SERVER, HANDSHAKE_FAILURE).only();
    assertEquals(17, h.alerts().size());
    assertEquals(new Outcome.Alerted(Side.SERVER, 2, AlertDescription.of(40)), h.outcome());
  }
}
