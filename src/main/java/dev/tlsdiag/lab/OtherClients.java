package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.HelloWriter;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;

/** Clients of a scenario's servers beside the one whose request is looked at. */
final class OtherClients {
  /** Longer than a silence has to be to mean something. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final int PATIENCE_MILLIS = 5_000;
  private static final int TLS_1_0 = 0x0301;
  private static final long WHOLE_FLIGHT_MILLIS = 100;
  private static final long BETWEEN_REQUESTS_MILLIS = 600;

  private final X509Certificate authority;

  /**
   * @param authority that they trust
   */
  OtherClients(X509Certificate authority) {
    this.authority = requireNonNull(authority, "authority is null");
  }

  /** One after the other, and not so soon that they may be legs of what was asked before. */
  void run(List<Consumer<OtherClients>> clients) {
    if (!clients.isEmpty()) {
      sleep(BETWEEN_REQUESTS_MILLIS);
    }
    clients.forEach(client -> client.accept(this));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Sends this hello, waits for the answer and leaves. */
  void hello(Endpoint server, ClientHello hello) {
    hello(server, hello, Framing.ONE);
  }

  /** Likewise, in pieces. */
  void hello(Endpoint server, ClientHello hello, Framing framing) {
    Limits limits = Limits.DEFAULT.withPatience(PATIENCE);
    new Prober(Route.direct(server), limits)
        .send(new Probe("another client", hello, framing, Preface.NONE));
  }

  /** Waits for something. */
  @FunctionalInterface
  interface Pause {
    void await() throws IOException;
  }

  /**
   * Sends this hello in two segments.
   *
   * @param first bytes in the first one
   * @param between what is waited for before the second one
   */
  void hello(Endpoint server, ClientHello hello, int first, Pause between) {
    byte[] record = record(hello);
    try (Socket tcp = connected(server)) {
      tcp.setTcpNoDelay(true);
      tcp.getOutputStream().write(record, 0, first);
      between.await();
      tcp.getOutputStream().write(record, first, record.length - first);
      tcp.setSoTimeout((int) PATIENCE.toMillis());
      tcp.getInputStream().read();
    } catch (IOException e) {
      // What becomes of it is for the servers to decide, and for who watches to see.
    }
  }

  /** Asks for a page, as Java does, in a tunnel that it asks a proxy for by address. */
  void tunnelled(Endpoint proxy, Endpoint server, String host) {
    String connect = "CONNECT %1$s HTTP/1.1\r\nHost: %1$s\r\n\r\n".formatted(server);
    try (Socket tcp = connected(proxy)) {
      tcp.getOutputStream().write(connect.getBytes(StandardCharsets.US_ASCII));
      tcp.getOutputStream().flush();
      int lineEnds = 0;
      while (lineEnds < 2) {
        int b = tcp.getInputStream().read();
        lineEnds = b < 0 ? 2 : b == '\n' ? lineEnds + 1 : b == '\r' ? lineEnds : 0;
      }
      page(tcp, host, hello -> hello.setServerNames(List.of(new SNIHostName(host))));
    } catch (IOException | GeneralSecurityException e) {
      // What becomes of it is for the servers to decide, and for who watches to see.
    }
  }

  private static byte[] record(ClientHello hello) {
    Bytes message = HelloWriter.message(hello);
    return HelloWriter.records(message, TLS_1_0, List.of()).get(0).toArray();
  }

  /** Sends this hello, and an alert in the clear for whatever comes. */
  void refuse(Endpoint server, ClientHello hello, AlertDescription alert) {
    try (Socket tcp = connected(server)) {
      tcp.getOutputStream().write(record(hello));
      tcp.getOutputStream().flush();
      if (tcp.getInputStream().read() >= 0) {
        sleep(WHOLE_FLIGHT_MILLIS);
        tcp.getOutputStream().write(new byte[] {21, 3, 3, 0, 2, 2, (byte) alert.code()});
        tcp.getOutputStream().flush();
        tcp.shutdownOutput();
        tcp.getInputStream().readAllBytes();
      }
    } catch (IOException e) {
      // What becomes of it is for the servers to decide, and for who watches to see.
    }
  }

  /** Asks for a page in the clear. */
  void plain(Endpoint server, String host) {
    String request = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
    try (Socket tcp = connected(server)) {
      tcp.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      tcp.getOutputStream().flush();
      tcp.getInputStream().read();
      sleep(WHOLE_FLIGHT_MILLIS);
    } catch (IOException e) {
      // As above.
    }
  }

  private static Socket connected(Endpoint server) throws IOException {
    Socket tcp = new Socket();
    tcp.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
    tcp.setSoTimeout(PATIENCE_MILLIS);
    return tcp;
  }

  /**
   * Asks for a page, as Java does.
   *
   * @param host for the Host header; the hello has the names of the parameters
   * @param setting of the hello, no names in it to begin with
   * @param cut whether the hello goes out in two segments
   */
  void page(Endpoint server, String host, boolean cut, Consumer<SSLParameters> setting) {
    try (Socket tcp = cut ? new CuttingSocket() : new Socket()) {
      tcp.connect(new InetSocketAddress(server.host(), server.port()), PATIENCE_MILLIS);
      tcp.setTcpNoDelay(true);
      tcp.setSoTimeout(PATIENCE_MILLIS);
      page(tcp, host, setting);
    } catch (IOException | GeneralSecurityException e) {
      // What becomes of it is for the servers to decide, and for who watches to see.
    }
  }

  private void page(Socket tcp, String host, Consumer<SSLParameters> setting)
      throws IOException, GeneralSecurityException {
    try (SSLSocket tls =
        (SSLSocket) context().getSocketFactory().createSocket(tcp, host, tcp.getPort(), true)) {
      SSLParameters parameters = tls.getSSLParameters();
      parameters.setServerNames(List.of());
      setting.accept(parameters);
      tls.setSSLParameters(parameters);
      String request = "GET / HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host);
      tls.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      tls.getOutputStream().flush();
      tls.getInputStream().readAllBytes();
    }
  }

  private SSLContext context() throws GeneralSecurityException, IOException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry("lab", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    return context;
  }

  /** Sends its first bytes in two segments. */
  private static final class CuttingSocket extends Socket {
    private static final int FIRST = 100;
    private static final long PAUSE_MILLIS = 50;

    @Override
    public OutputStream getOutputStream() throws IOException {
      OutputStream out = super.getOutputStream();
      return new OutputStream() {
        private boolean begun;

        @Override
        public void write(int b) throws IOException {
          out.write(b);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) throws IOException {
          if (begun || length <= FIRST) {
            out.write(bytes, offset, length);
            return;
          }
          begun = true;
          out.write(bytes, offset, FIRST);
          sleep(PAUSE_MILLIS); // or the stack joins them
          out.write(bytes, offset + FIRST, length - FIRST);
        }
      };
    }
  }
}
