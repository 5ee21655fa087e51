package dev.tlsdiag.tls;

/**
 * A cipher suite (RFC 8446 appendix B.4); of an SSLv2-format hello also a three-byte cipher spec.
 *
 * @param code the IANA value, 0x0000 to 0xffff, three bytes up to 0xffffff in SSLv2; unknown ones
 *     are legal and print as hex
 */
public record CipherSuite(int code) implements WireCode {
  private static final CodeCache<CipherSuite> CACHE = new CodeCache<>(CipherSuite::new);
  private static final NameTable NAMES = new NameTable("cipher-suites.txt");

  public static final CipherSuite TLS_EMPTY_RENEGOTIATION_INFO_SCSV = of(0x00ff);
  public static final CipherSuite TLS_FALLBACK_SCSV = of(0x5600);
  public static final CipherSuite TLS_AES_128_GCM_SHA256 = of(0x1301);
  public static final CipherSuite TLS_AES_256_GCM_SHA384 = of(0x1302);
  public static final CipherSuite TLS_CHACHA20_POLY1305_SHA256 = of(0x1303);

  public static CipherSuite of(int code) {
    return CACHE.of(code);
  }

  // Written out: what the compiler makes of a record costs a start some milliseconds per method.

  @Override
  public boolean equals(Object other) {
    return other instanceof CipherSuite that && code == that.code;
  }

  @Override
  public int hashCode() {
    return code;
  }

  @Override
  public String name() {
    return isGrease() ? WireCode.GREASE : NAMES.name(code).orElseGet(this::hex);
  }

  @Override
  public String toString() {
    return name();
  }
}
