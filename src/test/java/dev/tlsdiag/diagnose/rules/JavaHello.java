package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;
import java.util.OptionalInt;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;

/** ClientHellos as the JDK that runs the tests makes them. */
final class JavaHello {
  private static final int RECORD_HEADER = 5;
  private static final int MESSAGE_HEADER = 4;

  private JavaHello() {}

  /**
   * @param name empty for none
   */
  static SentHello of(String name) {
    try {
      SSLEngine engine =
          name.isEmpty()
              ? SSLContext.getDefault().createSSLEngine()
              : SSLContext.getDefault().createSSLEngine(name, 443);
      engine.setUseClientMode(true);
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), record);
      Bytes message =
          Bytes.wrap(Arrays.copyOfRange(record.array(), RECORD_HEADER, record.position()));
      ClientHello hello =
          ClientHello.parse(message.slice(MESSAGE_HEADER, message.length() - MESSAGE_HEADER));
      return new SentHello(hello, message, OptionalInt.of(0x0303), 1, 1);
    } catch (GeneralSecurityException | SSLException | MalformedMessageException e) {
      throw new IllegalStateException(e);
    }
  }
}
