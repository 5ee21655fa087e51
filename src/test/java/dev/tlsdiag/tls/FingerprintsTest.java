package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.Hex;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The fast way and the plain way give the same. */
class FingerprintsTest {
  private static final int[] TYPES = {0, 5, 10, 11, 13, 16, 23, 35, 43, 51, 0x2a2a, 0xff01, 0x5a5a};

  private final Fingerprints fingerprints = new Fingerprints();

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void sameAsThePlainWay(long seed) throws MalformedMessageException {
    Random random = new Random(seed);
    for (int i = 0; i < 1000; i++) {
      ClientHello hello = hello(random);
      char transport = "tqd".charAt(random.nextInt(3));
      String what = hello.toString();
      assertEquals(Ja3.hash(hello), fingerprints.ja3(hello), what);
      assertEquals(Ja4.of(hello, transport), fingerprints.ja4(hello, transport), what);
      assertEquals(Ja4.raw(hello, transport), fingerprints.ja4Raw(hello, transport), what);
      ServerHello answer =
          new ServerHello(
              hello.legacyVersion(),
              hello.random(),
              Bytes.EMPTY,
              CipherSuite.of(random.nextInt(0x10000)),
              0,
              hello.extensions());
      assertEquals(Ja3.hash(answer), fingerprints.ja3s(answer), what);
    }
  }

  @Test
  void sslv2HasNone() throws MalformedMessageException {
    ClientHello hello = ClientHello.parseSslv2(Bytes.ofHex("010002000300000002010080" + "0102"));

    assertEquals("", fingerprints.ja3(hello));
    assertEquals("", fingerprints.ja4(hello, 't'));
    assertEquals("", fingerprints.ja4Raw(hello, 't'));
  }

  private static ClientHello hello(Random random) throws MalformedMessageException {
    StringBuilder suites = new StringBuilder();
    for (int i = random.nextInt(random.nextInt(5) == 0 ? 300 : 20); i > 0; i--) {
      int code =
          random.nextInt(8) == 0 ? 0x0a0a * (1 + random.nextInt(2)) : random.nextInt(0x10000);
      suites.append(Hex.u16(code));
    }
    StringBuilder extensions = new StringBuilder();
    for (int i = random.nextInt(12); i > 0; i--) {
      extensions.append(Hex.u16(TYPES[random.nextInt(TYPES.length)]));
      extensions.append(vector(2, body(random)));
    }
    return ClientHello.parse(
        Bytes.ofHex(
            Hex.u16(0x0300 + random.nextInt(5))
                + "00".repeat(32)
                + "00"
                + vector(2, suites.toString())
                + "0100"
                + (random.nextInt(10) == 0 ? "" : vector(2, extensions.toString()))));
  }

  /** Vectors that fit several extensions, and some that fit none. */
  private static String body(Random random) {
    StringBuilder items = new StringBuilder();
    for (int i = random.nextInt(6); i > 0; i--) {
      items.append(Hex.u16(random.nextInt(6) == 0 ? 0x1a1a : random.nextInt(0x10000)));
    }
    return switch (random.nextInt(4)) {
      case 0 -> vector(1, items.toString());
      case 1 -> vector(2, "026832" + "08687474702f312e31");
      case 2 -> items.toString();
      default -> vector(2, items.toString());
    };
  }

  private static String vector(int lengthSize, String hex) {
    return (lengthSize == 1 ? "%02x" : "%04x").formatted(hex.length() / 2) + hex;
  }
}
