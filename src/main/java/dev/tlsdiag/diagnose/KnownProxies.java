package dev.tlsdiag.diagnose;

import java.util.Map;
import java.util.Set;

/**
 * In which fields of the ClientHello a proxy at its defaults differs from most clients: such a
 * difference is there whether or not anything fails.
 */
final class KnownProxies {
  private static final Set<String> ENVOY = Set.of("alpn", "supported_versions", "groups");
  private static final Map<String, Set<String>> CHANGES =
      Map.of(
          "envoy", ENVOY,
          "cilium", ENVOY,
          "cilium-before-sni-fix", ENVOY,
          "istio-sidecar", ENVOY,
          "nginx", Set.of("alpn", "supported_versions"),
          "haproxy", Set.of("alpn"),
          "mitmproxy", Set.of("alpn"));

  private KnownProxies() {}

  /**
   * Whether a product's hellos differ in this field at its defaults.
   *
   * @param product named like the built-in proxy's profile
   */
  static boolean changes(String product, String field) {
    return CHANGES.getOrDefault(product, Set.of()).contains(field);
  }
}
