package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.util.List;

/** Moves every GREASE value of a hello on by some places in the list of RFC 8701 section 2. */
final class Regreasing {
  private static final int VALUES = 16;
  private static final int STEP = 0x1010;

  private Regreasing() {}

  static ClientHello of(ClientHello hello, int shift) {
    List<CipherSuite> suites =
        hello.cipherSuites().stream().map(s -> CipherSuite.of(moved(s.code(), shift))).toList();
    List<Extension> extensions =
        hello.extensions().stream()
            .map(e -> new Extension(moved(e.type(), shift), body(e, shift)))
            .toList();
    return hello.withCipherSuites(suites).withExtensions(extensions);
  }

  /** Only lists of codes are looked into; they hold whole codes from an even offset on. */
  private static Bytes body(Extension extension, int shift) {
    return switch (extension.type()) {
      case ExtensionType.SUPPORTED_GROUPS, ExtensionType.SIGNATURE_ALGORITHMS ->
          codes(extension.body(), 2, shift);
      case ExtensionType.SUPPORTED_VERSIONS -> codes(extension.body(), 1, shift);
      case ExtensionType.KEY_SHARE -> shares(extension.body(), shift);
      default -> extension.body();
    };
  }

  private static Bytes codes(Bytes body, int from, int shift) {
    byte[] bytes = body.toArray();
    for (int at = from; at + 1 < bytes.length; at += 2) {
      put(bytes, at, moved(body.u16(at), shift));
    }
    return Bytes.wrap(bytes);
  }

  private static Bytes shares(Bytes body, int shift) {
    byte[] bytes = body.toArray();
    for (int at = 2; at + 4 <= bytes.length; at += 4 + body.u16(at + 2)) {
      put(bytes, at, moved(body.u16(at), shift));
    }
    return Bytes.wrap(bytes);
  }

  private static void put(byte[] bytes, int at, int code) {
    bytes[at] = (byte) (code >> 8);
    bytes[at + 1] = (byte) code;
  }

  private static int moved(int code, int shift) {
    if (!WireCode.isGrease(code)) {
      return code;
    }
    int place = (code >> 12) + shift;
    return 0x0a0a + STEP * Math.floorMod(place, VALUES);
  }
}
