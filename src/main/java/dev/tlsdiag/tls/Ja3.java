package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.StringJoiner;

/**
 * JA3 and JA3S: versions, cipher suites and extensions in wire order as decimal numbers, GREASE
 * left out, and the MD5 of that text. Open methods of Salesforce; MD5 serves as a label, not for
 * security.
 *
 * <p>Of a DTLS hello they are made the same way, with the version number of DTLS. An SSLv2-format
 * hello has no JA3: text and hash are empty strings.
 */
public final class Ja3 {
  private Ja3() {}

  /** {@code version,ciphers,extensions,groups,point formats}. */
  public static String text(ClientHello hello) {
    if (hello.sslv2()) {
      return "";
    }
    StringJoiner ciphers = new StringJoiner("-");
    for (CipherSuite suite : hello.cipherSuites()) {
      add(ciphers, suite.code());
    }
    StringJoiner groups = new StringJoiner("-");
    for (NamedGroup group : hello.groups()) {
      add(groups, group.code());
    }
    StringJoiner formats = new StringJoiner("-");
    for (int format : hello.ecPointFormats()) {
      formats.add(Integer.toString(format));
    }
    return new StringJoiner(",")
        .add(Integer.toString(hello.legacyVersion()))
        .add(ciphers.toString())
        .add(extensions(hello.extensions()))
        .add(groups.toString())
        .add(formats.toString())
        .toString();
  }

  /** MD5 of {@link #text} as 32 hexadecimal digits. */
  public static String hash(ClientHello hello) {
    return hello.sslv2() ? "" : digest("MD5", text(hello));
  }

  /** JA3S: {@code version,cipher,extensions}. */
  public static String serverText(ServerHello hello) {
    return new StringJoiner(",")
        .add(Integer.toString(hello.legacyVersion()))
        .add(Integer.toString(hello.cipherSuite().code()))
        .add(extensions(hello.extensions()))
        .toString();
  }

  /** MD5 of {@link #serverText} as 32 hexadecimal digits. */
  public static String hash(ServerHello hello) {
    return digest("MD5", serverText(hello));
  }

  private static String extensions(List<Extension> extensions) {
    StringJoiner types = new StringJoiner("-");
    for (Extension extension : extensions) {
      add(types, extension.type());
    }
    return types.toString();
  }

  private static void add(StringJoiner list, int code) {
    if (!WireCode.isGrease(code)) {
      list.add(Integer.toString(code));
    }
  }

  /** The digest of an ASCII text in hexadecimal digits. */
  static String digest(String algorithm, String text) {
    try {
      byte[] sum =
          MessageDigest.getInstance(algorithm).digest(text.getBytes(StandardCharsets.US_ASCII));
      return Bytes.wrap(sum).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has " + algorithm, e);
    }
  }
}
