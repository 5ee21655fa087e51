package dev.tlsdiag.mesh.istio;

/** Rulings as sentences. */
final class IstioWords {
  private IstioWords() {}

  /** Where it goes. */
  static String destination(OutboundRuling ruling) {
    String cluster = ruling.cluster().map(IstioName::cluster).orElse("no cluster");
    return switch (ruling.fate()) {
      case FORWARDED -> "the client's sidecar sends it to %s%s".formatted(cluster, route(ruling));
      case BLOCKED -> "the client's sidecar answers 502 without a body%s".formatted(route(ruling));
      case NO_ROUTE -> "the client's sidecar answers 404 (NR route_not_found)";
      case NO_CLUSTER ->
          "the client's sidecar answers 503: there is no cluster %s".formatted(cluster);
      case CLOSED -> "the client's sidecar closes the connection: " + cluster;
      case NOT_HTTP -> "the client's sidecar expects HTTP, answers 400 and closes";
    };
  }

  private static String route(OutboundRuling ruling) {
    return ruling.route().equals("-") ? "" : ", route " + ruling.route();
  }

  /** How it speaks there. */
  static String tls(UpstreamTls tls) {
    String name =
        tls.sni().map(sni -> "server_name " + sni).orElse("no server_name")
            + switch (tls.source()) {
              case FIXED -> " (as written in sni)";
              case HOST -> " (from the Host)";
              case MESH -> " (the mesh's own)";
              case CLIENT -> " (the client's)";
              case NONE -> "";
            };
    return switch (tls.mode()) {
      case UNTOUCHED ->
          tls.sni().isPresent()
              ? "the client's own TLS is passed on, with " + name
              : "the bytes are passed on as they came; no TLS is added";
      case DROPPED -> "in the clear, although TLS was asked for";
      case SIMPLE, MUTUAL ->
          "the sidecar begins TLS (%s) with %s; %s".formatted(tls.mode().name(), name, check(tls));
      case MESH -> "the sidecars speak mutual TLS, with " + name;
      case BY_ENDPOINT ->
          "to pods with a sidecar in mutual TLS with %s, to others in the clear".formatted(name);
    };
  }

  private static String check(UpstreamTls tls) {
    return switch (tls.check()) {
      case NAMES -> "the certificate has to be for " + String.join(" or ", tls.names());
      case HOST ->
          "the certificate has to be for %s, as the Host"
              .formatted(String.join(" or ", tls.names()));
      case IDENTITY -> "the certificate has to be of the mesh";
      case AUTHORITY_ALONE -> "the certificate may be for any name: only its issuer is checked";
      case NOTHING -> "the certificate is not checked";
      case NOT_OURS -> "no certificate is checked";
    };
  }
}
