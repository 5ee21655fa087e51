package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HelloReader;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A server on loopback that reads a ClientHello, keeps it, and then does as the test says. */
final class HelloOrigin implements Closeable {
  /** What follows the hello. */
  interface Reaction {
    void react(Socket socket, InputStream in, OutputStream out) throws IOException;
  }

  private final ServerSocket listener;
  private final Reaction reaction;
  private final boolean readsHello;
  private final BlockingQueue<ClientHello> hellos = new LinkedBlockingQueue<>();

  private HelloOrigin(boolean readsHello, Reaction reaction) throws IOException {
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    this.reaction = reaction;
    this.readsHello = readsHello;
    Thread thread = new Thread(this::serve, "raw-origin");
    thread.setDaemon(true);
    thread.start();
  }

  static HelloOrigin afterHello(Reaction reaction) throws IOException {
    return new HelloOrigin(true, reaction);
  }

  static HelloOrigin afterConnect(Reaction reaction) throws IOException {
    return new HelloOrigin(false, reaction);
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", listener.getLocalPort());
  }

  ClientHello hello() throws InterruptedException {
    ClientHello hello = hellos.poll(60, TimeUnit.SECONDS);
    if (hello == null) {
      throw new AssertionError("no ClientHello came");
    }
    return hello;
  }

  private void serve() {
    while (!listener.isClosed()) {
      try {
        Socket socket = listener.accept();
        Thread thread = new Thread(() -> serve(socket), "raw-origin-connection");
        thread.setDaemon(true);
        thread.start();
      } catch (IOException e) {
        return;
      }
    }
  }

  private void serve(Socket socket) {
    try (socket) {
      InputStream in = socket.getInputStream();
      if (readsHello) {
        hellos.add(readHello(in));
      }
      reaction.react(socket, in, socket.getOutputStream());
    } catch (IOException e) {
      // The proxy left: the test sees it in the records.
    }
  }

  private static ClientHello readHello(InputStream in) throws IOException {
    HelloReader reader = new HelloReader();
    byte[] buffer = new byte[4096];
    while (true) {
      int length = in.read(buffer);
      if (length < 0) {
        throw new UncheckedIOException(new IOException("closed before the hello"));
      }
      HelloReader.Result result = reader.read(ByteBuffer.wrap(buffer, 0, length));
      if (result instanceof HelloReader.Result.Complete complete) {
        return complete.hello();
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
  }
}
