package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.WireTaps;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.nio.charset.StandardCharsets;

/** Passes on the secrets of BoringSSL's connections; the JDK does not tell its own. */
final class KeyLog {
  private final WireTaps taps;

  KeyLog(WireTaps taps) {
    this.taps = taps;
  }

  /** Tells the secrets of all connections of this context from now on. */
  void follow(SslContext context) {
    if (taps.wantsKeys() && context instanceof ReferenceCountedOpenSslContext openSsl) {
      KeyLogCallback callback =
          (ssl, line) -> taps.keyLogLine(new String(line, StandardCharsets.US_ASCII).strip());
      SSLContext.setKeyLogCallback(openSsl.sslCtxPointer(), callback);
    }
  }
}
