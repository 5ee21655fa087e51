package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trust.PeerTrustManager;
import dev.tlsdiag.x509.ChainProblem;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.ssl.OpenSslCertificateException;
import io.netty.handler.ssl.SslHandler;
import io.netty.internal.tcnative.CertificateVerifier;
import io.netty.util.concurrent.FastThreadLocal;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * The trust manager of a context that serves many connections: asks the one of the connection whose
 * bytes are being read.
 */
final class ServerCheck extends X509ExtendedTrustManager {
  private static final FastThreadLocal<PeerTrustManager> CURRENT = new FastThreadLocal<>();

  private final boolean boringSsl;

  ServerCheck(boolean boringSsl) {
    this.boringSsl = boringSsl;
  }

  /** TLS towards a server whose certificate {@code check} looks at. */
  static final class Handler extends SslHandler {
    private final PeerTrustManager check;

    Handler(SSLEngine engine, PeerTrustManager check) {
      super(engine);
      this.check = check;
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out)
        throws SSLException {
      PeerTrustManager outer = CURRENT.get();
      CURRENT.set(check);
      try {
        super.decode(ctx, in, out);
      } finally {
        CURRENT.set(outer);
      }
    }
  }

  /** The alert that goes to a server whose certificate has this problem. */
  static AlertDescription alert(ChainProblem.Kind kind, boolean boringSsl) {
    if (!boringSsl) {
      return AlertDescription.CERTIFICATE_UNKNOWN;
    }
    return switch (kind) {
      case EXPIRED, NOT_YET_VALID -> AlertDescription.CERTIFICATE_EXPIRED;
      case MALFORMED, NO_CERTIFICATE, BAD_SIGNATURE, NO_SAN, NAME_MISMATCH ->
          AlertDescription.BAD_CERTIFICATE;
      case SELF_SIGNED, INCOMPLETE_CHAIN, UNTRUSTED_ROOT, NOT_AN_AUTHORITY, NAME_CONSTRAINTS ->
          AlertDescription.UNKNOWN_CA;
      case KEY_USAGE, REFUSED, NOT_STRICT -> AlertDescription.UNSUPPORTED_CERTIFICATE;
    };
  }

  /** The number by which BoringSSL chooses the alert. */
  private static int code(ChainProblem.Kind kind) {
    return switch (kind) {
      case EXPIRED, NOT_YET_VALID -> CertificateVerifier.X509_V_ERR_CERT_HAS_EXPIRED;
      case MALFORMED, NO_CERTIFICATE, BAD_SIGNATURE, NO_SAN, NAME_MISMATCH ->
          CertificateVerifier.X509_V_ERR_HOSTNAME_MISMATCH;
      case SELF_SIGNED, INCOMPLETE_CHAIN, UNTRUSTED_ROOT, NOT_AN_AUTHORITY, NAME_CONSTRAINTS ->
          CertificateVerifier.X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY;
      case KEY_USAGE, REFUSED, NOT_STRICT -> CertificateVerifier.X509_V_ERR_INVALID_PURPOSE;
    };
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    PeerTrustManager check = CURRENT.get();
    if (check == null) {
      throw new CertificateException("a certificate came on no connection of ours");
    }
    try {
      check.checkServerTrusted(chain, authType);
    } catch (CertificateException e) {
      ChainProblem.Kind kind =
          check.verification().flatMap(v -> v.problem()).map(ChainProblem::kind).orElse(null);
      if (boringSsl && kind != null) {
        throw new OpenSslCertificateException(e.getMessage(), e, code(kind));
      }
      throw e;
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkServerTrusted(chain, authType, (SSLEngine) null);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType)
      throws CertificateException {
    throw new CertificateException("clients are not checked here");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine)
      throws CertificateException {
    checkClientTrusted(chain, authType);
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return new X509Certificate[0];
  }
}
