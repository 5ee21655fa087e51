package dev.tlsdiag.diagnose;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * In which fields of the ClientHello a proxy at its defaults differs from most clients: such a
 * difference is there whether or not anything fails.
 */
final class KnownProxies {
  private static final Habit ENVOY =
      new Habit("Envoy", Set.of("alpn", "supported_versions", "groups"));
  private static final Map<String, Habit> HABITS =
      Map.of(
          "envoy", ENVOY,
          "cilium", ENVOY,
          "cilium-before-sni-fix", ENVOY,
          "istio-sidecar", ENVOY,
          "nginx", new Habit("nginx", Set.of("alpn", "supported_versions")),
          "haproxy", new Habit("HAProxy", Set.of("alpn")),
          "mitmproxy", new Habit("mitmproxy", Set.of("alpn")));

  private KnownProxies() {}

  private record Habit(String product, Set<String> fields) {}

  /**
   * The product whose hellos differ in this field at its defaults.
   *
   * @param name as the built-in proxy's profile is called
   */
  static Optional<String> changing(String name, String field) {
    return Optional.ofNullable(HABITS.get(name))
        .filter(habit -> habit.fields().contains(field))
        .map(Habit::product);
  }
}
