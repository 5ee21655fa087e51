package dev.tlsdiag.track;

import static dev.tlsdiag.track.TcpConversation.CLIENT;
import static dev.tlsdiag.track.TcpConversation.SERVER;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.wire.Hex;
import java.util.List;
import org.junit.jupiter.api.Test;

class DnsOverTcpTest {
  /** A length, then a query for A of {@code a.example}. */
  private static final byte[] QUERY =
      Hex.parse("001b 1234 0100 0001 0000 0000 0000 0161 076578616d706c65 00 0001 0001");

  private static final byte[] REFUSED =
      Hex.parse("001b 1234 8185 0001 0000 0000 0000 0161 076578616d706c65 00 0001 0001");

  @Test
  void readsQueryAndAnswer() {
    TcpConversation talk =
        new TcpConversation()
            .serverPort(53)
            .connect()
            .send(CLIENT, QUERY)
            .sendIn(SERVER, 5, REFUSED);
    talk.end();
    assertEquals(List.of("a.example A REFUSED tcp=true"), talk.dns);
  }

  @Test
  void queryWithoutAnswer() {
    TcpConversation talk = new TcpConversation().serverPort(53).connect().send(CLIENT, QUERY);
    talk.end();
    assertEquals(List.of("a.example A  tcp=true"), talk.dns);
  }

  @Test
  void onAnotherPortItIsNoDns() {
    TcpConversation talk = new TcpConversation().connect().send(CLIENT, QUERY);
    talk.end();
    assertEquals(List.of(), talk.dns);
  }

  @Test
  void cutShortInTheMiddle() {
    TcpConversation talk =
        new TcpConversation()
            .serverPort(53)
            .connect()
            .send(CLIENT, java.util.Arrays.copyOf(QUERY, 20));
    talk.end();
    assertEquals(List.of(), talk.dns);
  }
}
