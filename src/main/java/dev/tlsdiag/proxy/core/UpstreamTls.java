package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ProtocolVersion;
import java.util.List;
import java.util.Optional;

/**
 * How the proxy opens its own TLS connections.
 *
 * @param verifyChain whether the server's chain has to lead to a trusted authority
 * @param verifyName whether its certificate has to be for the name; see {@link #sni} for which
 * @param alpn protocols offered: empty means the client's own offer as far as the proxy speaks it,
 *     an empty list means no ALPN extension
 * @param minVersion lowest version offered, TLS 1.0 to 1.3
 * @param maxVersion highest version offered
 * @param ciphers names as registered by IANA; empty for the library's own choice
 * @param groups names as registered by IANA ({@code x25519}, {@code secp256r1} …); empty likewise
 * @param reuseSessions whether sessions are resumed; a resumed handshake can hide what a full one
 *     would show
 * @param renegotiates whether a server may ask for another handshake in TLS 1.2
 */
public record UpstreamTls(
    SniPolicy sni,
    boolean verifyChain,
    boolean verifyName,
    Optional<List<String>> alpn,
    ProtocolVersion minVersion,
    ProtocolVersion maxVersion,
    List<String> ciphers,
    List<String> groups,
    boolean reuseSessions,
    boolean renegotiates) {
  /** Keeps the name, verifies everything, offers what the client offers. */
  public static final UpstreamTls FAITHFUL =
      new UpstreamTls(
          new SniPolicy.Auto(),
          true,
          true,
          Optional.empty(),
          ProtocolVersion.TLS_1_2,
          ProtocolVersion.TLS_1_3,
          List.of(),
          List.of(),
          false);

  public UpstreamTls {
    requireNonNull(sni, "sni is null");
    alpn = alpn.map(List::copyOf);
    requireNonNull(minVersion, "minVersion is null");
    requireNonNull(maxVersion, "maxVersion is null");
    ciphers = List.copyOf(ciphers);
    groups = List.copyOf(groups);
  }

  /** One that renegotiates, as most do. */
  public UpstreamTls(
      SniPolicy sni,
      boolean verifyChain,
      boolean verifyName,
      Optional<List<String>> alpn,
      ProtocolVersion minVersion,
      ProtocolVersion maxVersion,
      List<String> ciphers,
      List<String> groups,
      boolean reuseSessions) {
    this(
        sni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuseSessions,
        true);
  }

  public UpstreamTls with(SniPolicy newSni) {
    return new UpstreamTls(
        newSni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuseSessions,
        renegotiates);
  }

  public UpstreamTls withVerification(boolean chain, boolean name) {
    return new UpstreamTls(
        sni,
        chain,
        name,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuseSessions,
        renegotiates);
  }

  public UpstreamTls withAlpn(Optional<List<String>> newAlpn) {
    return new UpstreamTls(
        sni,
        verifyChain,
        verifyName,
        newAlpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuseSessions,
        renegotiates);
  }

  public UpstreamTls withVersions(ProtocolVersion min, ProtocolVersion max) {
    return new UpstreamTls(
        sni, verifyChain, verifyName, alpn, min, max, ciphers, groups, reuseSessions, renegotiates);
  }

  public UpstreamTls withCiphers(List<String> newCiphers) {
    return new UpstreamTls(
        sni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        newCiphers,
        groups,
        reuseSessions,
        renegotiates);
  }

  public UpstreamTls withGroups(List<String> newGroups) {
    return new UpstreamTls(
        sni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        newGroups,
        reuseSessions,
        renegotiates);
  }

  public UpstreamTls withSessions(boolean reuse) {
    return new UpstreamTls(
        sni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuse,
        renegotiates);
  }

  public UpstreamTls withRenegotiation(boolean newRenegotiates) {
    return new UpstreamTls(
        sni,
        verifyChain,
        verifyName,
        alpn,
        minVersion,
        maxVersion,
        ciphers,
        groups,
        reuseSessions,
        newRenegotiates);
  }
}
