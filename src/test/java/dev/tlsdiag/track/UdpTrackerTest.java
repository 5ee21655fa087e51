package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.wire.Hex;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UdpTrackerTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          QUIC Initial        | 443  | c000000001080102030405060708 00 00 0000 | true
          QUIC unknown        | 443  | c01a2a3a4a080102030405060708 00 00 0000 | true
          Version Negotiation | 443  | 8000000000 00 00 00000001               | true
          without fixed bit   | 443  | 8000000001 00 00 00000001               | true
          RTP                 | 5004 | 8060 1234 00000000 00000000 00000000    | false
          long connection ID  | 443  | c000000001 15 00 00 00 00               | false
          short header        | 443  | 4000000001 00 00 00 00                  | false
          DTLS handshake      | 4433 | 16feff 0000 000000000000 0001 01        | true
          DTLS old            | 4433 | 160100 0000 000000000000 0001 01        | true
          DTLS data           | 4433 | 17fefd 0001 000000000000 0001 01        | false
          TLS over UDP        | 4433 | 160301 0000 000000000000 0001 01        | false
          CAPWAP              | 5246 | 01000000 16feff 0000 000000000000 0001 01 | true
          STUN                | 3478 | 000100002112a442 000000000000000000000000 | false
          empty               | 443  | ''                                      | false
          """)
  void looksForWhatMatters(String name, int port, String hex, boolean interesting) {
    assertEquals(interesting, UdpTracker.interesting(packet(50_000, port, hex)));
  }

  @Test
  void looksForDnsQueriesAndAnswers() {
    assertEquals(true, UdpTracker.interesting(packet(53, 50_000, "1234 8180" + "00".repeat(20))));
    assertEquals(true, UdpTracker.interesting(packet(50_000, 53, "1234 0100" + "00".repeat(20))));
    assertEquals(false, UdpTracker.interesting(packet(50_000, 53, "1234 0100")));
  }

  private static Packet packet(int from, int to, String hex) {
    byte[] payload = Hex.parse("ffff" + hex);
    Packet packet = new Packet();
    packet.buffer = ByteBuffer.wrap(payload);
    packet.payloadOffset = 2;
    packet.payloadLength = payload.length - 2;
    packet.sourcePort = from;
    packet.destinationPort = to;
    return packet;
  }

  @Test
  void givesOutNames() {
    UdpConversation talk = new UdpConversation(53);
    talk.server(
        Hex.parse(
            "1234 8180 0001 0001 0000 0000 0161 00 0001 0001 c00c 0001 0001 00000e10 0004 c0000201"));
    assertEquals(Map.of(IpAddress.parse("192.0.2.1"), "a"), talk.names);
  }
}
