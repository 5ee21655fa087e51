package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.x509.Credential;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.OpenSslContext;
import io.netty.handler.ssl.OpenSslContextOption;
import io.netty.handler.ssl.OpenSslSessionTicketKey;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.function.UnaryOperator;

/** How a server of the lab speaks TLS. Made once for a server, used for all its connections. */
final class TlsTerms {
  static final List<ProtocolVersion> TLS_1_2 = List.of(ProtocolVersion.TLS_1_2);

  private static final List<ProtocolVersion> MODERN =
      List.of(ProtocolVersion.TLS_1_3, ProtocolVersion.TLS_1_2);

  private final Credential credential;
  private final SslContext context;

  private TlsTerms(Credential credential, SslContext context) {
    this.credential = requireNonNull(credential, "credential is null");
    this.context = requireNonNull(context, "context is null");
  }

  /** TLS 1.2 and 1.3, HTTP/2 and HTTP/1.1. */
  static TlsTerms of(Credential credential) throws IOException {
    return of(credential, MODERN);
  }

  static TlsTerms of(Credential credential, List<ProtocolVersion> versions) throws IOException {
    return new TlsTerms(credential, builder(credential, versions).build());
  }

  /** For an interceptor that speaks HTTP/1.1 alone. */
  static TlsTerms http1(Credential credential) throws IOException {
    return new TlsTerms(
        credential,
        builder(credential, MODERN)
            .applicationProtocolConfig(protocols(ApplicationProtocolNames.HTTP_1_1))
            .build());
  }

  /** The usual terms for these versions, with something about them. */
  static TlsTerms of(
      Credential credential,
      List<ProtocolVersion> versions,
      UnaryOperator<SslContextBuilder> otherwise)
      throws IOException {
    return new TlsTerms(credential, otherwise.apply(builder(credential, versions)).build());
  }

  /** HTTP/1.1 alone, in this version of TLS alone. */
  static TlsTerms http1(
      Credential credential, ProtocolVersion version, UnaryOperator<SslContextBuilder> otherwise)
      throws IOException {
    return of(
        credential,
        List.of(version),
        builder ->
            otherwise.apply(
                builder.applicationProtocolConfig(protocols(ApplicationProtocolNames.HTTP_1_1))));
  }

  /** TLS 1.2, whose ServerHello shows that it agrees on no protocol. */
  static TlsTerms withoutAlpn(Credential credential) throws IOException {
    return new TlsTerms(
        credential,
        builder(credential, TLS_1_2)
            .applicationProtocolConfig(ApplicationProtocolConfig.DISABLED)
            .build());
  }

  /** TLS 1.2 with this suite alone, by the name registered by IANA. */
  static TlsTerms withSuite(Credential credential, String suite) throws IOException {
    return new TlsTerms(credential, builder(credential, TLS_1_2).ciphers(List.of(suite)).build());
  }

  /** TLS 1.3 with this group alone. */
  static TlsTerms withGroup(Credential credential, NamedGroup group) throws IOException {
    if (!OpenSsl.isAvailable()) {
      throw new IOException("this scenario needs BoringSSL, which is not there for this system");
    }
    return new TlsTerms(
        credential,
        builder(credential, List.of(ProtocolVersion.TLS_1_3))
            .option(OpenSslContextOption.GROUPS, new String[] {group.name()})
            .build());
  }

  /** Refuses clients without a certificate that one of these has issued. */
  static TlsTerms demanding(Credential credential, List<X509Certificate> clientAuthorities)
      throws IOException {
    return new TlsTerms(
        credential,
        builder(credential, MODERN)
            .trustManager(clientAuthorities)
            .clientAuth(ClientAuth.REQUIRE)
            .build());
  }

  /** Keeps TLS 1.2 sessions by their ID, so that the ClientHello shows which one it resumes. */
  static TlsTerms resumable(Credential credential) throws IOException {
    if (!OpenSsl.isAvailable()) {
      // The JDK's server never resumes a session that was made for another name, or for none.
      throw new IOException("this scenario needs BoringSSL, which is not there for this system");
    }
    return of(credential, List.of(ProtocolVersion.TLS_1_2));
  }

  /** TLS 1.2 with tickets that every server with this key takes back. */
  static TlsTerms sharing(Credential credential, OpenSslSessionTicketKey key) throws IOException {
    TlsTerms terms = resumable(credential);
    ((OpenSslContext) terms.context).sessionContext().setTicketKeys(key);
    return terms;
  }

  /** Loads the native library meanwhile, which takes as long as making certificates. */
  static void prepare() {
    Thread loading = new Thread(OpenSsl::isAvailable, "tlsdiag-lab-tls");
    loading.setDaemon(true);
    loading.start();
  }

  private static SslContextBuilder builder(Credential credential, List<ProtocolVersion> versions) {
    return SslContextBuilder.forServer(credential.key(), credential.chain())
        .keyStoreType("JKS") // in memory alone; PKCS12 would seal the key in 50 ms
        .sslProvider(OpenSsl.isAvailable() ? SslProvider.OPENSSL : SslProvider.JDK)
        .protocols(versions.stream().map(TlsTerms::jdkName).toList())
        .applicationProtocolConfig(
            protocols(ApplicationProtocolNames.HTTP_2, ApplicationProtocolNames.HTTP_1_1));
  }

  private static ApplicationProtocolConfig protocols(String... names) {
    return new ApplicationProtocolConfig(
        ApplicationProtocolConfig.Protocol.ALPN,
        ApplicationProtocolConfig.SelectorFailureBehavior.NO_ADVERTISE,
        ApplicationProtocolConfig.SelectedListenerFailureBehavior.ACCEPT,
        names);
  }

  private static String jdkName(ProtocolVersion version) {
    return version.equals(ProtocolVersion.TLS_1_3) ? "TLSv1.3" : "TLSv1.2";
  }

  Credential credential() {
    return credential;
  }

  SslContext context() {
    return context;
  }
}
