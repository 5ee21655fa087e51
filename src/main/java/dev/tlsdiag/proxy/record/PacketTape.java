package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.ClearSecrets;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.track.WireEvents;
import java.nio.ByteBuffer;

/**
 * A connection's events as the packets that would have made them. Numbers its bytes itself, so that
 * what a full disk leaves out is seen as a gap. Called on one thread at a time.
 */
final class PacketTape implements WireEvents {
  /** The longest payload of one packet, so that an IPv4 header's 16 bits hold its length. */
  static final int MAX_PAYLOAD = 60_000;

  private static final long CLIENT_ISN = 1_000_000;
  private static final long SERVER_ISN = 2_000_000;
  private static final byte[] NOTHING = {};

  /** Takes the packets. */
  interface Sink {
    void packet(Packet packet);
  }

  /** What a packet is made of. */
  static final class Packet {
    final PacketTape tape;

    /** 0 the client, 1 the server. */
    final int from;

    final long sequence;
    final long acknowledgment;
    final int flags;
    final byte[] payload;
    final long nanos;

    private Packet(PacketTape tape, int from, int flags, byte[] payload, long nanos) {
      this.tape = tape;
      this.from = from;
      this.flags = flags;
      this.payload = payload;
      this.nanos = nanos;
      sequence = tape.next[from];
      acknowledgment = (flags & TcpPackets.ACK) == 0 ? 0 : tape.next[1 - from];
    }
  }

  /** Shown by Wireshark as the interface. */
  final String source;

  /** Of the thread that writes. */
  final TcpPackets packets;

  private final Sink sink;
  private final long[] next = {CLIENT_ISN, SERVER_ISN};
  private boolean synSent;
  private boolean connected;
  private boolean over;
  private final boolean[] finished = new boolean[2];
  private final ClearSecrets[] secrets;

  PacketTape(String source, Endpoint client, Endpoint server, Redaction redaction, Sink sink) {
    this.source = requireNonNull(source, "source is null");
    this.sink = requireNonNull(sink, "sink is null");
    packets = new TcpPackets(client, server);
    secrets = new ClearSecrets[] {new ClearSecrets(redaction), new ClearSecrets(redaction)};
  }

  @Override
  public void connecting(long nanos) {
    next[0] = CLIENT_ISN;
    send(0, TcpPackets.SYN, NOTHING, nanos);
    synSent = true;
    next[0]++;
  }

  @Override
  public void connected(long nanos) {
    if (!synSent) {
      connecting(nanos);
    }
    connected = true;
    send(1, TcpPackets.SYN | TcpPackets.ACK, NOTHING, nanos);
    next[1]++;
    send(0, TcpPackets.ACK, NOTHING, nanos);
  }

  @Override
  public void refused(long nanos) {
    send(1, TcpPackets.RST | TcpPackets.ACK, NOTHING, nanos);
    over = true;
  }

  @Override
  public void bytes(Side from, ByteBuffer bytes, long nanos) {
    if (!connected) {
      connected(nanos);
    }
    int sender = direction(from);
    ByteBuffer rest = bytes.duplicate();
    while (rest.hasRemaining()) {
      byte[] payload = new byte[Math.min(rest.remaining(), MAX_PAYLOAD)];
      rest.get(payload);
      secrets[sender].mask(payload);
      send(sender, TcpPackets.PSH | TcpPackets.ACK, payload, nanos);
      next[sender] += payload.length;
    }
  }

  /** Bytes that nobody keeps: what follows stands where it belongs. */
  void skipped(Side from, int count) {
    next[direction(from)] += count;
  }

  @Override
  public void acknowledged(Side by, long nanos) {
    send(direction(by), TcpPackets.ACK, NOTHING, nanos);
  }

  @Override
  public void closed(Side by, long nanos) {
    int sender = direction(by);
    if (!finished[sender]) {
      finished[sender] = true;
      send(sender, TcpPackets.FIN | TcpPackets.ACK, NOTHING, nanos);
      next[sender]++;
    }
  }

  @Override
  public void reset(Side by, long nanos) {
    send(direction(by), TcpPackets.RST | TcpPackets.ACK, NOTHING, nanos);
    over = true;
  }

  private void send(int from, int flags, byte[] payload, long nanos) {
    if (!over) {
      sink.packet(new Packet(this, from, flags, payload, nanos));
    }
  }

  private static int direction(Side side) {
    return side == Side.CLIENT ? 0 : 1;
  }
}
