package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static dev.tlsdiag.track.TcpConversation.hello;
import static dev.tlsdiag.track.TcpConversation.serverHello;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers that answer a PROXY header before there is a ClientHello. */
class ProxyHeaderAnswerTest {
  private static final String V1 = "PROXY TCP4 192.0.2.1 198.51.100.1 40000 443\r\n";
  private static final byte[] V2 =
      Hex.parse("0d0a0d0a000d0a515549540a2111000cc0000201c63364019c4001bb");
  private static final byte[] ALERT = Hex.parse("15030300020246"); // protocol_version
  private static final Outcome REFUSED =
      new Outcome.Alerted(Side.SERVER, 2, AlertDescription.PROTOCOL_VERSION);

  @Test
  void anAlertBeforeTheHelloIsTheAnswerToIt() {
    Handshake h =
        headerTaken()
            .send(SERVER, ALERT)
            .fin(SERVER)
            .send(CLIENT, hello("a.example", true))
            .reset(SERVER)
            .only();
    assertEquals(REFUSED, h.outcome());
    assertEquals(Answer.Kind.ALERT, h.answer().kind());
    assertEquals(5, h.answer().frame());
    assertTrue(h.frame() > 5, "the hello came after it");
    assertEquals(0, h.answer().nanos());
    assertEquals(List.of(5L), h.alerts().stream().map(a -> a.frame()).toList());
  }

  @Test
  void soIsOneThatTheClientHasNotAcknowledged() {
    Handshake h =
        headerTaken()
            .stopAcknowledging(CLIENT)
            .send(SERVER, ALERT)
            .send(CLIENT, hello("a.example", true))
            .fin(CLIENT)
            .only();
    assertEquals(REFUSED, h.outcome());
  }

  @Test
  void andAnswersInTheClear() {
    Handshake h =
        headerTaken()
            .text(SERVER, "HTTP/1.1 400 Bad Request\r\n\r\n")
            .fin(SERVER)
            .send(CLIENT, hello("a.example", true))
            .only();
    assertEquals(
        "HTTP/1.1 400 Bad Request\r\n\r\n",
        ((Outcome.Plaintext) h.outcome()).firstBytes().latin1());
    assertEquals(Answer.Kind.DATA, h.answer().kind());
  }

  @Test
  void aGreetingBehindTheHeaderIsNone() {
    Handshake h =
        headerTaken()
            .text(SERVER, "220 mail.example ESMTP\r\n")
            .text(CLIENT, "STARTTLS\r\n")
            .text(SERVER, "220 go ahead\r\n")
            .send(CLIENT, hello("a.example", true))
            .send(SERVER, serverHello(true))
            .only();
    assertEquals(Answer.Kind.SERVER_HELLO, h.answer().kind());
    assertEquals(new Outcome.Unfinished(), h.outcome());
  }

  @Test
  void theHelloMayNeverCome() {
    Handshake alert = headerTaken().send(SERVER, ALERT).fin(SERVER).fin(CLIENT).only();
    assertEquals(REFUSED, alert.outcome());
    assertTrue(alert.sent().isEmpty());
    assertEquals("proxy-v1", alert.preamble().orElseThrow().protocol());

    Handshake reset = new TcpConversation().connect().send(CLIENT, V2).reset(SERVER).only();
    assertEquals(new Outcome.Reset(Side.SERVER), reset.outcome());
    assertEquals("proxy-v2", reset.preamble().orElseThrow().protocol());

    Handshake text = headerTaken().text(SERVER, "HTTP/1.1 400 Bad Request\r\n\r\n").only();
    assertTrue(text.outcome() instanceof Outcome.Plaintext, text.outcome().toString());
  }

  /** A health check sends the header alone, and goes; a server may end it when it waited enough. */
  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void aHealthCheckIsNoHandshake(boolean serverWaited) {
    TcpConversation check = headerTaken();
    assertEquals(
        List.of(),
        serverWaited ? check.wait(5000).fin(SERVER).end() : check.fin(CLIENT).fin(SERVER).end());
  }

  private static TcpConversation headerTaken() {
    return new TcpConversation().connect().text(CLIENT, V1);
  }
}
