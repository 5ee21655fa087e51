package dev.tlsdiag.capture;

import dev.tlsdiag.pcap.CaptureFormatException;
import dev.tlsdiag.pcap.CaptureReader;
import dev.tlsdiag.pcap.ReaderCounters;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.track.Datagram;
import dev.tlsdiag.track.DnsSighting;
import dev.tlsdiag.track.HandshakeSink;
import dev.tlsdiag.track.NameSink;
import dev.tlsdiag.track.PendingHandshake;
import dev.tlsdiag.track.TcpTracker;
import dev.tlsdiag.track.UdpGate;
import dev.tlsdiag.wire.Bytes;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The first half of reading a capture: packets out of bytes, TCP connections out of packets. What
 * is found goes to {@code events} in the order of the file. One thread.
 */
final class Scan implements PacketSink, HandshakeSink, NameSink, ScanJob.Target {
  private final Consumer<Event> events;
  private final TcpTracker tcp = new TcpTracker(this, this);
  private final UdpGate udp = new UdpGate();
  private final CaptureReader reader = new CaptureReader(this);
  private long firstNanos = Long.MIN_VALUE;
  private long lastNanos;

  Scan(Consumer<Event> events) {
    this.events = events;
  }

  @Override
  public int read(ByteBuffer window, int position, int limit) throws CaptureFormatException {
    return reader.read(window, position, limit);
  }

  @Override
  public ReaderCounters counters() {
    return reader.counters();
  }

  @Override
  public void onTcp(Packet packet) {
    clock(packet.timeNanos);
    tcp.onTcp(packet);
  }

  @Override
  public void onUdp(Packet packet) {
    clock(packet.timeNanos);
    long stream = udp.offer(packet);
    if (stream >= 0) {
      events.accept(new Event.Udp(datagram(packet), stream));
    }
  }

  @Override
  public void onIcmpError(Packet quoted, boolean ofTcp, IcmpError error) {
    clock(quoted.timeNanos);
    if (ofTcp) {
      tcp.onIcmpError(quoted, error);
    } else {
      events.accept(new Event.Icmp(datagram(quoted), error));
    }
  }

  private void clock(long nanos) {
    if (firstNanos == Long.MIN_VALUE) {
      firstNanos = nanos;
    }
    if (nanos > lastNanos) {
      lastNanos = nanos;
    }
  }

  private static Datagram datagram(Packet p) {
    return new Datagram(
        p.frame,
        p.timeNanos,
        p.source(),
        p.sourcePort,
        p.destination(),
        p.destinationPort,
        p.payloadLength == 0 ? Bytes.EMPTY : Bytes.wrap(p.payload()),
        p.cutBytes);
  }

  @Override
  public void opened(PendingHandshake handshake) {
    events.accept(new Event.Opened(handshake));
  }

  @Override
  public void closed(PendingHandshake handshake) {
    events.accept(new Event.Closed(handshake));
  }

  @Override
  public void onName(IpAddress address, String name) {
    events.accept(new Event.Named(address, name));
  }

  @Override
  public void onDns(DnsSighting sighting) {
    events.accept(new Event.Dns(sighting));
  }

  @Override
  public void tick(long quietNanos) {
    if (firstNanos != Long.MIN_VALUE) {
      tcp.tick(lastNanos + quietNanos);
      events.accept(new Event.Tick(lastNanos + quietNanos));
    }
  }

  @Override
  public void finish(int left) throws CaptureFormatException {
    reader.end(left); // its warning is among the counters'; may still give packets
    tcp.finish(lastNanos);
  }

  @Override
  public void stop() {
    tcp.finish(lastNanos);
  }

  /** Nanoseconds since the epoch of the first packet, where there is one. */
  Optional<Long> firstNanos() {
    return firstNanos == Long.MIN_VALUE ? Optional.empty() : Optional.of(firstNanos);
  }

  long lastNanos() {
    return lastNanos;
  }

  /** What this half counted; the QUIC and DTLS handshakes are added by the other. */
  CaptureCounters counted() {
    ReaderCounters read = reader.counters();
    return new CaptureCounters(
        read.packets(),
        read.bytes(),
        tcp.connections(),
        udp.flows(),
        tcp.handshakes(),
        read.undecoded(),
        read.cutPackets(),
        read.fragmentsDropped(),
        tcp.evicted(),
        tcp.droppedBytes(),
        tcp.droppedSegments(),
        0,
        tcp.unansweredHidden());
  }
}
