package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.List;

/**
 * TLS that a listener ends.
 *
 * @param cilium the certificate comes from the network policy, for each connection anew
 * @param certificates that it presents
 * @param requiresClientCertificate a client without one is turned away
 * @param requiresSni a client without server_name is turned away
 * @param check how a client's certificate is verified
 */
public record DownstreamTls(
    boolean cilium,
    List<Material> certificates,
    boolean requiresClientCertificate,
    boolean requiresSni,
    PeerCheck check,
    TlsLimits limits,
    List<String> alpn,
    Evidence.ConfigLine at) {
  public DownstreamTls {
    certificates = List.copyOf(certificates);
    requireNonNull(check, "check is null");
    requireNonNull(limits, "limits is null");
    alpn = List.copyOf(alpn);
    requireNonNull(at, "at is null");
  }

  static DownstreamTls of(Json socket) {
    Json config = socket.at("typed_config");
    Json quic = config.at("downstream_tls_context");
    Json context = quic.present() ? quic : socket.has("typed_config") ? config : socket;
    Json common = context.at("common_tls_context");
    return new DownstreamTls(
        config.type().equals("DownstreamTlsWrapperContext")
            || socket.textOrEmpty("name").equals("cilium.tls_wrapper"),
        UpstreamTransport.certificates(common),
        context.truth("require_client_certificate"),
        context.truth("require_sni"),
        PeerCheck.of(common),
        TlsLimits.ofServer(common),
        common.texts("alpn_protocols"),
        socket.place());
  }
}
