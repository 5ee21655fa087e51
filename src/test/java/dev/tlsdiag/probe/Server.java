package dev.tlsdiag.probe;

import dev.tlsdiag.ServerTls;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;

/** A server on loopback: Java's own TLS, or whatever a test says it does. */
public final class Server implements Closeable {
  /** What it does with a connection; the socket is closed afterwards. */
  @FunctionalInterface
  public interface Conduct {
    void run(Socket socket) throws IOException;
  }

  public static final String HOST = "app.example.test";

  private final ServerSocket listener;
  private final AtomicInteger connections = new AtomicInteger();

  private Server(ServerSocket listener, Conduct conduct) {
    this.listener = listener;
    Thread thread = new Thread(() -> accept(conduct), "server");
    thread.setDaemon(true);
    thread.start();
  }

  public static Server doing(Conduct conduct) throws IOException {
    return new Server(new ServerSocket(0, 100, InetAddress.getLoopbackAddress()), conduct);
  }

  /** A box before a server: it passes on what begins with a first segment it likes. */
  public static Server before(Server server, Predicate<byte[]> likes) throws IOException {
    return doing(
        client -> {
          byte[] chunk = new byte[1 << 16];
          int size = client.getInputStream().read(chunk);
          if (size < 0) {
            return;
          }
          if (!likes.test(Arrays.copyOf(chunk, size))) {
            client.getInputStream().readAllBytes(); // says nothing
            return;
          }
          relay(client, server, Arrays.copyOf(chunk, size));
        });
  }

  /** Passes everything on, both ways. */
  public static void relay(Socket client, Server server) throws IOException {
    relay(client, server, new byte[0]);
  }

  private static void relay(Socket client, Server server, byte[] first) throws IOException {
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), server.endpoint().port())) {
      upstream.getOutputStream().write(first);
      Thread back = new Thread(() -> copy(upstream, client), "back");
      back.setDaemon(true);
      back.start();
      copy(client, upstream);
    }
  }

  private static void copy(Socket from, Socket to) {
    try {
      from.getInputStream().transferTo(to.getOutputStream());
      to.shutdownOutput();
    } catch (IOException e) {
      // One of the two left.
    }
  }

  /** TLS by Java. */
  public static Server tls(Consumer<SSLParameters> terms)
      throws IOException, GeneralSecurityException {
    Instant now = Instant.now();
    Credential credential =
        CertificateAuthority.create(
                new AuthoritySpec("test CA", KeyType.EC_P256, Duration.ofDays(1), List.of()), now)
            .issue(LeafSpec.of(List.of(HOST), now));
    SSLContext context = ServerTls.of(credential);
    SSLServerSocket listener =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    SSLParameters parameters = listener.getSSLParameters();
    terms.accept(parameters);
    listener.setSSLParameters(parameters);
    return new Server(listener, socket -> ((SSLSocket) socket).startHandshake());
  }

  public Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listener.getLocalPort());
  }

  public int connections() {
    return connections.get();
  }

  private void accept(Conduct conduct) {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        connections.incrementAndGet();
        Thread thread = new Thread(() -> serve(socket, conduct), "connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket, Conduct conduct) {
    try (socket) {
      conduct.run(socket);
    } catch (IOException e) {
      // The prober leaves in the middle of handshakes.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
