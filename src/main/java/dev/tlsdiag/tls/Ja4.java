package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Hex;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntUnaryOperator;

/**
 * JA4, the fingerprint of a TLS client whose three parts can be compared one by one: protocol and
 * counts, cipher suites, extensions with signature algorithms. GREASE is left out everywhere. Open
 * method of FoxIO (BSD 3-Clause).
 *
 * <p>An SSLv2-format hello has no JA4: both texts are empty strings.
 */
public final class Ja4 {
  /** Stands for the hash of nothing. */
  static final String NO_HASH = "000000000000";

  static final int HASH_DIGITS = 12;
  private static final int MAX_COUNT = 99;

  private Ja4() {}

  /**
   * The fingerprint, {@code t13d1516h2_8daaf6152771_e5627efa2ab1}.
   *
   * @param transport {@code t} TCP, {@code q} QUIC, {@code d} DTLS
   */
  public static String of(ClientHello hello, char transport) {
    if (hello.sslv2()) {
      return "";
    }
    String ciphers = sortedCiphers(hello);
    String extensions = sortedExtensions(hello);
    return head(hello, transport)
        + "_"
        + shortHash(ciphers, ciphers)
        + "_"
        + shortHash(extensions, extensions + signatureSchemes(hello));
  }

  /** JA4_r: the same with the lists in place of their hashes. */
  public static String raw(ClientHello hello, char transport) {
    if (hello.sslv2()) {
      return "";
    }
    return head(hello, transport)
        + "_"
        + sortedCiphers(hello)
        + "_"
        + sortedExtensions(hello)
        + signatureSchemes(hello);
  }

  private static String head(ClientHello hello, char transport) {
    int suites = 0;
    for (CipherSuite suite : hello.cipherSuites()) {
      suites += suite.isGrease() ? 0 : 1;
    }
    int extensions = 0;
    boolean serverName = false;
    for (Extension extension : hello.extensions()) {
      extensions += WireCode.isGrease(extension.type()) ? 0 : 1;
      serverName |= extension.type() == ExtensionType.SERVER_NAME;
    }
    return transport
        + version(hello, transport)
        + (serverName ? 'd' : 'i')
        + twoDigits(suites)
        + twoDigits(extensions)
        + firstProtocol(hello);
  }

  /** The highest number offered; of DTLS, which counts downwards, the lowest. */
  static String version(ClientHello hello, char transport) {
    int chosen = -1;
    for (ProtocolVersion version : hello.supportedVersions()) {
      int code = version.code();
      boolean better = transport == 'd' ? code < chosen : code > chosen;
      if (!version.isGrease() && (chosen < 0 || better)) {
        chosen = code;
      }
    }
    return switch (chosen < 0 ? hello.legacyVersion() : chosen) {
      case 0x0304 -> "13";
      case 0x0303 -> "12";
      case 0x0302 -> "11";
      case 0x0301 -> "10";
      case 0x0300 -> "s3";
      case 0x0002 -> "s2";
      case 0xfeff -> "d1";
      case 0xfefd -> "d2";
      case 0xfefc -> "d3";
      default -> "00";
    };
  }

  /**
   * First and last character of the first ALPN protocol; of its hex digits where one is no letter
   * or digit.
   */
  static String firstProtocol(ClientHello hello) {
    List<String> protocols = hello.alpnProtocols();
    if (protocols.isEmpty() || protocols.get(0).isEmpty()) {
      return "00";
    }
    String protocol = protocols.get(0);
    char first = protocol.charAt(0);
    char last = protocol.charAt(protocol.length() - 1);
    if (isAlphanumeric(first) && isAlphanumeric(last)) {
      return "" + first + last;
    }
    return "" + Character.forDigit(first >> 4, 16) + Character.forDigit(last & 0xf, 16);
  }

  private static boolean isAlphanumeric(char c) {
    return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
  }

  private static String sortedCiphers(ClientHello hello) {
    List<CipherSuite> suites = hello.cipherSuites();
    return sorted(codes(suites.size(), i -> suites.get(i).code()));
  }

  /** Without server_name and ALPN, which the first part tells. */
  private static String sortedExtensions(ClientHello hello) {
    List<Extension> extensions = hello.extensions();
    int[] types =
        Arrays.stream(codes(extensions.size(), i -> extensions.get(i).type()))
            .filter(
                type ->
                    type != ExtensionType.SERVER_NAME
                        && type != ExtensionType.APPLICATION_LAYER_PROTOCOL_NEGOTIATION)
            .toArray();
    return sorted(types);
  }

  /** In wire order behind an underscore; nothing where there are none. */
  private static String signatureSchemes(ClientHello hello) {
    List<SignatureScheme> schemes = hello.signatureSchemes();
    int[] codes = codes(schemes.size(), i -> schemes.get(i).code());
    return codes.length == 0 ? "" : "_" + text(codes);
  }

  /** The codes without GREASE, in wire order. */
  private static int[] codes(int size, IntUnaryOperator code) {
    int[] codes = new int[size];
    int count = 0;
    for (int i = 0; i < size; i++) {
      int next = code.applyAsInt(i);
      if (!WireCode.isGrease(next)) {
        codes[count++] = next;
      }
    }
    return Arrays.copyOf(codes, count);
  }

  private static String sorted(int[] codes) {
    Arrays.sort(codes);
    return text(codes);
  }

  private static String text(int[] codes) {
    StringBuilder text = new StringBuilder(codes.length * 5);
    for (int code : codes) {
      text.append(text.isEmpty() ? "" : ",").append(Hex.u16(code));
    }
    return text.toString();
  }

  private static String shortHash(String list, String text) {
    return list.isEmpty() ? NO_HASH : Ja3.digest("SHA-256", text).substring(0, HASH_DIGITS);
  }

  static String twoDigits(int count) {
    int shown = Math.min(count, MAX_COUNT);
    return shown < 10 ? "0" + shown : Integer.toString(shown);
  }
}
