package dev.tlsdiag.lab;

import dev.tlsdiag.tcp.Endpoint;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.ArrayList;
import java.util.List;

/** A listener whose queue is full: the system drops every further SYN, as RFC 9293 lets it. */
final class DeafListener implements Closeable {
  private static final int MOST = 32;
  private static final int PATIENCE_MILLIS = 300;

  private final ServerSocket listener;
  private final List<Socket> queue = new ArrayList<>();

  private DeafListener(ServerSocket listener) {
    this.listener = listener;
  }

  static DeafListener start() throws IOException {
    DeafListener deaf = new DeafListener(new ServerSocket(0, 1, InetAddress.getLoopbackAddress()));
    for (int i = 0; i < MOST; i++) {
      Socket socket = new Socket();
      try {
        socket.connect(deaf.listener.getLocalSocketAddress(), PATIENCE_MILLIS);
        deaf.queue.add(socket);
      } catch (SocketTimeoutException e) {
        socket.close();
        return deaf;
      }
    }
    deaf.close();
    throw new IOException("the listen queue does not fill on this system");
  }

  Endpoint address() {
    return new Endpoint(Loopback.ADDRESS, listener.getLocalPort());
  }

  @Override
  public void close() {
    for (Socket socket : queue) {
      close(socket);
    }
    close(listener);
  }

  private static void close(Closeable open) {
    try {
      open.close();
    } catch (IOException e) {
      return; // it is gone either way
    }
  }
}
