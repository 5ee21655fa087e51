package dev.tlsdiag.proxy.core.cilium;

import dev.tlsdiag.mesh.policy.Ruling.TlsSource;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.HashMap;
import java.util.Map;

/** What the secrets hold that policies name. Never shows a key. */
public final class PolicySecrets {
  public static final PolicySecrets NONE = new PolicySecrets(Map.of(), Map.of());

  private final Map<String, Credential> certificates = new HashMap<>();
  private final Map<String, TrustAnchors> authorities = new HashMap<>();

  /** Those that are there and good. */
  public PolicySecrets(
      Map<TlsSource, Credential> terminating, Map<TlsSource, TrustAnchors> originating) {
    terminating.forEach((source, credential) -> certificates.put(certificate(source), credential));
    originating.forEach((source, anchors) -> authorities.put(authority(source), anchors));
  }

  /** No host has such a name. */
  static String certificate(TlsSource source) {
    return "secret " + source.secret() + " " + source.certificate() + " " + source.privateKey();
  }

  static String authority(TlsSource source) {
    return "secret " + source.secret() + " " + source.trustedCa();
  }

  Map<String, Credential> certificates() {
    return Map.copyOf(certificates);
  }

  Map<String, TrustAnchors> authorities() {
    return Map.copyOf(authorities);
  }

  boolean hasCertificate(TlsSource source) {
    return certificates.containsKey(certificate(source));
  }

  @Override
  public String toString() {
    return "%d certificates, %d bundles".formatted(certificates.size(), authorities.size());
  }
}
