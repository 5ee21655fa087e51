package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How a cluster talks to its servers: one transport socket, what is wrapped around it taken off.
 *
 * @param match {@code transport_socket_matches}: the name of the match that chooses it, such as
 *     {@code tlsMode-istio}; empty of the one that is taken where no other matches
 * @param wrappers around it, outermost first: {@code upstream_proxy_protocol}, {@code tap}
 * @param name as configured: {@code envoy.transport_sockets.tls}; empty text where none is
 * @param sni the fixed one
 * @param autoHostSni SNI is the endpoint's host name
 * @param autoSniSanValidation the certificate must have the name that was sent as SNI
 * @param check how the server's certificate is verified
 * @param certificates of Envoy as a client
 * @param at the transport socket, or the cluster where none is configured
 */
public record UpstreamTransport(
    Optional<String> match,
    Kind kind,
    List<String> wrappers,
    String name,
    Optional<String> sni,
    boolean autoHostSni,
    boolean autoSniSanValidation,
    PeerCheck check,
    TlsLimits limits,
    List<String> alpn,
    List<Material> certificates,
    Evidence.ConfigLine at) {
  /** What is spoken. */
  public enum Kind {
    PLAINTEXT("plaintext"),
    TLS("tls"),
    /** Cilium's: TLS as the network policy says, for each connection anew. */
    CILIUM_TLS("tls_wrapper"),
    QUIC("quic"),
    /** Not known to this program. */
    OTHER("unknown");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** More are not nested by anybody. */
  private static final int MOST_WRAPPERS = 8;

  public UpstreamTransport {
    requireNonNull(match, "match is null");
    requireNonNull(kind, "kind is null");
    wrappers = List.copyOf(wrappers);
    requireNonNull(name, "name is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(check, "check is null");
    requireNonNull(limits, "limits is null");
    alpn = List.copyOf(alpn);
    certificates = List.copyOf(certificates);
    requireNonNull(at, "at is null");
  }

  public boolean isTls() {
    return switch (kind) {
      case TLS, CILIUM_TLS, QUIC -> true;
      case PLAINTEXT, OTHER -> false;
    };
  }

  /** {@code tls}, {@code tlsMode-istio: tls}, {@code unknown (acme.sockets.x)}. */
  public String label() {
    String what = kind == Kind.OTHER ? kind.label() + " (" + name + ")" : kind.label();
    return match.map(found -> found + ": " + what).orElse(what);
  }

  /** The sockets of a cluster: those that are chosen by metadata, then the one for the rest. */
  static List<UpstreamTransport> ofCluster(Json cluster) {
    List<UpstreamTransport> all = new ArrayList<>();
    cluster
        .each("transport_socket_matches")
        .forEach(
            match ->
                all.add(
                    of(
                        match.at("transport_socket"),
                        Optional.of(match.text("name").orElse("unnamed")))));
    Json own = cluster.at("transport_socket");
    Json old = cluster.at("tls_context"); // until Envoy 1.14
    if (!own.present() && old.present()) {
      all.add(tls("tls_context", Kind.TLS, List.of(), old, Optional.empty(), old.place()));
    } else {
      all.add(of(own, Optional.empty()));
    }
    return all;
  }

  private static UpstreamTransport of(Json socket, Optional<String> match) {
    Json inner = socket;
    List<String> wrappers = new ArrayList<>();
    while (inner.has("typed_config")
        && inner.at("typed_config", "transport_socket").isObject()
        && wrappers.size() < MOST_WRAPPERS) {
      wrappers.add(lastPart(inner.textOrEmpty("name")));
      inner = inner.at("typed_config", "transport_socket");
    }
    Json config = inner.at("typed_config");
    String name = inner.textOrEmpty("name");
    Kind kind = kind(inner, config.type(), lastPart(name));
    Json context = config.has("upstream_tls_context") ? config.at("upstream_tls_context") : config;
    return tls(name, kind, wrappers, context, match, socket.place());
  }

  private static Kind kind(Json socket, String type, String name) {
    if (!socket.present()) {
      return Kind.PLAINTEXT;
    }
    return switch (type.isEmpty() ? name : type) {
      case "UpstreamTlsContext", "tls", "StartTlsConfig", "UpstreamStartTlsConfig", "starttls" ->
          Kind.TLS;
      case "UpstreamTlsWrapperContext", "tls_wrapper" -> Kind.CILIUM_TLS;
      case "QuicUpstreamTransport", "quic" -> Kind.QUIC;
      case "RawBuffer", "raw_buffer" -> Kind.PLAINTEXT;
      default -> Kind.OTHER;
    };
  }

  private static UpstreamTransport tls(
      String name,
      Kind kind,
      List<String> wrappers,
      Json context,
      Optional<String> match,
      Evidence.ConfigLine at) {
    Json startTls = context.at("tls_socket_config");
    Json tls = startTls.present() ? startTls : context;
    Json common = tls.at("common_tls_context");
    return new UpstreamTransport(
        match,
        kind,
        wrappers,
        name,
        tls.text("sni"),
        tls.truth("auto_host_sni"),
        tls.truth("auto_sni_san_validation"),
        PeerCheck.of(common),
        TlsLimits.ofClient(common),
        common.texts("alpn_protocols"),
        certificates(common),
        at);
  }

  /** Those that Envoy itself presents, of a {@code CommonTlsContext}. */
  static List<Material> certificates(Json common) {
    List<Material> certificates = new ArrayList<>();
    common
        .each("tls_certificates")
        .forEach(
            one -> Material.ofDataSource(one.at("certificate_chain")).ifPresent(certificates::add));
    common
        .each("tls_certificate_sds_secret_configs")
        .forEach(one -> Material.ofSecret(one).ifPresent(certificates::add));
    Json provider = common.at("tls_certificate_provider_instance");
    if (provider.present()) {
      String instance = provider.textOrEmpty("instance_name");
      certificates.add(new Material(Material.Kind.PROVIDER, instance, -1, provider.place()));
    }
    return certificates;
  }

  private static String lastPart(String name) {
    return name.substring(name.lastIndexOf('.') + 1);
  }
}
