package dev.tlsdiag.proxy.core;

import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * mitmproxy 8.1 in its regular mode: passes the name and the ALPN protocols of the client on, and
 * verifies the server. It waits for a connection as long as the kernel does.
 *
 * <p>Of its cipher suites those that BoringSSL has.
 */
final class MitmproxyProfile {
  private static final String VERSION = "mitmproxy 8.1.1";

  private static final Pattern ALERT = Pattern.compile("alert:? (?:\\d+ )?([a-z_]{5,})");

  private static final List<String> CIPHERS =
      List.of(
          "TLS_AES_256_GCM_SHA384",
          "TLS_CHACHA20_POLY1305_SHA256",
          "TLS_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256",
          "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA",
          "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA",
          "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA",
          "TLS_RSA_WITH_AES_128_GCM_SHA256",
          "TLS_RSA_WITH_AES_256_GCM_SHA384",
          "TLS_RSA_WITH_AES_128_CBC_SHA",
          "TLS_RSA_WITH_AES_256_CBC_SHA");

  static final Profile PROFILE =
      new Profile(
          "mitmproxy",
          "passes name and ALPN on, verifies the server, explains itself on a page",
          new UpstreamTls(
              new SniPolicy.Auto(),
              true,
              true,
              Optional.empty(),
              ProtocolVersion.TLS_1_2,
              ProtocolVersion.TLS_1_3,
              CIPHERS,
              List.of("x25519", "secp256r1", "secp521r1", "secp384r1"),
              false),
          List.of("h2", "http/1.1"),
          MitmproxyProfile::reply,
          Duration.ofSeconds(127),
          false,
          1);

  private MitmproxyProfile() {}

  private static LocalReply reply(UpstreamFailure failure) {
    String title = "502 Bad Gateway";
    String body =
        """
        <html>
        <head>
            <title>%s</title>
        </head>
        <body>
            <h1>%s</h1>
            <p>%s</p>
        </body>
        </html>"""
            .formatted(title, title, html(message(failure)));
    List<Header> headers =
        List.of(new Header("Server", VERSION), new Header("Content-Type", "text/html"));
    return new LocalReply(502, "Bad Gateway", headers, body);
  }

  private static String message(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case TLS_ALERT -> openSsl(alert(failure.detail()));
      case CERTIFICATE -> "Certificate verify failed: " + failure.detail();
      case TLS -> "The remote server does not speak TLS.";
      case TLS_CLOSED -> "connection closed";
      case CLOSED, RESET -> "server closed connection";
      case CONNECT -> "[Errno 111] Connect call failed";
      case CONNECT_TIMEOUT, TLS_TIMEOUT, RESPONSE_TIMEOUT -> "[Errno 110] Connection timed out";
      case RESOLVE -> "[Errno -2] Name or service not known";
      case TUNNEL, PROTOCOL, OVERLOAD -> failure.detail();
    };
  }

  private static String openSsl(String reason) {
    return "OpenSSL Error([('SSL routines', '', '" + reason + "')])";
  }

  /** In OpenSSL's words: those of alerts that came with TLS begin with its version. */
  private static String alert(String detail) {
    Matcher alert = ALERT.matcher(detail.toLowerCase(Locale.ROOT));
    if (!alert.find()) {
      return detail;
    }
    String words = alert.group(1).replace('_', ' ');
    return switch (words) {
      case "unrecognized name", "unsupported extension" -> "tlsv1 " + words;
      case "handshake failure",
          "bad certificate",
          "certificate unknown",
          "certificate expired",
          "certificate revoked",
          "unsupported certificate",
          "illegal parameter",
          "unexpected message",
          "bad record mac" ->
          "sslv3 alert " + words;
      default -> "tlsv1 alert " + words;
    };
  }

  private static String html(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#x27;");
  }
}
