package dev.tlsdiag.quic;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketOpenerTest {
  private static final Bytes ID = Bytes.ofHex("8394c8f03e515708");
  private static final Bytes SERVER_ID = Bytes.ofHex("f067a5502a4262b5");

  private final PacketOpener opener = new PacketOpener();

  /**
   * The 1200 bytes are made by the sealer; the RFC's first and last bytes, and its tag, prove them.
   */
  @ParameterizedTest(name = "RFC {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9001 A.2 | 1          | c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11 | e221af44860018ab0856972e194cd934
          9369 A.2 | 0x6b3343cf | d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485 | a18b2faa745b6fe189cf772a9f84cbfc
          """)
  void opensTheClientInitialOfTheRfc(String name, String version, String begin, String end)
      throws MalformedMessageException {
    byte[] frames = Arrays.copyOf(SealedInitial.crypto(0, SealedInitial.CLIENT_HELLO), 1162);
    byte[] rfcFrames = withShortLength(frames);
    byte[] packet =
        new SealedInitial(Integer.decode(version), ID).fromClient(ID, Bytes.EMPTY, 2, rfcFrames);
    assertEquals(begin, Hex.of(packet, 0, 32));
    assertEquals(end, Hex.of(packet, packet.length - 16, 16));

    LongPacket header = LongPacket.parse(packet, 0);
    assertEquals(LongPacket.Type.INITIAL, header.type());
    assertEquals(1200, header.end());
    PacketOpener.Opened opened = opener.openFirst(packet, header).orElseThrow();
    assertEquals(Bytes.wrap(rfcFrames), opened.payload().toBytes());
  }

  /** The RFC writes the length 241 as 40f1, the sealer as four bytes. */
  private static byte[] withShortLength(byte[] frames) {
    byte[] out = new byte[frames.length];
    byte[] begin = Hex.parse("060040f1");
    System.arraycopy(begin, 0, out, 0, 4);
    SealedInitial.CLIENT_HELLO.copyTo(0, out, 4, SealedInitial.CLIENT_HELLO.length());
    return out;
  }

  @ParameterizedTest(name = "RFC {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          9001 A.3 | 1 | cf000000010008f067a5502a4262b5004075c0d95a482cd0991cd25b0aac406a5816b6394100f37a1c69797554780bb38cc5a99f5ede4cf73c3ec2493a1839b3dbcba3f6ea46c5b7684df3548e7ddeb9c3bf9c73cc3f3bded74b562bfb19fb84022f8ef4cdd93795d77d06edbb7aaf2f58891850abbdca3d20398c276456cbc42158407dd074ee
          9369 A.3 | 0x6b3343cf | dc6b3343cf0008f067a5502a4262b5004075d92faaf16f05d8a4398c47089698baeea26b91eb761d9b89237bbf87263017915358230035f7fd3945d88965cf17f9af6e16886c61bfc703106fbaf3cb4cfa52382dd16a393e42757507698075b2c984c707f0a0812d8cd5a6881eaf21ceda98f4bd23f6fe1a3e2c43edd9ce7ca84bed8521e2e140
          """)
  void opensTheServerInitialOfTheRfc(String name, String version, String hex)
      throws MalformedMessageException {
    byte[] packet = Hex.parse(hex);
    LongPacket header = LongPacket.parse(packet, 0);
    assertEquals(SERVER_ID, header.sourceId());
    InitialPayload payload = opener.openAnswer(packet, header, ID).orElseThrow().payload();
    assertEquals("02000000000600405a020000560303eefc", payload.toBytes().head(17).toHex());
  }

  @ParameterizedTest(name = "{0} bytes of frames")
  @ValueSource(ints = {4, 15, 16, 17, 31, 100, 1162, 1163, 1400})
  void agreesWithTheCryptographyOfTheJdk(int length) throws MalformedMessageException {
    Random random = new Random(length);
    for (int i = 0; i < 20; i++) {
      byte[] frames = new byte[length];
      random.nextBytes(frames);
      byte[] id = new byte[1 + random.nextInt(20)];
      random.nextBytes(id);
      Bytes to = Bytes.wrap(id);
      byte[] packet =
          new SealedInitial(SealedInitial.V1, to)
              .fromClient(to, Bytes.EMPTY, random.nextInt(), frames);
      LongPacket header = LongPacket.parse(packet, 0);
      var opened = opener.openFirst(packet, header).orElseThrow();
      assertArrayEquals(frames, opened.payload().toBytes().toArray());
      var again = opener.open(packet, header, opened.keys(), true).orElseThrow();
      assertArrayEquals(frames, again.toBytes().toArray());
    }
  }

  @ParameterizedTest(name = "version {0}")
  @CsvSource({"1, 1", "0xff00001d, 0xff00001d", "0x1a2a3a4a, 1", "0xff000021, 1"})
  void triesTheSaltsOfAVersion(String written, String sealedAs) throws MalformedMessageException {
    // A salt is a matter of the version, which is in the header and so in the tag: seal as written.
    byte[] frames = SealedInitial.crypto(0, SealedInitial.CLIENT_HELLO);
    byte[] packet =
        new SealedInitial(Long.decode(written).intValue(), ID).fromClient(ID, ID, 0, frames);
    LongPacket header = LongPacket.parse(packet, 0);
    assertTrue(opener.openFirst(packet, header).isPresent(), sealedAs);
  }

  @Test
  void refusesEveryFlippedByte() throws MalformedMessageException {
    byte[] frames = SealedInitial.crypto(0, SealedInitial.CLIENT_HELLO.head(40));
    byte[] packet = new SealedInitial(SealedInitial.V1, ID).fromClient(ID, ID, 0, frames);
    for (int i = LongPacket.parse(packet, 0).packetNumberOffset(); i < packet.length; i++) {
      byte[] wrong = packet.clone();
      wrong[i] ^= 0x20;
      assertFalse(opener.openFirst(wrong, LongPacket.parse(wrong, 0)).isPresent(), "byte " + i);
    }
  }

  @Test
  void refusesEveryTruncation() {
    byte[] frames = SealedInitial.crypto(0, SealedInitial.CLIENT_HELLO);
    byte[] packet = new SealedInitial(SealedInitial.V1, ID).fromClient(ID, ID, 0, frames);
    for (int length = 0; length < packet.length; length++) {
      byte[] cut = Arrays.copyOf(packet, length);
      try {
        LongPacket header = LongPacket.parse(cut, 0);
        assertTrue(header.end() > cut.length, "length " + length);
        assertFalse(opener.openFirst(cut, header).isPresent(), "length " + length);
      } catch (MalformedMessageException expected) {
        // The header itself is cut off.
      }
    }
  }
}
