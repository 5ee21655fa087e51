package dev.tlsdiag.tls;

/**
 * A protocol version (RFC 8446 section 4.2.1), also those of DTLS, SSL and the drafts of TLS 1.3.
 *
 * @param code the wire value, 0x0000 to 0xffff; unknown ones are legal and print as hex
 */
public record ProtocolVersion(int code) implements WireCode {
  private static final CodeCache<ProtocolVersion> CACHE = new CodeCache<>(ProtocolVersion::new);

  public static final ProtocolVersion SSL_2_0 = of(0x0002);
  public static final ProtocolVersion SSL_3_0 = of(0x0300);
  public static final ProtocolVersion TLS_1_0 = of(0x0301);
  public static final ProtocolVersion TLS_1_1 = of(0x0302);
  public static final ProtocolVersion TLS_1_2 = of(0x0303);
  public static final ProtocolVersion TLS_1_3 = of(0x0304);
  public static final ProtocolVersion DTLS_1_0 = of(0xfeff);
  public static final ProtocolVersion DTLS_1_2 = of(0xfefd);
  public static final ProtocolVersion DTLS_1_3 = of(0xfefc);

  public static ProtocolVersion of(int code) {
    return CACHE.of(code);
  }

  // Written out: what the compiler makes of a record costs a start some milliseconds per method.

  @Override
  public boolean equals(Object other) {
    return other instanceof ProtocolVersion that && code == that.code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  /** As {@code TLS 1.3}, {@code DTLS 1.2}, {@code TLS 1.3 draft 23}, {@code GREASE}, else hex. */
  @Override
  public String name() {
    return switch (code) {
      case 0x0002 -> "SSL 2.0";
      case 0x0300 -> "SSL 3.0";
      case 0x0301 -> "TLS 1.0";
      case 0x0302 -> "TLS 1.1";
      case 0x0303 -> "TLS 1.2";
      case 0x0304 -> "TLS 1.3";
      // OpenSSL before 0.9.8f sent this before RFC 4347 had settled the number.
      case 0x0100 -> "DTLS 1.0 (OpenSSL)";
      case 0xfeff -> "DTLS 1.0";
      case 0xfefd -> "DTLS 1.2";
      case 0xfefc -> "DTLS 1.3";
      case 0x7e01, 0x7e02, 0x7e03 -> "TLS 1.3 experiment " + (code & 0xff);
      case 0xfb17, 0xfb1a -> "TLS 1.3 Facebook draft " + (code & 0xff);
      default ->
          isGrease() ? WireCode.GREASE : isDraft() ? "TLS 1.3 draft " + (code & 0xff) : hex();
    };
  }

  /**
   * The number alone ({@code 1.3}), for a place that already tells TLS from DTLS; SSL keeps its
   * name.
   */
  public String shortText() {
    String name = name();
    return name.startsWith("TLS ") || name.startsWith("DTLS ")
        ? name.substring(name.indexOf(' ') + 1)
        : name;
  }

  /** Whether the number is one of DTLS, which count downwards (RFC 4347 section 4.1). */
  public boolean isDtls() {
    return code >> 8 == 0xfe || code == 0x0100;
  }

  /** A TLS 1.3 of before RFC 8446. */
  private boolean isDraft() {
    int family = code >> 8;
    return family == 0x7f || family == 0x7e || family == 0xfb;
  }

  /** Whether this one is newer; drafts of TLS 1.3 stand between TLS 1.2 and TLS 1.3. */
  public boolean isNewerThan(ProtocolVersion other) {
    return age() > other.age();
  }

  private int age() {
    if (code == 0x0100) {
      return 0;
    }
    if (code >> 8 == 0xfe) {
      return (0x100 - (code & 0xff)) << 8;
    }
    return isDraft() ? 0x0303 << 8 | code & 0xff : code << 8;
  }

  @Override
  public String toString() {
    return name();
  }
}
