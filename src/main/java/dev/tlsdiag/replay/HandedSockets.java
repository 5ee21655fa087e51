package dev.tlsdiag.replay;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.SocketFactory;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/** Factories that give one socket, once: attempts are made by us alone. */
final class HandedSockets {
  private HandedSockets() {}

  static SocketFactory plain(Socket socket) {
    AtomicReference<Socket> left = new AtomicReference<>(socket);
    return new SocketFactory() {
      @Override
      public Socket createSocket() throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort)
          throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
          throws IOException {
        return once(left);
      }
    };
  }

  static SSLSocketFactory tls(SSLSocket socket) {
    AtomicReference<Socket> left = new AtomicReference<>(socket);
    return new SSLSocketFactory() {
      @Override
      public Socket createSocket(Socket carrier, String host, int port, boolean autoClose)
          throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(String host, int port) throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(String host, int port, InetAddress local, int localPort)
          throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(InetAddress host, int port) throws IOException {
        return once(left);
      }

      @Override
      public Socket createSocket(InetAddress host, int port, InetAddress local, int localPort)
          throws IOException {
        return once(left);
      }

      @Override
      public String[] getDefaultCipherSuites() {
        return socket.getEnabledCipherSuites();
      }

      @Override
      public String[] getSupportedCipherSuites() {
        return socket.getSupportedCipherSuites();
      }
    };
  }

  private static Socket once(AtomicReference<Socket> left) throws IOException {
    Socket socket = left.getAndSet(null);
    if (socket == null) {
      throw new IOException("a second connection was wanted for one attempt");
    }
    return socket;
  }
}
