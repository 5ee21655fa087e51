package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.List;

/** A private key and the chain of certificates for it, leaf first. Never shows the key. */
public final class Credential {
  private final PrivateKey key;
  private final List<X509Certificate> chain;

  public Credential(PrivateKey key, List<X509Certificate> chain) {
    this.key = requireNonNull(key, "key is null");
    this.chain = List.copyOf(chain);
    if (this.chain.isEmpty()) {
      throw new IllegalArgumentException("a credential has no certificate");
    }
  }

  public PrivateKey key() {
    return key;
  }

  public List<X509Certificate> chain() {
    return chain;
  }

  public X509Certificate certificate() {
    return chain.get(0);
  }

  @Override
  public String toString() {
    return certificate().getSubjectX500Principal().getName();
  }
}
