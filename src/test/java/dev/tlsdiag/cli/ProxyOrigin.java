package dev.tlsdiag.cli;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tlsdiag.ServerTls;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import javax.net.ssl.SSLContext;

/** A server on loopback that answers {@code hello} to everything, over TLS as {@code localhost}. */
final class ProxyOrigin implements AutoCloseable {
  private final HttpServer server;

  private ProxyOrigin(HttpServer server) {
    this.server = server;
    server.createContext(
        "/",
        exchange -> {
          byte[] body = "hello\n".getBytes(StandardCharsets.US_ASCII);
          exchange.getRequestBody().readAllBytes();
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
  }

  static ProxyOrigin plain() throws IOException {
    return new ProxyOrigin(HttpServer.create(loopback(), 50));
  }

  /**
   * @param authorityFile gets the certificate of the authority that the server's is from
   */
  static ProxyOrigin tls(Path authorityFile) throws IOException, GeneralSecurityException {
    Instant now = Instant.now();
    AuthoritySpec spec =
        new AuthoritySpec("origin", KeyType.EC_P256, Duration.ofDays(2), List.of());
    CertificateAuthority authority = CertificateAuthority.create(spec, now);
    Files.writeString(authorityFile, PemWriter.certificates(List.of(authority.certificate())));
    Credential leaf = authority.issue(LeafSpec.of(List.of("localhost"), now));
    SSLContext context = ServerTls.of(leaf);
    HttpsServer server = HttpsServer.create(loopback(), 50);
    server.setHttpsConfigurator(new HttpsConfigurator(context));
    return new ProxyOrigin(server);
  }

  private static InetSocketAddress loopback() {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
  }

  int port() {
    return server.getAddress().getPort();
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
