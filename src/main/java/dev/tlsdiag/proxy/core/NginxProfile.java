package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * nginx 1.22 with {@code proxy_pass https://…} and nothing else said: proxy_ssl_server_name and
 * proxy_ssl_verify are off, proxy_ssl_protocols ends with TLS 1.2, and sessions are reused.
 *
 * <p>Of its cipher suites those that BoringSSL has. It speaks HTTP/1.0 to its upstream; the proxy
 * here does not follow it in that.
 */
final class NginxProfile {
  private static final String VERSION = "nginx/1.22.1";

  private static final List<String> CIPHERS =
      List.of(
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
          "nginx",
          "proxy_pass at its defaults: no name, no ALPN, TLS 1.2, nothing verified",
          new UpstreamTls(
              new SniPolicy.None(),
              false,
              false,
              Optional.of(List.of()),
              ProtocolVersion.TLS_1_0,
              ProtocolVersion.TLS_1_2,
              CIPHERS,
              List.of("x25519", "secp256r1", "secp521r1", "secp384r1"),
              true),
          List.of("http/1.1"),
          NginxProfile::reply,
          Duration.ofSeconds(60),
          true,
          1);

  private NginxProfile() {}

  private static LocalReply reply(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case CONNECT_TIMEOUT, TLS_TIMEOUT, RESPONSE_TIMEOUT -> page(504, "Gateway Time-out");
      case RESOLVE,
          CONNECT,
          TUNNEL,
          TLS_ALERT,
          CERTIFICATE,
          TLS,
          TLS_CLOSED,
          CLOSED,
          RESET,
          PROTOCOL ->
          page(502, "Bad Gateway");
      case OVERLOAD -> page(500, "Internal Server Error");
    };
  }

  private static LocalReply page(int status, String reason) {
    String title = status + " " + reason;
    String body =
        """
        <html>
        <head><title>%s</title></head>
        <body>
        <center><h1>%s</h1></center>
        <hr><center>%s</center>
        </body>
        </html>
        """
            .formatted(title, title, VERSION)
            .replace("\n", "\r\n");
    List<Header> headers =
        List.of(new Header("Server", VERSION), new Header("Content-Type", "text/html"));
    return new LocalReply(status, reason, headers, body);
  }
}
