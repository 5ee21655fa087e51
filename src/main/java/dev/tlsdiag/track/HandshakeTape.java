package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The handshake of a live connection, told by the same code that reads captures: every event
 * becomes the packet that a capture would have of it.
 *
 * <p>Follows the connection until nothing can change any more; what comes after costs nothing. Not
 * thread-safe.
 */
public final class HandshakeTape implements WireEvents {
  private static final int CLIENT_ISN = 1_000_000;
  private static final int SERVER_ISN = 2_000_000;

  private final String name;
  private final Packet packet = new Packet();
  private final IpAddress[] addresses;
  private final int[] ports;
  private final int[] next = {CLIENT_ISN, SERVER_ISN};
  private final int[] acknowledged = {0, 0};
  private final List<PendingHandshake> pending = new ArrayList<>(1);
  private final TcpConnection connection;
  private List<Handshake> finished;
  private long lastNanos;
  private boolean answered;

  /**
   * @param name of the leg; takes the place of the file in {@link Handshake#file}
   * @param client an IP literal with its port
   * @param server an IP literal with its port
   * @param pool of the thread that calls; may be shared by the tapes of one thread
   */
  public HandshakeTape(String name, Endpoint client, Endpoint server, ArrayPool pool) {
    this.name = requireNonNull(name, "name is null");
    addresses = new IpAddress[] {address(client), address(server)};
    ports = new int[] {client.port(), server.port()};
    fill(0, 0, 0);
    HandshakeSink sink =
        new HandshakeSink() {
          @Override
          public void opened(PendingHandshake handshake) {
            pending.add(handshake);
          }

          @Override
          public void closed(PendingHandshake handshake) {}
        };
    connection = new TcpConnection(new TcpFlow(packet, 1, 0), sink, pool);
    connection.flow.connection = connection;
  }

  /** Without the zone of a link-local address (RFC 4007 section 11), which no packet carries. */
  private static IpAddress address(Endpoint endpoint) {
    int zone = endpoint.host().indexOf('%');
    return IpAddress.parse(zone < 0 ? endpoint.host() : endpoint.host().substring(0, zone));
  }

  @Override
  public void connecting(long nanos) {
    send(0, Packet.SYN, nanos);
    connection.flow.synSeen = true;
  }

  @Override
  public void connected(long nanos) {
    answered = true;
    next[0] = CLIENT_ISN + 1;
    send(1, Packet.SYN | Packet.ACK, nanos);
    next[1] = SERVER_ISN + 1;
    acknowledged(Side.CLIENT, nanos);
  }

  @Override
  public void refused(long nanos) {
    answered = true;
    next[0] = CLIENT_ISN + 1;
    send(1, Packet.RST | Packet.ACK, nanos);
  }

  @Override
  public void bytes(Side from, ByteBuffer bytes, long nanos) {
    int direction = direction(from);
    int length = bytes.remaining();
    if (length == 0 || over()) {
      next[direction] += length;
      return;
    }
    // The receiver of these bytes is this end, or the peer has answered: both imply an ACK.
    acknowledged[direction] = next[1 - direction];
    fill(direction, Packet.ACK, nanos);
    packet.buffer = bytes;
    packet.payloadOffset = bytes.position();
    packet.payloadLength = length;
    deliver(direction);
    packet.buffer = null;
    next[direction] += length;
  }

  @Override
  public void acknowledged(Side by, long nanos) {
    acknowledged[direction(by)] = next[1 - direction(by)];
    send(direction(by), Packet.ACK, nanos);
  }

  @Override
  public void closed(Side by, long nanos) {
    send(direction(by), Packet.FIN | Packet.ACK, nanos);
  }

  @Override
  public void reset(Side by, long nanos) {
    send(direction(by), Packet.RST, nanos);
  }

  /** Whether further events would change nothing. */
  public boolean over() {
    return finished != null || connection.decided();
  }

  /**
   * What became of it until now; ends the tape. Empty where the connection stood and no ClientHello
   * was sent on it.
   *
   * @param nanos the time until which nothing more was seen
   */
  public Optional<Connection> finish(long nanos) {
    if (finished == null) {
      connection.endNanos = Math.max(nanos, lastNanos);
      connection.finish(true);
      if (connection.hellos == 0 && connection.synCount > 0 && !connection.synAckSeen) {
        Outcome outcome =
            answered
                ? new Outcome.Refused(Side.SERVER)
                : new Outcome.SynUnanswered(connection.synAttempts);
        pending.add(TcpHandshake.withoutHello(connection, 0, outcome));
      }
      for (HalfStream half : connection.halves) {
        half.buffer.release();
      }
      finished = new ArrayList<>(pending.size());
      for (PendingHandshake each : pending) {
        finished.add(each.complete(finished.size(), name));
      }
    }
    return finished.isEmpty() ? Optional.empty() : Optional.of(new Connection(finished));
  }

  /**
   * What is known until now, with the tape going on: how it ends is open. Empty where no
   * ClientHello was seen.
   */
  public Optional<Connection> soFar() {
    List<Handshake> known = new ArrayList<>(pending.size());
    for (PendingHandshake each : pending) {
      if (each instanceof TcpHandshake hello) {
        known.add(hello.soFar(connection, each == pending.get(pending.size() - 1), name));
      }
    }
    return known.isEmpty() ? Optional.empty() : Optional.of(new Connection(known));
  }

  private void send(int direction, int flags, long nanos) {
    if (over()) {
      return;
    }
    fill(direction, flags, nanos);
    packet.payloadLength = 0;
    deliver(direction);
  }

  private void deliver(int direction) {
    connection.onPacket(packet, direction);
    lastNanos = packet.timeNanos;
  }

  private void fill(int direction, int flags, long nanos) {
    int other = 1 - direction;
    packet.frame++;
    packet.timeNanos = Math.max(nanos, lastNanos);
    packet.v6 = addresses[direction].v6();
    packet.sourceHigh = addresses[direction].high();
    packet.sourceLow = addresses[direction].low();
    packet.destinationHigh = addresses[other].high();
    packet.destinationLow = addresses[other].low();
    packet.sourcePort = ports[direction];
    packet.destinationPort = ports[other];
    packet.sequence = next[direction];
    packet.acknowledgment = acknowledged[direction];
    packet.flags = flags;
    packet.window = 65535;
  }

  private static int direction(Side side) {
    return side == Side.CLIENT ? 0 : 1;
  }
}
