package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

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
    StringBuilder text = new StringBuilder(256).append(hello.legacyVersion()).append(',');
    List<CipherSuite> suites = hello.cipherSuites();
    for (int i = 0; i < suites.size(); i++) {
      add(text, suites.get(i).code());
    }
    text.append(',');
    extensions(text, hello.extensions());
    text.append(',');
    for (NamedGroup group : hello.groups()) {
      add(text, group.code());
    }
    text.append(',');
    for (int format : hello.ecPointFormats()) {
      add(text, format);
    }
    return text.toString();
  }

  /** MD5 of {@link #text} as 32 hexadecimal digits. */
  public static String hash(ClientHello hello) {
    return hello.sslv2() ? "" : digest("MD5", text(hello));
  }

  /** JA3S: {@code version,cipher,extensions}. */
  public static String serverText(ServerHello hello) {
    StringBuilder text = new StringBuilder(64).append(hello.legacyVersion()).append(',');
    text.append(hello.cipherSuite().code()).append(',');
    extensions(text, hello.extensions());
    return text.toString();
  }

  /** MD5 of {@link #serverText} as 32 hexadecimal digits. */
  public static String hash(ServerHello hello) {
    return digest("MD5", serverText(hello));
  }

  private static void extensions(StringBuilder text, List<Extension> extensions) {
    for (int i = 0; i < extensions.size(); i++) {
      add(text, extensions.get(i).type());
    }
  }

  private static void add(StringBuilder text, int code) {
    if (!WireCode.isGrease(code)) {
      if (text.charAt(text.length() - 1) != ',') {
        text.append('-');
      }
      text.append(code);
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
