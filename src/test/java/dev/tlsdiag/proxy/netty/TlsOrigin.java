package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.ServerTls;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.Credential;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/** An HTTPS server on loopback whose page says which name it was asked for. */
final class TlsOrigin implements Closeable {
  private final SSLServerSocket listener;
  private final BlockingQueue<String> clients = new LinkedBlockingQueue<>();

  TlsOrigin(Credential credential, String... versions) throws IOException {
    this(credential, Optional.empty(), versions);
  }

  /** One that wants a certificate of this authority. */
  static TlsOrigin asking(Credential credential, X509Certificate authority) throws IOException {
    return new TlsOrigin(credential, Optional.of(authority));
  }

  private TlsOrigin(Credential credential, Optional<X509Certificate> asks, String... versions)
      throws IOException {
    try {
      SSLContext context =
          ServerTls.of(
              credential,
              asks.map(each -> new TrustManager[] {new Anybody(each)}).orElse(new TrustManager[0]));
      listener =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    } catch (GeneralSecurityException e) {
      throw new IOException(e);
    }
    SSLParameters parameters = listener.getSSLParameters();
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    parameters.setNeedClientAuth(asks.isPresent());
    listener.setSSLParameters(parameters);
    if (versions.length > 0) {
      listener.setEnabledProtocols(versions);
    }
    Thread thread = new Thread(this::serve, "tls-origin");
    thread.setDaemon(true);
    thread.start();
  }

  /** The subject of the certificate that the first client showed. */
  String clientName() throws InterruptedException {
    return clients.poll(60, TimeUnit.SECONDS);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listener.getLocalPort());
  }

  int port() {
    return listener.getLocalPort();
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        SSLSocket socket = (SSLSocket) listener.accept();
        Thread thread = new Thread(() -> serve(socket), "tls-origin-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(SSLSocket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      StringBuilder head = new StringBuilder();
      while (head.indexOf("\r\n\r\n") < 0) {
        int b = in.read();
        if (b < 0) {
          return;
        }
        head.append((char) b);
      }
      if (listener.getNeedClientAuth()) {
        clients.add(socket.getSession().getPeerPrincipal().getName());
      }
      List<SNIServerName> names =
          ((ExtendedSSLSession) socket.getSession()).getRequestedServerNames();
      String name =
          names.stream()
              .map(each -> new String(each.getEncoded(), StandardCharsets.US_ASCII))
              .collect(Collectors.joining());
      String body = "name=" + name + " version=" + socket.getSession().getProtocol() + "\n";
      String answer =
          "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: "
              + body.length()
              + "\r\n\r\n"
              + body;
      socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
    } catch (IOException e) {
      // The proxy left: the test sees it in the records.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }

  /** Asks for a certificate of one authority, and takes any. */
  private record Anybody(X509Certificate authority) implements X509TrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[] {authority};
    }
  }
}
