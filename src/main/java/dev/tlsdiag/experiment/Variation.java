package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.proxy.core.SniPolicy;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ServerName;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.TrustAnchors;
import java.net.URI;
import java.util.ArrayList;
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
 * @param asked what is asked for otherwise
 */
record Variation(
    String text,
    UnaryOperator<TlsOptions> client,
    UnaryOperator<UpstreamTls> proxy,
    Optional<TrustAnchors> trust,
    Optional<Credential> certificate,
    UnaryOperator<ReplayRequest> asked) {
  private static final Set<String> SAFE = Set.of("GET", "HEAD", "OPTIONS", "TRACE");

  static final Variation NONE = of("", tls -> tls, tls -> tls);

  Variation {
    requireNonNull(text, "text is null");
    requireNonNull(client, "client is null");
    requireNonNull(proxy, "proxy is null");
    requireNonNull(trust, "trust is null");
    requireNonNull(certificate, "certificate is null");
    requireNonNull(asked, "asked is null");
  }

  /**
   * The request to send. An experiment must not order twice: what may change something (RFC 9110
   * section 9.2.1) is asked about with HEAD.
   */
  ReplayRequest request(ReplayRequest usual) {
    boolean harmless = text.isEmpty() || SAFE.contains(usual.method());
    ReplayRequest safe =
        harmless
            ? usual
            : new ReplayRequest("HEAD", usual.url(), usual.headers(), Optional.empty());
    return asked.apply(safe);
  }

  /** Asks for this Host at the same address. */
  static Variation withHost(String host) {
    return asking(
        "with Host " + host,
        request -> {
          List<HttpExchange.Header> headers = new ArrayList<>();
          headers.add(new HttpExchange.Header("Host", host));
          request.headers().stream()
              .filter(header -> !header.name().equalsIgnoreCase("Host"))
              .forEach(headers::add);
          return new ReplayRequest(request.method(), request.url(), headers, request.body());
        });
  }

  /** Asks for this host on a connection that is made for it. */
  static Variation toHost(String host) {
    return asking(
        "on a connection made for " + host,
        request ->
            new ReplayRequest(
                request.method(),
                with(request.url(), request.url().getScheme(), host, request.port()),
                request.headers(),
                request.body()));
  }

  /** By https in the place of http, at the same port. */
  static Variation overTls() {
    return asking(
        "over TLS",
        request ->
            new ReplayRequest(
                request.method(),
                with(request.url(), "https", request.host(), request.port()),
                request.headers(),
                request.body()));
  }

  static Variation onceMore() {
    return asking("again at once", request -> request);
  }

  static Variation unchanged() {
    return asking("as it was", request -> request);
  }

  private static URI with(URI url, String scheme, String host, int port) {
    String name = host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    String query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
    String path = url.getRawPath() == null ? "" : url.getRawPath();
    return URI.create("%s://%s:%d%s%s".formatted(scheme, name, port, path, query));
  }

  private static Variation asking(String text, UnaryOperator<ReplayRequest> asked) {
    return new Variation(text, tls -> tls, tls -> tls, Optional.empty(), Optional.empty(), asked);
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
        Optional.empty(),
        request -> request);
  }

  static Variation withCertificate(Credential own) {
    return new Variation(
        "with the client's certificate",
        tls -> tls.with().credential(own).build(),
        tls -> tls,
        Optional.empty(),
        Optional.of(own),
        request -> request);
  }

  static Variation withoutCertificate() {
    return of(
        "without the client certificate", tls -> tls.with().noCredential().build(), tls -> tls);
  }

  private static Variation of(
      String text, UnaryOperator<TlsOptions> client, UnaryOperator<UpstreamTls> proxy) {
    return new Variation(
        text, client, proxy, Optional.empty(), Optional.empty(), request -> request);
  }
}
