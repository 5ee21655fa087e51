package dev.tlsdiag.trust;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.ServerTls;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.x509.Verification;
import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PeerTrustManagerTest {
  private static final Instant NOW = Instant.parse("2026-05-01T12:00:00Z");
  private static final CertificateAuthority AUTHORITY =
      CertificateAuthority.create(
          new AuthoritySpec("Test CA", KeyType.EC_P256, Duration.ofDays(9), List.of()), NOW);
  private static final Credential LEAF = AUTHORITY.issue(LeafSpec.of(List.of("a.test"), NOW));
  private static final TrustAnchors TRUSTED =
      new TrustAnchors("test.pem", List.of(AUTHORITY.certificate()));
  private static final TrustAnchors NOBODY = new TrustAnchors("nobody", List.of());

  private SSLServerSocket server;

  @BeforeEach
  void listen() throws Exception {
    SSLContext context = ServerTls.of(LEAF);
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 5, InetAddress.getLoopbackAddress());
    Thread thread =
        new Thread(
            () -> {
              while (!server.isClosed()) {
                try (SSLSocket socket = (SSLSocket) server.accept()) {
                  socket.setSoTimeout(20_000);
                  socket.startHandshake();
                  socket.getInputStream().read();
                } catch (IOException e) {
                  // The client did not like the certificate.
                }
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private static PeerTrustManager manager(
      TrustAnchors anchors, String name, boolean enforceChain, boolean enforceName) {
    InstantSource clock = InstantSource.fixed(NOW);
    return new PeerTrustManager(
        Optional.of(name), "client SNI", anchors, enforceChain, enforceName, clock);
  }

  private void connect(PeerTrustManager manager) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, new TrustManager[] {manager}, null);
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket("127.0.0.1", server.getLocalPort())) {
      socket.startHandshake();
    }
  }

  @Test
  void remembersWhatPassed() throws Exception {
    PeerTrustManager manager = manager(TRUSTED, "a.test", true, true);
    assertEquals(Optional.empty(), manager.verification());
    connect(manager);
    assertEquals(
        Optional.of(
            new Verification(
                Optional.of("a.test"),
                "client SNI",
                "test.pem",
                true,
                Optional.empty(),
                Optional.of(TRUSTED.certificates().get(0)))),
        manager.verification());
    assertEquals(LEAF.chain(), manager.presented());
  }

  @Test
  void endsTheHandshakeForTheName() {
    PeerTrustManager manager = manager(TRUSTED, "b.test", true, true);
    SSLException e = assertThrows(SSLException.class, () -> connect(manager));
    assertTrue(e.getMessage().contains("the certificate is for 'a.test', not for 'b.test'"));
    assertEquals(ChainProblem.Kind.NAME_MISMATCH, problem(manager).kind());
    assertTrue(manager.verification().orElseThrow().enforced());
  }

  @Test
  void letsPassAndRemembers() throws Exception {
    PeerTrustManager manager = manager(NOBODY, "b.test", false, false);
    connect(manager);
    assertEquals(ChainProblem.Kind.UNTRUSTED_ROOT, problem(manager).kind());
    assertEquals(false, manager.verification().orElseThrow().enforced());
  }

  @Test
  void tellsTheProblemThatEndedTheHandshake() {
    PeerTrustManager manager = manager(NOBODY, "b.test", false, true);
    assertThrows(SSLException.class, () -> connect(manager));
    assertEquals(ChainProblem.Kind.NAME_MISMATCH, problem(manager).kind());
    assertTrue(manager.verification().orElseThrow().enforced());
  }

  private static ChainProblem problem(PeerTrustManager manager) {
    return manager.verification().orElseThrow().problem().orElseThrow();
  }
}
