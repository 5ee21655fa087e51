package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.SignatureScheme;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.OpenSslCachingX509KeyManagerFactory;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.SimpleKeyManagerFactory;
import io.netty.util.ReferenceCountUtil;
import java.security.KeyStore;
import java.time.Duration;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.ManagerFactoryParameters;
import javax.net.ssl.SSLException;

/**
 * Ends the TLS of clients: one context for all hosts, because the certificate is chosen for each
 * connection.
 */
final class DownstreamTls {
  private static final SignatureScheme ECDSA_P256 = SignatureScheme.of(0x0403);

  /** The TLS library drops what is no longer kept only when it is full, and looks at all of it. */
  private static final double SPARE = 1.1;

  private final SslContext context;
  private final Duration timeout;

  DownstreamTls(
      LeafCertificates leaves,
      List<String> alpn,
      boolean boringSsl,
      KeyLog keyLog,
      Duration timeout)
      throws SSLException {
    this.timeout = timeout;
    KeyManagerFactory factory = new OneKeyManager(leaves);
    SslContextBuilder builder =
        SslContextBuilder.forServer(
                boringSsl
                    ? new OpenSslCachingX509KeyManagerFactory(
                        factory, (int) (leaves.kept() * SPARE))
                    : factory)
            .sslProvider(boringSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
            .protocols("TLSv1.3", "TLSv1.2");
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              alpn));
    }
    context = builder.build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      // A resumed handshake shows less of the client, and a cache is a lock for all connections.
      sessions.setSessionCacheEnabled(false);
    }
    keyLog.follow(context);
  }

  /** Whether the client can use a certificate with an RSA key alone. */
  static boolean needsRsa(ClientHello hello) {
    List<SignatureScheme> schemes = hello.signatureSchemes();
    if (!schemes.isEmpty()) {
      return !schemes.contains(ECDSA_P256);
    }
    boolean modern = hello.maxVersion(false).isNewerThan(ProtocolVersion.TLS_1_2);
    return !modern
        && hello.cipherSuites().stream().map(CipherSuite::name).noneMatch(n -> n.contains("ECDSA"));
  }

  SslHandler handler(ByteBufAllocator allocator, String alias) {
    SslHandler handler = context.newHandler(allocator, alias, 0);
    handler.setHandshakeTimeoutMillis(timeout.toMillis());
    return handler;
  }

  void close() {
    ReferenceCountUtil.release(context);
  }

  /** A factory of a key manager that exists. */
  static final class OneKeyManager extends SimpleKeyManagerFactory {
    private final KeyManager manager;

    OneKeyManager(KeyManager manager) {
      this.manager = manager;
    }

    @Override
    protected void engineInit(KeyStore keyStore, char[] password) {}

    @Override
    protected void engineInit(ManagerFactoryParameters parameters) {}

    @Override
    protected KeyManager[] engineGetKeyManagers() {
      return new KeyManager[] {manager};
    }
  }
}
