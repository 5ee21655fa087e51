package dev.tlsdiag.tls;

/**
 * A signature algorithm (RFC 8446 section 4.2.3); pairs of hash and signature of TLS 1.2 share its
 * numbers.
 *
 * @param code the IANA value, 0x0000 to 0xffff; unknown ones are legal and print as hex
 */
public record SignatureScheme(int code) implements WireCode {
  private static final CodeCache<SignatureScheme> CACHE = new CodeCache<>(SignatureScheme::new);
  private static final NameTable NAMES = new NameTable("signature-schemes.txt");

  public static SignatureScheme of(int code) {
    return CACHE.of(code);
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
