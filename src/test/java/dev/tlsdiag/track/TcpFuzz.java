package dev.tlsdiag.track;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.tcp.Packet;
import java.nio.ByteBuffer;

class TcpFuzz {
  private static final int FROM_SERVER = 1;
  private static final int FIN = 2;
  private static final int SYN = 4;
  private static final int RST = 8;
  private static final int NO_ACK = 16;
  private static final int SENT_AGAIN = 32;
  private static final int LATER = 64;
  private static final int CUT = 128;

  private final HandshakeLog log = new HandshakeLog();
  private final TcpTracker tracker = new TcpTracker(log);
  private final int[] next = {1000, 5000};
  private long frame;
  private long nanos = 1_700_000_000_000_000_000L;

  /**
   * Whatever the segments of a connection: no exception comes out, and each handshake that is
   * opened is closed once. A segment is written as flags, how far its sequence number is off, the
   * length of its payload (a byte each), and the payload.
   */
  @FuzzTest(maxDuration = "60s")
  void segments(byte[] bytes) {
    TcpFuzz connection = new TcpFuzz();
    ByteBuffer in = ByteBuffer.wrap(bytes);
    while (in.remaining() >= 3) {
      connection.segment(in.get(), in.get(), in);
    }
    connection.tracker.finish(connection.nanos);
    connection.log.complete();
  }

  private void segment(int flags, int off, ByteBuffer in) {
    byte[] payload = new byte[Math.min(in.get() & 0xff, in.remaining())];
    in.get(payload);
    int side = flags & FROM_SERVER;
    Packet p = packet(side, flags, payload);
    p.sequence = next[side] + off;
    p.acknowledgment = p.has(Packet.ACK) ? next[1 - side] : 0;
    p.cutBytes = (flags & CUT) == 0 ? 0 : off & 0xff;
    if ((flags & SENT_AGAIN) == 0) {
      next[side] =
          p.sequence + payload.length + p.cutBytes + (p.has(Packet.FIN | Packet.SYN) ? 1 : 0);
    }
    if ((flags & LATER) != 0) {
      nanos += (long) off * off * 1_000_000;
      tracker.tick(nanos);
    }
    if ((flags & (SYN | FIN | RST)) == (SYN | FIN | RST)) {
      tracker.onIcmpError(p, new IcmpError(IpAddress.parse("10.0.0.1"), false, 3, off & 0xf, 0));
    } else {
      tracker.onTcp(p);
    }
  }

  private Packet packet(int side, int flags, byte[] payload) {
    Packet p = new Packet();
    p.frame = ++frame;
    nanos += 100_000;
    p.timeNanos = nanos;
    p.sourceLow = 0xc0000201L + side;
    p.destinationLow = 0xc0000202L - side;
    p.sourcePort = side == 0 ? 40000 : 443;
    p.destinationPort = side == 0 ? 443 : 40000;
    p.flags =
        ((flags & FIN) != 0 ? Packet.FIN : 0)
            | ((flags & SYN) != 0 ? Packet.SYN : 0)
            | ((flags & RST) != 0 ? Packet.RST : 0)
            | ((flags & NO_ACK) != 0 ? 0 : Packet.ACK);
    p.buffer = ByteBuffer.wrap(payload);
    p.payloadLength = payload.length;
    return p;
  }
}
