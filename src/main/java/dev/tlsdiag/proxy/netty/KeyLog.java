package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.WireTaps;
import io.netty.handler.ssl.ReferenceCountedOpenSslContext;
import io.netty.handler.ssl.SslContext;
import io.netty.internal.tcnative.KeyLogCallback;
import io.netty.internal.tcnative.SSLContext;
import java.lang.reflect.Field;
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
      SSLContext.setKeyLogCallback(nativeContext(openSsl), callback);
    }
  }

  /**
   * The context of tcnative, which is what its methods take. Netty keeps it to itself and offers
   * BoringSSL's instead, with which they crash.
   */
  private static long nativeContext(ReferenceCountedOpenSslContext context) {
    try {
      Field field = ReferenceCountedOpenSslContext.class.getDeclaredField("ctx");
      field.setAccessible(true);
      return field.getLong(context);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("this Netty has no native context", e);
    }
  }
}
