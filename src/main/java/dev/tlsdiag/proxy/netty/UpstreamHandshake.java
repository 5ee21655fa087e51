package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trust.PeerTrustManager;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.x509.Verification;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLPeerUnverifiedException;

/** The handshake of one of the proxy's own connections. */
final class UpstreamHandshake {
  private final UpstreamContexts contexts;
  private final LegRecorder recorder;
  private final Duration patience;
  private final PeerTrustManager check;

  /**
   * How it ended.
   *
   * @param failure empty where it was done
   * @param cause null where it was done
   * @param alpn the protocol agreed on
   */
  record Result(Optional<HandshakeSigns> failure, Throwable cause, Optional<String> alpn) {}

  UpstreamHandshake(
      ProxyScope scope,
      UpstreamContexts contexts,
      LegRecorder recorder,
      Duration patience,
      Optional<String> identity,
      String identitySource,
      TrustAnchors trust) {
    this.contexts = contexts;
    this.recorder = recorder;
    this.patience = patience;
    var tls = scope.settings.profile().tls();
    this.check =
        new PeerTrustManager(
            identity,
            identitySource,
            trust,
            tls.verifyChain(),
            tls.verifyName(),
            InstantSource.system());
  }

  void start(
      Channel channel,
      Optional<String> sni,
      String alpn,
      String sessionKey,
      Consumer<Result> done) {
    SSLEngine engine;
    try {
      engine = contexts.engine(channel.alloc(), alpn, sni, sessionKey);
    } catch (SSLException | IllegalArgumentException e) {
      done.accept(
          failed(channel, new SSLException("no ClientHello can be made: " + e.getMessage(), e)));
      return;
    }
    SslHandler tls = new ServerCheck.Handler(engine, check);
    tls.setHandshakeTimeoutMillis(patience.toMillis());
    TlsWatch watch =
        new TlsWatch(
            recorder,
            TlsWatch.onFailure(
                cause -> done.accept(failed(channel, cause)), () -> done.accept(established(tls))));
    channel.pipeline().addLast(tls, watch);
  }

  private Result established(SslHandler tls) {
    var session = tls.engine().getSession();
    Optional<String> alpn = TlsErrors.alpn(tls);
    List<Bytes> certificates = presented();
    if (certificates.isEmpty()) {
      certificates = remembered(tls);
    }
    recorder.tls(
        new TlsFacts(
            true,
            TlsErrors.version(session),
            TlsErrors.cipherSuite(session),
            alpn,
            certificates,
            certificates,
            check.verification(),
            Optional.empty(),
            Optional.empty()));
    return new Result(Optional.empty(), null, alpn);
  }

  private Result failed(Channel channel, Throwable cause) {
    Optional<ChainProblem> problem =
        check.verification().filter(Verification::enforced).flatMap(Verification::problem);
    HandshakeSigns signs = TlsErrors.signs(recorder, cause, problem.isPresent());
    Optional<AlertDescription> raised =
        problem.map(each -> ServerCheck.alert(each.kind(), contexts.boringSsl()));
    if (problem.isPresent()) {
      signs =
          new HandshakeSigns(
              signs.end(),
              false,
              true,
              Optional.empty(),
              false,
              Optional.empty(),
              problem.get().message());
    }
    if (Transport.allAcknowledged(channel)) {
      recorder.wire().acknowledged();
    }
    List<Bytes> certificates = presented();
    recorder.tls(
        new TlsFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            certificates,
            certificates,
            check.verification(),
            Optional.of(signs),
            raised));
    return new Result(Optional.of(signs), cause, Optional.empty());
  }

  private List<Bytes> presented() {
    return der(check.presented().toArray(new X509Certificate[0]));
  }

  /** Of a resumed session, which checks nothing. */
  private static List<Bytes> remembered(SslHandler tls) {
    try {
      return der(tls.engine().getSession().getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      return List.of();
    }
  }

  private static List<Bytes> der(Certificate[] chain) {
    List<Bytes> der = new ArrayList<>(chain.length);
    for (Certificate each : chain) {
      try {
        der.add(Bytes.wrap(each.getEncoded()));
      } catch (CertificateEncodingException e) {
        return List.copyOf(der);
      }
    }
    return der;
  }
}
