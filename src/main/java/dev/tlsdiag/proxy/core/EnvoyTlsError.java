package dev.tlsdiag.proxy.core;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The error of BoringSSL as Envoy prints it: the number is library × 2²⁴ + reason, and a reason
 * from 1000 on is an alert of the peer.
 */
final class EnvoyTlsError {
  private static final int SSL_LIBRARY = 16 << 24;
  private static final int ALERTS = 1000;
  private static final int CERTIFICATE_VERIFY_FAILED = 125;
  private static final int WRONG_VERSION_NUMBER = 247;

  private static final Pattern BORINGSSL = Pattern.compile("error:([0-9a-f]{8}):([^\\n]+)");
  private static final Pattern NUMBERED = Pattern.compile("alert (\\d{1,3})\\b");
  private static final Pattern NAMED = Pattern.compile("alert:? ([a-z_]{5,})");

  /** Alerts that came with SSL 3.0 keep its prefix. */
  private static final Map<String, Alert> ALERT_REASONS =
      Map.ofEntries(
          alert(10, "SSLV3_ALERT_UNEXPECTED_MESSAGE"),
          alert(20, "SSLV3_ALERT_BAD_RECORD_MAC"),
          alert(40, "SSLV3_ALERT_HANDSHAKE_FAILURE"),
          alert(42, "SSLV3_ALERT_BAD_CERTIFICATE"),
          alert(43, "SSLV3_ALERT_UNSUPPORTED_CERTIFICATE"),
          alert(44, "SSLV3_ALERT_CERTIFICATE_REVOKED"),
          alert(45, "SSLV3_ALERT_CERTIFICATE_EXPIRED"),
          alert(46, "SSLV3_ALERT_CERTIFICATE_UNKNOWN"),
          alert(47, "SSLV3_ALERT_ILLEGAL_PARAMETER"),
          alert(48, "TLSV1_ALERT_UNKNOWN_CA"),
          alert(49, "TLSV1_ALERT_ACCESS_DENIED"),
          alert(50, "TLSV1_ALERT_DECODE_ERROR"),
          alert(51, "TLSV1_ALERT_DECRYPT_ERROR"),
          alert(70, "TLSV1_ALERT_PROTOCOL_VERSION"),
          alert(71, "TLSV1_ALERT_INSUFFICIENT_SECURITY"),
          alert(80, "TLSV1_ALERT_INTERNAL_ERROR"),
          alert(86, "TLSV1_ALERT_INAPPROPRIATE_FALLBACK"),
          alert(110, "TLSV1_ALERT_UNSUPPORTED_EXTENSION"),
          alert(112, "TLSV1_ALERT_UNRECOGNIZED_NAME"),
          alert(116, "TLSV1_ALERT_CERTIFICATE_REQUIRED"),
          alert(120, "TLSV1_ALERT_NO_APPLICATION_PROTOCOL"));

  private record Alert(int code, String reason) {}

  private EnvoyTlsError() {}

  /** As in {@code transport failure reason:}; empty where TLS has no error to tell. */
  static String today(UpstreamFailure failure) {
    if (failure.detail().equals(UpstreamFailure.NOT_READY)) {
      return failure.detail();
    }
    return error(failure).map(error -> "TLS_error:|" + error + ":TLS_error_end").orElse("");
  }

  /** Likewise, in the form without a bar. */
  static String of2022(UpstreamFailure failure) {
    if (failure.detail().equals(UpstreamFailure.NOT_READY)) {
      return failure.detail();
    }
    return error(failure).map(error -> "TLS error: " + error).orElse("");
  }

  /** {@code number:SSL routines:OPENSSL_internal:REASON}. */
  private static Optional<String> error(UpstreamFailure failure) {
    return switch (failure.kind()) {
      case CERTIFICATE -> ssl(CERTIFICATE_VERIFY_FAILED, "CERTIFICATE_VERIFY_FAILED");
      case TLS_ALERT -> alertIn(failure.detail()).or(() -> ownWords(failure.detail()));
      case TLS ->
          ownWords(failure.detail()).or(() -> ssl(WRONG_VERSION_NUMBER, "WRONG_VERSION_NUMBER"));
      case RESOLVE,
          CONNECT,
          CONNECT_TIMEOUT,
          TUNNEL,
          TLS_CLOSED,
          TLS_TIMEOUT,
          CLOSED,
          RESET,
          RESPONSE_TIMEOUT,
          PROTOCOL,
          OVERLOAD ->
          Optional.empty();
    };
  }

  private static Optional<String> ownWords(String detail) {
    Matcher matcher = BORINGSSL.matcher(detail);
    return matcher.find()
        ? Optional.of(Long.parseLong(matcher.group(1), 16) + ":" + matcher.group(2).strip())
        : Optional.empty();
  }

  private static Optional<String> alertIn(String detail) {
    Matcher numbered = NUMBERED.matcher(detail);
    if (numbered.find()) {
      int code = Integer.parseInt(numbered.group(1));
      return ALERT_REASONS.values().stream()
          .filter(alert -> alert.code() == code)
          .findFirst()
          .map(EnvoyTlsError::ssl);
    }
    Matcher named = NAMED.matcher(detail.toLowerCase(Locale.ROOT));
    return named.find()
        ? Optional.ofNullable(ALERT_REASONS.get(named.group(1))).map(EnvoyTlsError::ssl)
        : Optional.empty();
  }

  private static String ssl(Alert alert) {
    return ssl(ALERTS + alert.code(), alert.reason()).orElseThrow();
  }

  private static Optional<String> ssl(int reasonCode, String reason) {
    return Optional.of(SSL_LIBRARY + reasonCode + ":SSL routines:OPENSSL_internal:" + reason);
  }

  /** Under the name of RFC 8446 section 6. */
  private static Map.Entry<String, Alert> alert(int code, String reason) {
    String name = reason.replaceFirst("^(SSLV3|TLSV1)_ALERT_", "").toLowerCase(Locale.ROOT);
    return Map.entry(name, new Alert(code, reason));
  }
}
