package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.Endpoint;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.TrustManager;

/**
 * Goes through a request and the begin of a handshake once without a network. What a JVM does first
 * it does slowly, and the times of the first request are those people look at.
 */
final class Rehearsal {
  private static final Endpoint NOWHERE = new Endpoint("127.0.0.1", 0);

  private static boolean done;
  private static boolean connected;

  private Rehearsal() {}

  static synchronized void once() {
    if (done) {
      return;
    }
    done = true;
    RunClock clock = new RunClock();
    LegTape tape = new LegTape("rehearsal", NOWHERE, NOWHERE, Optional.empty(), clock);
    byte[] hello = hello();
    tape.connected(clock.nanos(), clock.nanos());
    tape.sent(hello, 0, hello.length);
    tape.finish();
    ReplayRequest request = ReplayRequest.get(URI.create("http://rehearsal.invalid/"));
    new HttpRun(request, "http/1.1", false, List.of(), clock, tape, "nobody")
        .run(new CannedSocket());
  }

  /**
   * Connects to itself: the first connection of a process takes milliseconds longer than the path,
   * and what is said of distances rests on that time.
   */
  static synchronized void connectOnce() {
    if (connected) {
      return;
    }
    connected = true;
    try (ServerSocket listener = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        Socket socket = new Socket()) {
      socket.connect(listener.getLocalSocketAddress(), 1000);
    } catch (IOException e) {
      // Then the first connection takes as long as it takes.
    }
  }

  private static byte[] hello() {
    try {
      SSLContext context = SSLContext.getInstance("TLS");
      // No server is verified, and Java's authorities would take longer than all the rest.
      context.init(null, new TrustManager[0], null);
      SSLEngine engine = context.createSSLEngine("rehearsal.invalid", 443);
      engine.setUseClientMode(true);
      ByteBuffer record = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
      engine.wrap(ByteBuffer.allocate(0), record);
      byte[] bytes = new byte[record.flip().remaining()];
      record.get(bytes);
      return bytes;
    } catch (GeneralSecurityException | SSLException e) {
      return new byte[0]; // the request at hand will tell what is wrong
    }
  }

  /** Has an answer ready, and forgets what it is told. */
  private static final class CannedSocket extends Socket {
    private static final byte[] ANSWER =
        "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes(StandardCharsets.US_ASCII);

    @Override
    public InputStream getInputStream() {
      return new ByteArrayInputStream(ANSWER);
    }

    @Override
    public OutputStream getOutputStream() {
      return OutputStream.nullOutputStream();
    }

    @Override
    public InetAddress getInetAddress() {
      return InetAddress.getLoopbackAddress();
    }

    @Override
    public synchronized void close() throws IOException {
      super.close();
    }
  }
}
