package dev.tlsdiag.x509;

/** The kinds of keys that certificates are issued for. */
public enum KeyType {
  EC_P256("ec-p256"),
  EC_P384("ec-p384"),
  RSA_2048("rsa-2048"),
  RSA_3072("rsa-3072"),
  RSA_4096("rsa-4096");

  private final String label;

  KeyType(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }
}
