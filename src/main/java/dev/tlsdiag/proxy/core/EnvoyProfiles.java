package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tls.ProtocolVersion;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Envoy at its defaults, and the two meshes built on it.
 *
 * <p>As a client Envoy speaks TLS 1.2 only, offers the one ALPN protocol of its connection pool,
 * and verifies nothing where no trusted_ca is configured. Its connect timeout covers the handshake.
 */
final class EnvoyProfiles {
  private static final List<String> CIPHERS =
      List.of(
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384");

  /** A session is kept per connection pool (max_session_keys is 1); allow_renegotiation is off. */
  private static final UpstreamTls TLS =
      new UpstreamTls(
              new SniPolicy.None(),
              false,
              false,
              Optional.of(List.of("http/1.1")),
              ProtocolVersion.TLS_1_2,
              ProtocolVersion.TLS_1_2,
              CIPHERS,
              List.of("x25519", "secp256r1"),
              true)
          .withRenegotiation(false);

  static final Profile ENVOY =
      profile(
          "envoy",
          "a cluster without sni and trusted_ca: no name, nothing verified, TLS 1.2",
          TLS,
          failure -> EnvoyReplies.today(failure, "envoy", /* retried= */ false),
          Duration.ofSeconds(5),
          1);

  /** The proxy of 2022, which lost the name: four attempts, and the wording of that Envoy. */
  static final Profile CILIUM_BEFORE_SNI_FIX =
      profile(
          "cilium-before-sni-fix",
          "policy interception of early 2022: the client's name is lost",
          TLS.withVerification(true, false),
          failure -> EnvoyReplies.of2022(failure, "envoy"),
          Duration.ofSeconds(1),
          4);

  /** The name the pod sent goes on to the server, and is what its certificate is checked for. */
  static final Profile CILIUM =
      profile(
          "cilium",
          "policy interception today: the client's name is passed on and verified",
          TLS.with(new SniPolicy.Auto()).withVerification(true, true),
          failure -> EnvoyReplies.today(failure, "envoy", /* retried= */ true),
          Duration.ofSeconds(2),
          4);

  /** TLS origination in mode SIMPLE with auto_sni. */
  static final Profile ISTIO_SIDECAR =
      profile(
          "istio-sidecar",
          "TLS origination in mode SIMPLE: the name is the Host header's",
          TLS.with(new SniPolicy.Host())
              .withVerification(true, true)
              .withVersions(ProtocolVersion.TLS_1_2, ProtocolVersion.TLS_1_3),
          failure -> EnvoyReplies.today(failure, "istio-envoy", /* retried= */ true),
          Duration.ofSeconds(10),
          3);

  private EnvoyProfiles() {}

  private static Profile profile(
      String name,
      String summary,
      UpstreamTls tls,
      Function<UpstreamFailure, LocalReply> replies,
      Duration connectTimeout,
      int attempts) {
    return new Profile(name, summary, tls, List.of(), replies, connectTimeout, true, attempts);
  }
}
