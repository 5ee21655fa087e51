package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.LeafCertificates.Leaf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.ssl.OpenSsl;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes of clients, in memory, with both TLS libraries. */
class DownstreamTlsTest {
  private static final Instant NOW = Instant.now();

  private final LeafCertificates leaves =
      new LeafCertificates(Optional.of(ProxyFixture.INTERNAL), Map.of(), 20);

  /** With many more hosts than are kept. */
  @ParameterizedTest(name = "BoringSSL: {0}")
  @ValueSource(booleans = {true, false})
  void everyHostGetsItsCertificate(boolean boringSsl) throws Exception {
    DownstreamTls tls = tls(boringSsl);
    try {
      for (int i = 0; i < 100; i++) {
        String host = "h" + i + ".test";
        Leaf leaf = leaves.prepare(host, false, NOW);
        leaves.use(leaf);
        assertEquals(leaf.credential().certificate(), shown(tls, leaf), host);
      }
      assertEquals(20, leaves.size());
    } finally {
      tls.close();
    }
  }

  @ParameterizedTest(name = "BoringSSL: {0}")
  @ValueSource(booleans = {true, false})
  void renewedCertificateIsTheOneShown(boolean boringSsl) throws Exception {
    DownstreamTls tls = tls(boringSsl);
    try {
      Leaf before = leaves.prepare("a.test", false, NOW);
      X509Certificate old = shown(tls, before);
      Instant later = NOW.plus(Duration.ofDays(7));
      assertTrue(leaves.known("a.test", false, later).isEmpty());
      leaves.prepare("a.test", false, later);
      Leaf after = leaves.known("a.test", false, later).orElseThrow();
      assertEquals(after.credential().certificate(), shown(tls, after));
      assertNotEquals(old, after.credential().certificate());
    } finally {
      tls.close();
    }
  }

  private DownstreamTls tls(boolean boringSsl) throws Exception {
    Assumptions.assumeTrue(!boringSsl || OpenSsl.isAvailable(), "no BoringSSL here");
    return new DownstreamTls(
        leaves, List.of("h2"), boringSsl, new KeyLog(WireTaps.NONE), ProxyFixture.PATIENCE);
  }

  /** The certificate that a client of this host gets. */
  private static X509Certificate shown(DownstreamTls tls, Leaf leaf) throws Exception {
    SslHandler asking =
        SslContextBuilder.forClient()
            .sslProvider(SslProvider.JDK)
            .trustManager(InsecureTrustManagerFactory.INSTANCE)
            .build()
            .newHandler(io.netty.buffer.ByteBufAllocator.DEFAULT);
    EmbeddedChannel server = new EmbeddedChannel();
    server.pipeline().addLast(tls.handler(server.alloc(), leaf.alias()));
    EmbeddedChannel client = new EmbeddedChannel(asking);
    while (!asking.handshakeFuture().isDone()) {
      boolean toServer = pass(client, server);
      boolean moved = pass(server, client) || toServer;
      client.runPendingTasks();
      server.runPendingTasks();
      assertTrue(moved || asking.handshakeFuture().isDone(), "the handshake does not go on");
    }
    X509Certificate shown = (X509Certificate) asking.engine().getSession().getPeerCertificates()[0];
    client.finishAndReleaseAll();
    server.finishAndReleaseAll();
    return shown;
  }

  private static boolean pass(EmbeddedChannel from, EmbeddedChannel to) {
    Object bytes = from.readOutbound();
    boolean any = bytes != null;
    while (bytes != null) {
      to.writeInbound(bytes);
      bytes = from.readOutbound();
    }
    return any;
  }
}
