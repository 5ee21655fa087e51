package dev.tlsdiag.proxy.core;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.trace.HttpExchange.Header;
import java.util.List;
import java.util.Locale;

/** What Envoy's router answers by itself where the server did not. */
final class EnvoyReplies {
  private static final String START = "upstream connect error or disconnect/reset before headers. ";

  private EnvoyReplies() {}

  /**
   * The wording since the split into local, remote and timeout (Envoy 1.27).
   *
   * @param server value of the Server header
   * @param retried whether connections that fail are tried again
   */
  static LocalReply today(UpstreamFailure failure, String server, boolean retried) {
    String again = retried && isRetried(failure.kind()) ? "retried and the latest " : "";
    return switch (failure.kind()) {
      case RESOLVE -> reply(503, server, "no healthy upstream");
      case CONNECT, TUNNEL ->
          reset(again + "reset reason: remote connection failure", connectReason(failure), server);
      case CONNECT_TIMEOUT, TLS_TIMEOUT ->
          reset(again + "reset reason: connection timeout", "", server);
      case TLS_ALERT, CERTIFICATE, TLS, TLS_CLOSED ->
          reset(
              again + "reset reason: remote connection failure",
              EnvoyTlsError.today(failure),
              server);
      case CLOSED -> reset(again + "reset reason: connection termination", "", server);
      case RESET -> reset(again + "reset reason: " + resetReason(failure), "", server);
      case RESPONSE_TIMEOUT -> reply(504, server, "upstream request timeout");
      case PROTOCOL -> reply(502, server, START + again + "reset reason: protocol error");
      case OVERLOAD -> reset("reset reason: overflow", "", server);
    };
  }

  /**
   * The wording up to about Envoy 1.26: one reason for every connection that did not come to be.
   */
  static LocalReply of2022(UpstreamFailure failure, String server) {
    return switch (failure.kind()) {
      case RESOLVE -> reply(503, server, "no healthy upstream");
      case CONNECT, TUNNEL ->
          reset("reset reason: connection failure", connectReason(failure), server);
      case CONNECT_TIMEOUT, TLS_TIMEOUT -> reset("reset reason: connection failure", "", server);
      case TLS_ALERT, CERTIFICATE, TLS, TLS_CLOSED ->
          reset("reset reason: connection failure", EnvoyTlsError.of2022(failure), server);
      case CLOSED -> reset("reset reason: connection termination", "", server);
      case RESET -> reset("reset reason: " + resetReason(failure), "", server);
      case RESPONSE_TIMEOUT -> reply(504, server, "upstream request timeout");
      case PROTOCOL -> reply(502, server, START + "reset reason: protocol error");
      case OVERLOAD -> reset("reset reason: overflow", "", server);
    };
  }

  private static boolean isRetried(Kind kind) {
    return switch (kind) {
      case CONNECT, CONNECT_TIMEOUT, TUNNEL, TLS_ALERT, CERTIFICATE, TLS, TLS_CLOSED, TLS_TIMEOUT ->
          true;
      case RESOLVE, CLOSED, RESET, RESPONSE_TIMEOUT, PROTOCOL, OVERLOAD -> false;
    };
  }

  private static String connectReason(UpstreamFailure failure) {
    String detail = failure.detail().toLowerCase(Locale.ROOT);
    if (detail.contains("network is unreachable") || detail.contains("enetunreach")) {
      return "immediate connect error: Network is unreachable";
    }
    return detail.contains("no route") || detail.contains("ehostunreach")
        ? "delayed connect error: No route to host"
        : "delayed connect error: Connection refused";
  }

  /** A TCP reset is the end of the connection to Envoy; only HTTP/2 knows the reset of a stream. */
  private static String resetReason(UpstreamFailure failure) {
    return failure.detail().contains("stream") ? "remote reset" : "connection termination";
  }

  private static LocalReply reset(String reason, String transportFailure, String server) {
    String more = transportFailure.isEmpty() ? "" : ", transport failure reason: ";
    return reply(503, server, START + reason + more + transportFailure);
  }

  private static LocalReply reply(int status, String server, String body) {
    List<Header> headers =
        List.of(new Header("content-type", "text/plain"), new Header("server", server));
    String reason =
        switch (status) {
          case 502 -> "Bad Gateway";
          case 504 -> "Gateway Timeout";
          default -> "Service Unavailable";
        };
    return new LocalReply(status, reason, headers, body);
  }
}
