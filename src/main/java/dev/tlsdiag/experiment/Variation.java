package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * One thing done otherwise on a hop, whoever makes its ClientHello.
 *
 * @param text in words, to stand behind the name of the hop; empty where nothing is changed
 * @param client what our own client does otherwise
 * @param proxy what the built-in proxy does otherwise
 * @param trust whom the built-in proxy trusts instead
 * @param certificate what the built-in proxy shows to servers that ask, instead
 */
record Variation(
    String text,
    UnaryOperator<TlsOptions> client,
    UnaryOperator<UpstreamTls> proxy,
    Optional<TrustAnchors> trust,
    Optional<Credential> certificate) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  static final Variation NONE = of("", tls -> tls, tls -> tls);

  Variation {
    requireNonNull(text, "text is null");
    requireNonNull(client, "client is null");
    requireNonNull(proxy, "proxy is null");
    requireNonNull(trust, "trust is null");
    requireNonNull(certificate, "certificate is null");
  }

  /**
   * The request to send. An experiment must not order twice: what may change something (RFC 9110
   * section 9.2.1) is asked about with HEAD.
   */
  ReplayRequest request(ReplayRequest asked) {
    boolean harmless = text.isEmpty() || SAFE.contains(asked.method());
    return harmless
        ? asked
        : new ReplayRequest("HEAD", asked.url(), asked.headers(), Optional.empty());
  }

  static Variation withName(String name) {
    return of(
        "with server_name " + name,
        tls -> tls.with().serverName(ServerName.of(name)).build(),
        tls -> tls.with(new SniPolicy.Fixed(name)));
  }

  static Variation withoutName() {
    return of(
        "without server_name",
        tls -> tls.with().serverName(ServerName.NONE).build(),
        tls -> tls.with(new SniPolicy.None()));
  }

  /** Offers these protocols; an empty list sends no ALPN extension. */
  static Variation alpn(List<String> protocols) {
    return of(
        protocols.isEmpty() ? "without ALPN" : "with ALPN " + String.join(", ", protocols),
        tls -> tls.with().alpn(protocols).build(),
        tls -> tls.withAlpn(Optional.of(protocols)));
  }

  /** Offers the versions of TLS from this one to that. */
  static Variation versions(ProtocolVersion min, ProtocolVersion max) {
    return of(
        "with " + (min.equals(max) ? max.name() : min.name() + " to " + max.shortText()),
        tls -> tls.with().minVersion(min).maxVersion(max).build(),
        // A list of suites may be without any for the other version.
        tls -> tls.withVersions(min, max).withCiphers(List.of()));
  }

  static Variation trusting(TrustAnchors anchors) {
    return new Variation(
        "trusting " + anchors.name(),
        tls -> tls.with().anchors(anchors).build(),
        tls -> tls,
        Optional.of(anchors),
        Optional.empty());
  }

  static Variation withCertificate(Credential own) {
    return new Variation(
        "with the client's certificate",
        tls -> tls.with().credential(own).build(),
        tls -> tls,
        Optional.empty(),
        Optional.of(own));
  }

  static Variation withoutCertificate() {
    return of(
        "without the client certificate", tls -> tls.with().noCredential().build(), tls -> tls);
  }

  private static Variation of(
      String text, UnaryOperator<TlsOptions> client, UnaryOperator<UpstreamTls> proxy) {
    return new Variation(text, client, proxy, Optional.empty(), Optional.empty());
  }
}
