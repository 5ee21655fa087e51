package dev.tlsdiag.mesh.istio;

import dev.tlsdiag.mesh.Resource;
import java.util.Locale;

/** Hosts as Istio's resources write them: short names, wildcards. */
public final class HostPattern {
  /** Of clusters whose administrator chose no other. */
  public static final String CLUSTER_DOMAIN = "svc.cluster.local";

  private HostPattern() {}

  /**
   * A name without a dot is one of the namespace of the resource that has it, not of the client.
   */
  public static String expanded(String host, Resource resource) {
    return expanded(host, IstioResources.namespace(resource));
  }

  static String expanded(String host, String namespace) {
    String lower = host.toLowerCase(Locale.ROOT);
    return lower.contains(".") || lower.equals("*") || lower.isEmpty()
        ? lower
        : lower + "." + namespace + "." + CLUSTER_DOMAIN;
  }

  public static boolean isWildcard(String pattern) {
    return pattern.startsWith("*");
  }

  /** Whether the pattern, expanded and in lower case, is for this host. */
  public static boolean matches(String pattern, String host) {
    String lower = host.toLowerCase(Locale.ROOT);
    if (!isWildcard(pattern)) {
      return pattern.equals(lower);
    }
    return lower.length() > pattern.length() - 1 && lower.endsWith(pattern.substring(1));
  }

  /** Whether every host of the one is a host of the other. */
  public static boolean within(String narrow, String wide) {
    if (wide.equals("*") || narrow.equals(wide)) {
      return true;
    }
    return isWildcard(wide)
        && narrow.endsWith(wide.substring(1))
        && narrow.length() >= wide.length();
  }

  /** Of two that match, the greater is the one that counts: exact ones, then long ones. */
  static int weight(String pattern) {
    return isWildcard(pattern) ? pattern.length() : 1_000 + pattern.length();
  }
}
