package dev.tlsdiag.tls;

/**
 * A named group for the key exchange (RFC 8446 section 4.2.7).
 *
 * @param code the IANA value, 0x0000 to 0xffff; unknown ones are legal and print as hex
 */
public record NamedGroup(int code) {
  private static final CodeCache<NamedGroup> CACHE = new CodeCache<>(NamedGroup::new);
  private static final NameTable NAMES = new NameTable("named-groups.txt");

  public static final NamedGroup SECP256R1 = of(0x0017);
  public static final NamedGroup SECP384R1 = of(0x0018);
  public static final NamedGroup SECP521R1 = of(0x0019);
  public static final NamedGroup X25519 = of(0x001d);
  public static final NamedGroup X25519MLKEM768 = of(0x11ec);
  public static final NamedGroup X25519_KYBER768_DRAFT00 = of(0x6399);

  public static NamedGroup of(int code) {
    return CACHE.of(code);
  }

  /** The name IANA registered, {@code GREASE}, or where there is none the hex value. */
  public String name() {
    return isGrease() ? WireCode.GREASE : NAMES.name(code).orElseGet(this::hex);
  }

  /** As {@code 0x1301}. */
  public String hex() {
    return WireCode.hex(code);
  }

  /** Whether the value is reserved to keep receivers tolerant (RFC 8701 section 2). */
  public boolean isGrease() {
    return WireCode.isGrease(code);
  }

  @Override
  public String toString() {
    return name();
  }
}
