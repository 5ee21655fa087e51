package dev.tlsdiag.proxy.dns;

import dev.tlsdiag.tcp.Endpoint;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

/** Sends queries on to a resolver, each from a port of its own. */
final class Resolver {
  private static final int LONGEST = 65_535;

  /** A datagram that is lost is sent again, once. */
  private static final int ATTEMPTS = 2;

  private final InetSocketAddress address;
  private final Duration patience;

  Resolver(Endpoint resolver, Duration patience) {
    address = new InetSocketAddress(resolver.host(), resolver.port());
    this.patience = patience;
  }

  /**
   * Asks, and waits for the answer to this very query.
   *
   * @throws IOException where there is none in time
   */
  byte[] ask(Query query, boolean overTcp) throws IOException {
    return overTcp ? overTcp(query) : overUdp(query);
  }

  private byte[] overUdp(Query query) throws IOException {
    byte[] buffer = new byte[LONGEST];
    long patienceMillis = patience.toMillis() / ATTEMPTS;
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.connect(address);
      for (int i = 0; i < ATTEMPTS; i++) {
        socket.send(new DatagramPacket(query.bytes(), query.length()));
        long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(patienceMillis);
        for (long left = patienceMillis;
            left > 0;
            left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime())) {
          socket.setSoTimeout((int) left);
          DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
          try {
            socket.receive(packet);
          } catch (SocketTimeoutException e) {
            break;
          }
          byte[] answer = Arrays.copyOf(buffer, packet.getLength());
          if (query.isAnsweredBy(answer)) {
            return answer;
          }
        }
      }
    }
    throw new SocketTimeoutException("no answer of " + address);
  }

  private byte[] overTcp(Query query) throws IOException {
    int millis = (int) patience.toMillis();
    try (Socket socket = new Socket()) {
      socket.connect(address, millis);
      socket.setSoTimeout(millis);
      send(socket.getOutputStream(), query.bytes());
      DataInputStream in = new DataInputStream(socket.getInputStream());
      byte[] answer = in.readNBytes(in.readUnsignedShort());
      if (!query.isAnsweredBy(answer)) {
        throw new IOException("the answer is to another query");
      }
      return answer;
    }
  }

  /** With the length in front, in one piece (RFC 7766 section 8). */
  static void send(OutputStream out, byte[] message) throws IOException {
    byte[] framed = new byte[message.length + 2];
    framed[0] = (byte) (message.length >> 8);
    framed[1] = (byte) message.length;
    System.arraycopy(message, 0, framed, 2, message.length);
    out.write(framed);
    out.flush();
  }
}
