package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.quic.LongPacket;
import dev.tlsdiag.quic.QuicVersion;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tls.ContentType;
import java.nio.ByteBuffer;

/**
 * Follows QUIC and DTLS handshakes and reads the names in DNS answers. All methods but {@link
 * #interesting} are for one thread.
 */
public final class UdpTracker {
  /** How long a flow whose outcome is known stays open for more, in live use. */
  private static final long SETTLED_NANOS = 500_000_000L;

  /** How long a silent one does. */
  private static final long OPEN_NANOS = 10_000_000_000L;

  private static final int SHORTEST_LONG_HEADER = 7;
  private static final int LONGEST_ID = 20;
  private static final int FIXED_BIT = 0x40;
  private static final int RECORD_HEADER_BYTES = 13;

  private final QuicTracker quic;
  private final DtlsTracker dtls;
  private final DnsAnswers dns;
  private long handshakes;

  public UdpTracker(HandshakeSink sink, NameSink names) {
    requireNonNull(sink, "sink is null");
    HandshakeSink counting =
        new HandshakeSink() {
          @Override
          public void opened(PendingHandshake handshake) {
            handshakes++;
            sink.opened(handshake);
          }

          @Override
          public void closed(PendingHandshake handshake) {
            sink.closed(handshake);
          }
        };
    this.quic = new QuicTracker(counting);
    this.dtls = new DtlsTracker(counting);
    this.dns = new DnsAnswers(names);
  }

  /**
   * Whether a datagram can be of interest by itself: a QUIC long header, a DTLS record, a DNS
   * message. Looks at a few bytes only. Of a flow that had one, a few datagrams more of each
   * direction should be given to {@link #onDatagram}: those with a QUIC short header, or encrypted
   * records, tell that the handshake came to its end.
   */
  public static boolean interesting(Packet packet) {
    int length = packet.payloadLength;
    if (length < SHORTEST_LONG_HEADER) {
      return false;
    }
    ByteBuffer b = packet.buffer;
    int at = packet.payloadOffset;
    int first = b.get(at) & 0xff;
    if (isDns(packet)) {
      return length > DnsAnswers.HEADER_BYTES;
    }
    if (LongPacket.isLongHeader(first)) {
      return plausibleQuic(b, at, length, first);
    }
    int record = at + DtlsTracker.recordsAt(packet.sourcePort, packet.destinationPort, first);
    if (length - (record - at) < RECORD_HEADER_BYTES) {
      return false;
    }
    int type = b.get(record) & 0xff;
    return DtlsRecord.knownType(type)
        && type != ContentType.APPLICATION_DATA
        && DtlsRecord.knownVersion(b.getShort(record + 1) & 0xffff);
  }

  /** Whether it goes to a DNS server or comes from one. */
  static boolean isDns(Packet packet) {
    return packet.sourcePort == DnsAnswers.PORT || packet.destinationPort == DnsAnswers.PORT;
  }

  private static boolean plausibleQuic(ByteBuffer b, int at, int length, int first) {
    int version = b.getInt(at + 1);
    int destinationIdLength = b.get(at + 5) & 0xff;
    if (destinationIdLength > LONGEST_ID || 6 + destinationIdLength >= length) {
      return false;
    }
    int sourceIdLength = b.get(at + 6 + destinationIdLength) & 0xff;
    if (sourceIdLength > LONGEST_ID) {
      return false;
    }
    // The fixed bit keeps apart RTP and others on the port (RFC 9443); known versions may do
    // without.
    return version == 0 || (first & FIXED_BIT) != 0 || new QuicVersion(version).registered();
  }

  /**
   * Takes the next datagram.
   *
   * @param stream number of its address and port pair, the same for both directions
   */
  public void onDatagram(Datagram datagram, long stream) {
    if (datagram.payload().isEmpty()) {
      return;
    }
    int first = datagram.payload().u8(0);
    if (datagram.sourcePort() == DnsAnswers.PORT || datagram.destinationPort() == DnsAnswers.PORT) {
      dns.onDatagram(datagram);
    } else if (LongPacket.isLongHeader(first) || (first & FIXED_BIT) != 0) {
      if (LongPacket.isLongHeader(first) || quic.watches(stream)) {
        quic.onDatagram(datagram, stream);
      }
    } else {
      dtls.onDatagram(datagram, stream);
    }
  }

  /**
   * Takes an ICMP error.
   *
   * @param quoted addresses and ports of the datagram it is about, and the error's own frame and
   *     time
   */
  public void onIcmpError(Datagram quoted, IcmpError error) {
    if (!quic.onIcmpError(quoted, error)) {
      dtls.onIcmpError(quoted, error);
    }
  }

  /**
   * For live use: closes what is decided and quiet for 500 ms, and what is silent for 10 s.
   *
   * @param nowNanos capture time, since the epoch
   */
  public void tick(long nowNanos) {
    quic.tick(nowNanos, SETTLED_NANOS, OPEN_NANOS);
    dtls.tick(nowNanos, SETTLED_NANOS, OPEN_NANOS);
    dns.giveUp(nowNanos - OPEN_NANOS);
  }

  /** The capture ends at {@code lastNanos}: closes everything. */
  public void finish(long lastNanos) {
    quic.finish(lastNanos);
    dtls.finish(lastNanos);
    dns.finish();
  }

  /** ClientHellos so far. */
  public long handshakes() {
    return handshakes;
  }

  /** QUIC Initial packets of a known version that no key opened. */
  public long quicUndecrypted() {
    return quic.undecrypted();
  }

  /** QUIC Initial packets longer than what was captured of their datagram. */
  public long quicCut() {
    return quic.cutInitials();
  }

  /** QUIC connections whose ClientHello never became complete. */
  public long quicIncomplete() {
    return quic.incomplete();
  }

  /** QUIC connections with Google's own handshake, which has no ClientHello. */
  public long quicWithoutTls() {
    return quic.withoutTls();
  }

  /** Flows forgotten to stay within memory. */
  public long evicted() {
    return quic.evicted() + dtls.evicted();
  }
}
