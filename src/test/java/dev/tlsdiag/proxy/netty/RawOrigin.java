package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;

/** A server that does on each connection what the test says, byte by byte. */
final class RawOrigin implements AutoCloseable {

  /** What it does with a connection, which is closed afterwards. */
  interface Script {
    void run(RawClient connection, int number) throws Exception;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final ExecutorService threads = Executors.newCachedThreadPool();

  RawOrigin(Script script) throws IOException {
    threads.execute(() -> accept(script));
  }

  /** Answers each request with this, as long as the connection stands. */
  static RawOrigin answering(String response) throws IOException {
    return new RawOrigin(
        (connection, number) -> {
          while (!connection.readMessage().endsWith("<end>")) {
            connection.send(response);
          }
        });
  }

  Endpoint endpoint() {
    return new Endpoint("127.0.0.1", server.getLocalPort());
  }

  private void accept(Script script) {
    for (int number = 1; ; number++) {
      try {
        Socket socket = server.accept();
        socket.setSoTimeout(HttpRig.PATIENCE_SECONDS * 1000);
        int count = number;
        threads.execute(
            () -> {
              try (socket) {
                script.run(new RawClient(socket), count);
              } catch (Exception e) {
                // The client sees the connection end, and the test sees that.
              }
            });
      } catch (IOException | RejectedExecutionException e) {
        return; // closed
      }
    }
  }

  @Override
  public void close() throws IOException {
    server.close();
    threads.shutdownNow();
  }
}
