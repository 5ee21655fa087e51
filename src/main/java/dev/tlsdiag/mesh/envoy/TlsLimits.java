package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * Which TLS Envoy speaks on one side.
 *
 * @param lowest {@code TLSv1_0} to {@code TLSv1_3}, as configured or by default
 * @param highest the same
 * @param configured whether either is said in the configuration
 * @param cipherSuites as configured; none for Envoy's own choice
 * @param groups {@code ecdh_curves} as configured; none for Envoy's own choice
 */
public record TlsLimits(
    String lowest,
    String highest,
    boolean configured,
    List<String> cipherSuites,
    List<String> groups) {
  private static final String AUTO = "TLS_AUTO";

  public TlsLimits {
    requireNonNull(lowest, "lowest is null");
    requireNonNull(highest, "highest is null");
    cipherSuites = List.copyOf(cipherSuites);
    groups = List.copyOf(groups);
  }

  /** As a client Envoy speaks TLS 1.2 and nothing else unless it is told to. */
  static TlsLimits ofClient(Json common) {
    return of(common.at("tls_params"), "TLSv1_2");
  }

  static TlsLimits ofServer(Json common) {
    return of(common.at("tls_params"), "TLSv1_3");
  }

  private static TlsLimits of(Json parameters, String highestByDefault) {
    String lowest = parameters.text("tls_minimum_protocol_version").orElse(AUTO);
    String highest = parameters.text("tls_maximum_protocol_version").orElse(AUTO);
    return new TlsLimits(
        lowest.equals(AUTO) ? "TLSv1_2" : lowest,
        highest.equals(AUTO) ? highestByDefault : highest,
        !lowest.equals(AUTO) || !highest.equals(AUTO),
        parameters.texts("cipher_suites"),
        parameters.texts("ecdh_curves"));
  }

  /** The lowest is above the highest: no ClientHello can be sent. */
  public boolean isEmpty() {
    return lowest.compareTo(highest) > 0;
  }

  /** {@code TLS 1.2}, {@code TLS 1.2-1.3}. */
  public String label() {
    String from = number(lowest);
    String to = number(highest);
    return from.equals(to) ? "TLS " + from : "TLS " + from + "-" + to;
  }

  private static String number(String version) {
    return version.startsWith("TLSv") ? version.substring(4).replace('_', '.') : version;
  }
}
