package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import io.netty.handler.codec.DecoderException;
import java.io.IOException;
import java.util.Locale;

/**
 * How a server's connection came to its end, from what its channel said last. With TLS 1.3 an alert
 * about the client's certificate arrives after the handshake, in place of a response.
 */
record HowServerLeft(Kind kind, String text) {
  static final HowServerLeft CLOSED =
      new HowServerLeft(Kind.CLOSED, "connection closed by the server");

  static HowServerLeft because(Throwable cause) {
    String words = TlsErrors.words(cause);
    if (!words.isEmpty()) {
      boolean alert = words.toLowerCase(Locale.ROOT).contains("alert");
      return new HowServerLeft(alert ? Kind.TLS_ALERT : Kind.TLS, words);
    }
    return cause instanceof IOException && !(cause.getCause() instanceof DecoderException)
        ? new HowServerLeft(Kind.RESET, "connection reset by the server")
        : new HowServerLeft(Kind.PROTOCOL, TlsErrors.cut(String.valueOf(cause.getMessage())));
  }
}
