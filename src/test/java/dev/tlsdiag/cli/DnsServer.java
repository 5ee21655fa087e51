package dev.tlsdiag.cli;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;

/** Answers every query over UDP with one response code and no record (RFC 1035 section 4.1.1). */
final class DnsServer implements AutoCloseable {
  static final int NXDOMAIN = 3;

  private final DatagramSocket socket;
  private final int code;

  private DnsServer(int code) throws IOException {
    this.code = code;
    this.socket = new DatagramSocket(0, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::serve, "dns-server");
    thread.setDaemon(true);
    thread.start();
  }

  static DnsServer answering(int code) throws IOException {
    return new DnsServer(code);
  }

  int port() {
    return socket.getLocalPort();
  }

  private void serve() {
    byte[] message = new byte[4096];
    try {
      while (true) {
        DatagramPacket packet = new DatagramPacket(message, message.length);
        socket.receive(packet);
        message[2] |= (byte) 0x80; // a response
        message[3] = (byte) (0x80 | code);
        message[11] = 0; // without what the query adds after its question
        int length = 12;
        while (message[length] != 0) {
          length += message[length] + 1;
        }
        packet.setLength(length + 5);
        socket.send(packet);
      }
    } catch (IOException closed) {
      // That is how it ends.
    }
  }

  @Override
  public void close() {
    socket.close();
  }
}
