package dev.tlsdiag.tls;

/**
 * A named group for the key exchange (RFC 8446 section 4.2.7).
 *
 * @param code the IANA value, 0x0000 to 0xffff; unknown ones are legal and print as hex
 */
public record NamedGroup(int code) implements WireCode {
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

  @Override
  public String name() {
    return isGrease() ? WireCode.GREASE : NAMES.name(code).orElseGet(this::hex);
  }

  @Override
  public String toString() {
    return name();
  }
}
