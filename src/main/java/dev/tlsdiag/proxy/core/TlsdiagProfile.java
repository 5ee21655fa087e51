package dev.tlsdiag.proxy.core;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.time.Duration;
import java.util.List;

/** The proxy as itself: keeps everything, verifies everything, and says what went wrong. */
final class TlsdiagProfile {
  static final Profile PROFILE =
      new Profile(
          "tlsdiag",
          "keeps the client's name and offers, verifies the server",
          UpstreamTls.FAITHFUL,
          List.of("h2", "http/1.1"),
          TlsdiagProfile::reply,
          Duration.ofSeconds(10),
          true,
          1);

  private TlsdiagProfile() {}

  /** In ASCII, so that any client can show it. */
  private static LocalReply reply(UpstreamFailure failure) {
    int status = status(failure.kind());
    String body =
        """
        {"error":"no answer from the server","hop":"proxy -> server","step":"%s","reason":"%s",\
        "detail":"%s","waitedMs":%d,"by":"tlsdiag"}
        """
            .formatted(
                step(failure.kind()),
                failure.kind().label(),
                escaped(failure.detail()),
                failure.waited().toMillis());
    List<Header> headers =
        List.of(
            new Header("server", "tlsdiag"),
            new Header("content-type", "application/json"),
            new Header("cache-control", "no-store"));
    return new LocalReply(status, reason(status), headers, body);
  }

  private static int status(Kind kind) {
    return switch (kind) {
      case CONNECT_TIMEOUT, TLS_TIMEOUT, RESPONSE_TIMEOUT -> 504;
      case OVERLOAD -> 503;
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
          502;
    };
  }

  private static String reason(int status) {
    return switch (status) {
      case 503 -> "Service Unavailable";
      case 504 -> "Gateway Timeout";
      default -> "Bad Gateway";
    };
  }

  private static String step(Kind kind) {
    return switch (kind) {
      case RESOLVE -> "resolve";
      case CONNECT, CONNECT_TIMEOUT -> "connect";
      case TUNNEL -> "tunnel";
      case TLS_ALERT, CERTIFICATE, TLS, TLS_CLOSED, TLS_TIMEOUT -> "tls";
      case CLOSED, RESET, RESPONSE_TIMEOUT, PROTOCOL -> "http";
      case OVERLOAD -> "accept";
    };
  }

  private static String escaped(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"' || c == '\\') {
        out.append('\\').append(c);
      } else if (c < ' ' || c > '~') {
        out.append(String.format("\\u%04x", (int) c));
      } else {
        out.append(c);
      }
    }
    return out.toString();
  }
}
