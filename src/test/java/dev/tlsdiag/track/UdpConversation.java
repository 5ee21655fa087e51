package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.wire.Bytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Datagrams between a client and a server, one millisecond apart, and the handshakes in them. */
final class UdpConversation {
  static final IpAddress CLIENT = IpAddress.parse("192.0.2.1");
  static final IpAddress SERVER = IpAddress.parse("2001:db8::1");
  private static final int CLIENT_PORT = 50_000;

  final Map<IpAddress, String> names = new HashMap<>();
  private final HandshakeLog log = new HandshakeLog();
  final UdpTracker tracker = new UdpTracker(log, names::put);
  private final int serverPort;
  private long frame;
  private long nanos = 1_700_000_000_000_000_000L;

  UdpConversation(int serverPort) {
    this.serverPort = serverPort;
  }

  UdpConversation client(byte[] payload) {
    return send(CLIENT, CLIENT_PORT, SERVER, serverPort, payload);
  }

  UdpConversation server(byte[] payload) {
    return send(SERVER, serverPort, CLIENT, CLIENT_PORT, payload);
  }

  private UdpConversation send(
      IpAddress source, int sourcePort, IpAddress destination, int port, byte[] payload) {
    nanos += 1_000_000;
    frame++;
    Bytes copy = Bytes.copyOf(payload);
    int before = log.opened.size();
    tracker.onDatagram(
        new Datagram(frame, nanos, source, sourcePort, destination, port, copy, 0), 7);
    for (PendingHandshake opened : log.opened.subList(before, log.opened.size())) {
      assertEquals(frame, opened.frame(), "opened with its last datagram");
    }
    return this;
  }

  UdpConversation icmp(IcmpError error) {
    frame++;
    tracker.onIcmpError(
        new Datagram(frame, nanos, CLIENT, CLIENT_PORT, SERVER, serverPort, Bytes.EMPTY, 0), error);
    return this;
  }

  UdpConversation tick(long seconds) {
    nanos += seconds * 1_000_000_000L;
    tracker.tick(nanos);
    return this;
  }

  int stillOpen() {
    return log.stillOpen();
  }

  /** All handshakes, in order, after {@code seconds} of silence at the end of the capture. */
  List<Handshake> finish(long seconds) {
    tracker.finish(nanos + seconds * 1_000_000_000L);
    return log.complete();
  }
}
