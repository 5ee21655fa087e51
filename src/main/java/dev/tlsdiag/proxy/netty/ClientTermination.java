package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.wire.Bytes;
import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;

/** Ends a client's TLS here: finds the leaf for it, then makes the server's side of its TLS. */
final class ClientTermination {
  private final Clients clients;
  private final LegRecorder recorder;
  private final Channel channel;
  private final Next next;

  /** What follows, on the connection's event loop. */
  interface Next {
    /** TLS stands in the pipeline and waits for the ClientHello that is held. */
    void ready();

    /** The handshake is done; its facts are recorded. */
    void established(Optional<String> alpn);

    /** There is no certificate to show. */
    void impossible(String reason);
  }

  ClientTermination(Clients clients, LegRecorder recorder, Channel channel, Next next) {
    this.clients = clients;
    this.recorder = recorder;
    this.channel = channel;
    this.next = next;
  }

  void start(String certificateName, ClientHello offered) {
    boolean rsa = DownstreamTls.needsRsa(offered);
    Optional<LeafCertificates.Leaf> leaf =
        clients.leaves().known(certificateName, rsa, WallClock.instant(WallClock.nanos()));
    if (leaf.isPresent()) {
      startWith(leaf.get());
      return;
    }
    channel.config().setAutoRead(false);
    try {
      clients.scope().workers.execute(() -> prepare(certificateName, rsa));
    } catch (RejectedExecutionException e) {
      next.impossible("too many certificates are being issued");
    }
  }

  /** On a worker's thread. */
  private void prepare(String certificateName, boolean rsa) {
    try {
      LeafCertificates.Leaf leaf =
          clients.leaves().prepare(certificateName, rsa, WallClock.instant(WallClock.nanos()));
      channel.eventLoop().execute(() -> startWith(leaf));
    } catch (RuntimeException e) {
      channel
          .eventLoop()
          .execute(() -> next.impossible("no certificate for the client: " + e.getMessage()));
    }
  }

  private void startWith(LeafCertificates.Leaf leaf) {
    if (!channel.isActive()) {
      return;
    }
    clients.leaves().use(leaf);
    SslHandler tls = clients.tls().handler(channel.alloc(), leaf.alias());
    List<Bytes> chain = leaf.der();
    TlsWatch.Next watched =
        TlsWatch.onFailure(
            cause -> failed(chain, cause),
            () -> {
              established(tls, chain);
              next.established(TlsErrors.alpn(tls));
            });
    channel.pipeline().addLast(tls, new TlsWatch(recorder, watched));
    next.ready();
  }

  private void established(SslHandler tls, List<Bytes> chain) {
    var agreed = tls.engine().getSession();
    recorder.tls(
        new TlsFacts(
            true,
            TlsErrors.version(agreed),
            TlsErrors.cipherSuite(agreed),
            TlsErrors.alpn(tls),
            chain,
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty()));
  }

  private void failed(List<Bytes> chain, Throwable cause) {
    HandshakeSigns signs = TlsErrors.signs(recorder, cause, false);
    recorder.tls(
        new TlsFacts(
            false,
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            chain,
            List.of(),
            Optional.empty(),
            Optional.of(signs),
            Optional.empty()));
    recorder.reason(signs.text(Waits.text(clients.patience())));
    channel.close();
  }
}
