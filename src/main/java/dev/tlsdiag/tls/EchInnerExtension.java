package dev.tlsdiag.tls;

/**
 * {@code encrypted_client_hello} of an inner ClientHello (RFC 9849 section 5): a mark without
 * content.
 */
public record EchInnerExtension() implements ExtensionBody {
  @Override
  public String summary() {
    return "inner";
  }
}
