package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * HAProxy 2.6 with {@code server … ssl}: without {@code sni} no name is sent and none verified, and
 * the chain is, against its ca-file. Three retries, each a second or more after a refusal; {@code
 * timeout connect} (5 s in its samples) covers the handshake.
 *
 * <p>Of its cipher suites those that BoringSSL has.
 */
final class HaproxyProfile {
  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_CBC_SHA");

  static final Profile PROFILE =
      new Profile(
          "haproxy",
          "a server line with ssl alone: no name, no ALPN, chain verified",
          new UpstreamTls(
              new SniPolicy.None(),
              true,
              false,
              Optional.of(List.of()),
              ProtocolVersion.TLS_1_0,
              ProtocolVersion.TLS_1_3,
              CIPHERS,
              List.of("x25519", "secp256r1", "secp521r1", "secp384r1"),
              true),
          List.of(),
          HaproxyProfile::reply,
          Duration.ofSeconds(5),
          true,
          4);

  private HaproxyProfile() {}

  private static LocalReply reply(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case RESOLVE,
          CONNECT,
          CONNECT_TIMEOUT,
          TUNNEL,
          TLS_ALERT,
          CERTIFICATE,
          TLS,
          TLS_CLOSED,
          TLS_TIMEOUT,
          OVERLOAD ->
          page(503, "Service Unavailable", "No server is available to handle this request.");
      case CLOSED, RESET, PROTOCOL ->
          page(502, "Bad Gateway", "The server returned an invalid or incomplete response.");
      case RESPONSE_TIMEOUT -> page(504, "Gateway Time-out", "The server didn't respond in time.");
    };
  }

  private static LocalReply page(int status, String reason, String sentence) {
    String body =
        "<html><body><h1>%d %s</h1>\n%s\n</body></html>\n".formatted(status, reason, sentence);
    List<Header> headers =
        List.of(new Header("cache-control", "no-cache"), new Header("content-type", "text/html"));
    return new LocalReply(status, reason, headers, body);
  }
}
