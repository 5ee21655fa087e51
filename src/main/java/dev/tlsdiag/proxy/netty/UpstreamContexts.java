package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionContext;
import io.netty.handler.ssl.ReferenceCountedOpenSslEngine;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.internal.tcnative.SSL;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.StandardConstants;

/**
 * The TLS contexts of the proxy's own connections: one for each list of ALPN protocols, all else is
 * the same for all of them.
 */
final class UpstreamContexts {
  /** More lists than this are not kept: clients could make them up. */
  private static final int KEPT = 16;

  private static final List<ProtocolVersion> VERSIONS =
      List.of(
          ProtocolVersion.TLS_1_0,
          ProtocolVersion.TLS_1_1,
          ProtocolVersion.TLS_1_2,
          ProtocolVersion.TLS_1_3);

  private final UpstreamTls tls;
  private final Optional<Credential> clientCertificate;
  private final boolean boringSsl;
  private final KeyLog keyLog;
  private final Map<String, SslContext> contexts = new ConcurrentHashMap<>();

  UpstreamContexts(ProxySettings settings, boolean boringSsl, KeyLog keyLog) {
    this.tls = settings.profile().tls();
    this.clientCertificate = settings.clientCertificate();
    this.boringSsl = boringSsl;
    this.keyLog = keyLog;
  }

  boolean boringSsl() {
    return boringSsl;
  }

  /**
   * An engine for one connection.
   *
   * @param alpn protocols to offer, comma-separated; empty for no ALPN
   * @param sni empty for no server_name
   * @param sessionKey connections with the same may resume each other's sessions
   */
  SSLEngine engine(ByteBufAllocator allocator, String alpn, Optional<String> sni, String sessionKey)
      throws SSLException {
    SslContext known = contexts.get(alpn);
    boolean kept = known != null;
    SslContext context = kept ? known : build(alpn);
    if (!kept && contexts.size() < KEPT) {
      SslContext raced = contexts.putIfAbsent(alpn, context);
      kept = raced == null;
    }
    try {
      // With a dot in it the engine would send the peer's host as server_name by itself.
      SSLEngine engine = context.newEngine(allocator, sessionKey.replace('.', '_'), 1);
      sni.ifPresent(name -> name(engine, name));
      if (!tls.renegotiates() && engine instanceof ReferenceCountedOpenSslEngine openSsl) {
        refuseRenegotiation(openSsl);
      }
      return engine;
    } finally {
      if (!kept) {
        ReferenceCountUtil.release(context); // the engine holds it as long as it needs it
      }
    }
  }

  /** Netty lets a server ask for one more handshake. */
  private static void refuseRenegotiation(ReferenceCountedOpenSslEngine engine)
      throws SSLException {
    try {
      SSL.setRenegotiateMode(engine.sslPointer(), SSL.SSL_RENEGOTIATE_NEVER);
    } catch (Exception e) { // as the method declares it
      throw new SSLException("renegotiation cannot be switched off", e);
    }
  }

  /** Also names that {@link SNIHostName} refuses, such as those with an underscore. */
  private static void name(SSLEngine engine, String name) {
    if (engine instanceof ReferenceCountedOpenSslEngine openSsl) {
      SSL.setTlsExtHostName(openSsl.sslPointer(), name);
      return;
    }
    SSLParameters parameters = engine.getSSLParameters();
    parameters.setServerNames(List.of(new AnyName(name.getBytes(StandardCharsets.ISO_8859_1))));
    engine.setSSLParameters(parameters);
  }

  /** A host_name as it stands. */
  private static final class AnyName extends SNIServerName {
    AnyName(byte[] name) {
      super(StandardConstants.SNI_HOST_NAME, name);
    }
  }

  /** Fails where a cipher suite or group does not exist. */
  void check() throws SSLException {
    contexts.put("", build(""));
  }

  private SslContext build(String alpn) throws SSLException {
    SslContextBuilder builder =
        SslContextBuilder.forClient()
            .sslProvider(boringSsl ? SslProvider.OPENSSL_REFCNT : SslProvider.JDK)
            .trustManager(new ServerCheck(boringSsl))
            .endpointIdentificationAlgorithm(null)
            .protocols(versions());
    if (!tls.ciphers().isEmpty()) {
      builder.ciphers(tls.ciphers(), IdentityCipherSuiteFilter.INSTANCE);
    }
    if (boringSsl && !tls.groups().isEmpty()) {
      builder.option(OpenSslContextOption.GROUPS, tls.groups().toArray(new String[0]));
    }
    if (clientCertificate.isPresent()) {
      X509Certificate[] chain = clientCertificate.get().chain().toArray(new X509Certificate[0]);
      builder.keyManager(clientCertificate.get().key(), chain);
    }
    if (!alpn.isEmpty()) {
      builder.applicationProtocolConfig(
          new ApplicationProtocolConfig(
              Protocol.ALPN,
              SelectorFailureBehavior.NO_ADVERTISE,
              SelectedListenerFailureBehavior.ACCEPT,
              alpn.split(",")));
    }
    SslContext context = builder.build();
    if (context.sessionContext() instanceof OpenSslSessionContext sessions) {
      sessions.setSessionCacheEnabled(tls.reuseSessions());
      sessions.setTicketKeys(); // switches the extension session_ticket on
    }
    keyLog.follow(context);
    return context;
  }

  private List<String> versions() {
    List<String> names = new ArrayList<>();
    for (ProtocolVersion version : VERSIONS) {
      if (!tls.minVersion().isNewerThan(version) && !version.isNewerThan(tls.maxVersion())) {
        names.add(version.equals(ProtocolVersion.TLS_1_0) ? "TLSv1" : "TLSv" + version.shortText());
      }
    }
    return names;
  }

  void close() {
    contexts.values().forEach(ReferenceCountUtil::release);
    contexts.clear();
  }
}
