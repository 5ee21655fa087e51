package dev.tlsdiag.track;

import dev.tlsdiag.quic.ConnectionKeys;
import dev.tlsdiag.quic.InitialPayload;
import dev.tlsdiag.quic.LongPacket;
import dev.tlsdiag.quic.PacketOpener;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.wire.MalformedMessageException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * From QUIC datagrams to handshakes: opens Initial packets with the keys that anybody on the path
 * can make, as long as something in them can matter. For one thread.
 */
final class QuicTracker {
  private static final int MAX_FLOWS = 16_384;
  private static final long MAX_BYTES = 32L << 20;
  private static final int MAX_CONNECTIONS = 16;

  /** So often a flow may fail to open as a version nobody knows before that is no longer tried. */
  private static final int MAX_GUESSES = 8;

  /**
   * The least a packet with a short header takes: first byte and sample (RFC 9001 section 5.4.2).
   */
  private static final int SHORT_PACKET_BYTES = 21;

  private static final int HEADER_FORM_AND_FIXED_BIT = 0xc0;
  private static final int SHORT_HEADER = 0x40;

  private final HandshakeSink sink;
  private final PacketOpener opener = new PacketOpener();
  private final UdpFlows<QuicFlow> flows = new UdpFlows<>(MAX_FLOWS, MAX_BYTES);
  private long undecrypted;
  private long cutInitials;
  private long withoutTls;
  private long incomplete;

  QuicTracker(HandshakeSink sink) {
    this.sink = sink;
  }

  /** The connections between one pair of addresses and ports, the newest last. */
  private final class QuicFlow extends UdpFlows.Flow {
    final List<QuicConnection> connections = new ArrayList<>(1);
    int guesses;

    QuicFlow(UdpPair pair) {
      super(pair);
    }

    @Override
    int bufferedBytes() {
      int sum = 0;
      for (QuicConnection c : connections) {
        sum += c.bufferedBytes();
      }
      return sum;
    }

    @Override
    void close(long nanos) {
      connections.forEach(c -> drop(c, nanos));
    }

    @Override
    boolean settled() {
      return connections.stream().allMatch(QuicConnection::settled);
    }

    /** The one a connection ID points to, else the newest. */
    QuicConnection of(LongPacket packet, boolean fromClient) {
      for (int i = connections.size() - 1; i >= 0; i--) {
        if (connections.get(i).owns(packet, fromClient)) {
          return connections.get(i);
        }
      }
      return newest();
    }

    QuicConnection newest() {
      return connections.get(connections.size() - 1);
    }
  }

  /** Takes a datagram that starts with a long header, or any of a flow that had one. */
  void onDatagram(Datagram d, long stream) {
    byte[] bytes = d.payload().toArray();
    QuicFlow flow = flows.find(stream);
    int at = 0;
    QuicConnection last = null;
    while (at < bytes.length && LongPacket.isLongHeader(bytes[at])) {
      LongPacket packet;
      try {
        packet = LongPacket.parse(bytes, at);
      } catch (MalformedMessageException e) {
        break; // cut off by the capture, or no QUIC
      }
      if (packet.end() > bytes.length) {
        cutInitials += packet.type() == LongPacket.Type.INITIAL ? 1 : 0;
        last = flow == null ? null : seen(flow, packet, d, last);
        at = bytes.length;
        break;
      }
      if (packet.type() == LongPacket.Type.INITIAL) {
        QuicConnection c = initial(flow, packet, bytes, d, stream);
        flow = flow == null ? flows.find(stream) : flow;
        last = c == null ? last : seen(c, d, flow.pair.fromClient(d), last);
      } else if (flow != null) {
        last = seen(flow, packet, d, last);
        onOther(last, packet, d, flow.pair.fromClient(d));
      }
      at = packet.end();
    }
    if (flow == null) {
      return;
    }
    if (bytes.length - at >= SHORT_PACKET_BYTES
        && (bytes[at] & HEADER_FORM_AND_FIXED_BIT) == SHORT_HEADER) {
      shortHeader(flow, last == null ? flow.newest() : last, d);
    }
    flows.touched(flow, d.timeNanos());
  }

  private static QuicConnection seen(
      QuicFlow flow, LongPacket packet, Datagram d, QuicConnection last) {
    boolean fromClient = flow.pair.fromClient(d);
    return seen(flow.of(packet, fromClient), d, fromClient, last);
  }

  /** A datagram counts once for its connection, however many packets are in it. */
  private static QuicConnection seen(
      QuicConnection c, Datagram d, boolean fromClient, QuicConnection last) {
    if (c != last) {
      c.seen(d, fromClient);
    }
    return c;
  }

  private static void onOther(QuicConnection c, LongPacket packet, Datagram d, boolean fromClient) {
    Optional<QuicHandshake> pending = c.pending();
    if (pending.isEmpty()) {
      return;
    }
    QuicHandshake handshake = pending.get();
    switch (packet.type()) {
      case HANDSHAKE -> handshake.handshakePacket(fromClient);
      case RETRY -> {
        if (!fromClient) {
          handshake.retried(Outcome.Retried.By.RETRY, d);
        }
      }
      case VERSION_NEGOTIATION -> {
        if (!fromClient) {
          handshake.retried(Outcome.Retried.By.VERSION_NEGOTIATION, d);
        }
      }
      case INITIAL, ZERO_RTT -> {
        // the first is opened elsewhere, the second says nothing of the handshake
      }
    }
  }

  private static void shortHeader(QuicFlow flow, QuicConnection c, Datagram d) {
    boolean fromClient = flow.pair.fromClient(d);
    c.seen(d, fromClient);
    c.pending().ifPresent(h -> h.shortHeader(fromClient));
    if (c.pending().filter(QuicHandshake::settled).isPresent()) {
      c.close(d.timeNanos());
    }
  }

  /**
   * Opens an Initial packet where that can matter; null where no connection is known that it
   * belongs to.
   */
  private QuicConnection initial(
      QuicFlow flow, LongPacket packet, byte[] bytes, Datagram d, long stream) {
    if (flow != null) {
      boolean fromClient = flow.pair.fromClient(d);
      QuicConnection named = null;
      for (int i = flow.connections.size() - 1; i >= 0; i--) {
        QuicConnection c = flow.connections.get(i);
        if (c.owns(packet, fromClient)) {
          named = c;
          if (c.beyond(packet) || open(c, packet, bytes, d, fromClient)) {
            return c;
          }
        }
      }
      for (int i = flow.connections.size() - 1; i >= 0; i--) {
        QuicConnection c = flow.connections.get(i);
        if (c != named && open(c, packet, bytes, d, fromClient)) {
          return c;
        }
      }
      if (!fromClient) {
        undecrypted++;
        return named == null ? flow.newest() : named;
      }
    }
    return first(flow, packet, bytes, d, stream);
  }

  private boolean open(
      QuicConnection c, LongPacket packet, byte[] bytes, Datagram d, boolean fromClient) {
    Optional<InitialPayload> payload;
    if (c.keys().version().equals(packet.version())) {
      payload = opener.open(bytes, packet, c.keys(), fromClient);
    } else if (!fromClient) { // compatible version negotiation, RFC 9368 section 2.3
      Optional<PacketOpener.Opened> opened = opener.openAnswer(bytes, packet, c.originalId);
      opened.map(PacketOpener.Opened::keys).ifPresent(c::rekey);
      payload = opened.map(PacketOpener.Opened::payload);
    } else {
      payload = Optional.empty();
    }
    payload.ifPresent(frames -> c.initial(packet, frames, d, fromClient));
    return payload.isPresent();
  }

  private QuicConnection first(
      QuicFlow known, LongPacket packet, byte[] bytes, Datagram d, long stream) {
    boolean registered = packet.version().registered();
    if (packet.destinationId().isEmpty()
        || !registered && known != null && known.guesses >= MAX_GUESSES) {
      undecrypted += registered ? 1 : 0;
      return null;
    }
    Optional<PacketOpener.Opened> opened = opener.openFirst(bytes, packet);
    if (opened.isEmpty()) {
      undecrypted += registered ? 1 : 0;
      if (known != null) {
        known.guesses++;
      }
      return known == null ? null : known.newest();
    }
    QuicFlow flow = known;
    if (flow == null) {
      flow = new QuicFlow(UdpPair.sentBy(d, stream));
      flows.add(flow);
    }
    ConnectionKeys keys = opened.get().keys();
    QuicConnection c = new QuicConnection(sink, flow.pair, packet, keys, d);
    withoutTls += packet.version().withoutTls() ? 1 : 0;
    flow.connections.add(c);
    if (flow.connections.size() > MAX_CONNECTIONS) {
      drop(flow.connections.remove(0), d.timeNanos());
    }
    c.initial(packet, opened.get().payload(), d, true);
    return c;
  }

  private void drop(QuicConnection c, long nanos) {
    incomplete += c.incomplete() ? 1 : 0;
    c.close(nanos);
  }

  /** Takes an error about a datagram of a connection that is going on. */
  boolean onIcmpError(Datagram quoted, IcmpError error) {
    QuicFlow flow = flows.find(quoted);
    if (flow == null) {
      return false;
    }
    flow.newest().pending().ifPresent(h -> h.icmpError(error, quoted.frame()));
    return true;
  }

  boolean watches(long stream) {
    return flows.find(stream) != null;
  }

  void tick(long now, long settledNanos, long openNanos) {
    flows.tick(now, settledNanos, openNanos);
  }

  void finish(long nanos) {
    flows.close(nanos);
  }

  /** Initial packets of a known version that no key opened. */
  long undecrypted() {
    return undecrypted;
  }

  /** Initial packets that are longer than what was captured of their datagram. */
  long cutInitials() {
    return cutInitials;
  }

  /** Connections of Google's QUIC with its own handshake, which has no ClientHello. */
  long withoutTls() {
    return withoutTls;
  }

  /** Connections whose ClientHello never became complete. */
  long incomplete() {
    return incomplete;
  }

  long evicted() {
    return flows.evicted();
  }
}
