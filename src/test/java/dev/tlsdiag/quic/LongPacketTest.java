package dev.tlsdiag.quic;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tlsdiag.wire.Hex;
import dev.tlsdiag.wire.MalformedMessageException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LongPacketTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Initial             | c0 00000001 01aa 00 00 05 0000000000     | INITIAL             | 10 | 15
          with a token        | c0 00000001 01aa 00 02ffff 05 0000000000 | INITIAL             | 12 | 17
          0-RTT               | d0 00000001 01aa 00 01 00                | ZERO_RTT            | 9  | 10
          Handshake           | e0 00000001 00 01bb 01 00                | HANDSHAKE           | 9  | 10
          Retry               | f0 00000001 00 00 ffffff                 | RETRY               | 10 | 10
          v2 Initial          | d0 6b3343cf 01aa 00 00 01 00             | INITIAL             | 10 | 11
          v2 Retry            | c0 6b3343cf 00 00 ffffff                 | RETRY               | 10 | 10
          v2 Handshake        | f0 6b3343cf 00 00 01 00                  | HANDSHAKE           | 8  | 9
          Version Negotiation | 80 00000000 00 00 00000001               | VERSION_NEGOTIATION | 11 | 11
          cut off             | c0 00000001 01aa 00 00 44d0 00           | INITIAL             | 11 | 1243
          """)
  void parses(String name, String hex, LongPacket.Type type, int numberAt, int end)
      throws MalformedMessageException {
    LongPacket packet = LongPacket.parse(Hex.parse(hex), 0);
    assertEquals(type, packet.type());
    assertEquals(numberAt, packet.packetNumberOffset());
    assertEquals(end, packet.end());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          empty         |                           | first_byte at byte 0: needs 1 bytes, 0 left
          short header  | 40                        | first_byte at byte 1: header form is not long
          no version    | c0 0000                   | version at byte 1: needs 4 bytes, 2 left
          long ID       | c0 00000001 15            | destination_connection_id at byte 6: length 21 is above the maximum 20
          cut ID        | c0 00000001 02 aa         | destination_connection_id at byte 6: needs 2 bytes, 1 left
          cut token     | c0 00000001 00 00 05 aa   | token at byte 8: needs 5 bytes, 1 left
          huge token    | c0 00000001 00 00 ffffffffffffffff 00 | token at byte 15: needs 2147483647 bytes, 1 left
          no length     | c0 00000001 00 00 00      | length at byte 8: needs 1 bytes, 0 left
          """)
  void rejects(String name, String hex, String problem) {
    byte[] datagram = Hex.parse(hex == null ? "" : hex);
    var e = assertThrows(MalformedMessageException.class, () -> LongPacket.parse(datagram, 0));
    assertEquals(problem, e.getMessage());
  }

  @Test
  void countsFromTheStartOfTheDatagram() throws MalformedMessageException {
    byte[] datagram = Hex.parse("ffffff c0 00000001 01aa 00 00 05 0000000000");
    LongPacket packet = LongPacket.parse(datagram, 3);
    assertEquals(13, packet.packetNumberOffset());
    assertEquals(18, packet.end());
  }
}
