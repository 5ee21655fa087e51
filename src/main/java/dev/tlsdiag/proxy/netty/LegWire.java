package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.track.HandshakeTape;
import dev.tlsdiag.track.WireEvents;
import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * What the wire shows of one connection: bytes, acknowledgements and ends, told to a tape of the
 * handshake and to the taps. For one thread: the connection's event loop.
 */
final class LegWire {
  private static final int ALERT_RECORD = 7;
  private static final int ALERT = 21;
  private static final int ALERT_LENGTH = 2;
  private static final int MAJOR_VERSION = 3;
  private static final int FATAL = 2;

  private final ProxyScope scope;
  private final long id;
  private final LegSide side;

  /** This end of the connection. */
  private final Side self;

  private HandshakeTape tape;
  private WireEvents tap;
  private boolean tapeHeld;
  private Optional<Connection> seen = Optional.empty();
  private Optional<AlertDescription> alertSeen = Optional.empty();
  private long bytesRead;
  private long bytesWritten;
  private long lastNanos;
  private Optional<Side> endedBy = Optional.empty();
  private boolean endedByReset;
  private boolean selfClosed;

  LegWire(ProxyScope scope, long id, LegSide side, Side self, long startNanos) {
    this.scope = scope;
    this.id = id;
    this.side = side;
    this.self = self;
    this.lastNanos = startNanos;
  }

  /** The peer, where it ended the connection before this end did. */
  Optional<Side> endedBy() {
    return endedBy;
  }

  boolean endedByReset() {
    return endedByReset;
  }

  long bytesRead() {
    return bytesRead;
  }

  /** How many bytes this side sent. */
  long bytesFrom(Side from) {
    return from == self ? bytesWritten : bytesRead;
  }

  /** When bytes passed last. */
  long lastNanos() {
    return lastNanos;
  }

  /** What the tape has seen; empty before {@link #endTape}. */
  Optional<Connection> seen() {
    return seen;
  }

  /** What the tape has seen until now, wherever it is. */
  Optional<Connection> soFar() {
    return tape == null ? seen : tape.soFar();
  }

  /**
   * The connection stands.
   *
   * @param connectNanos when the attempt began
   */
  void connected(Endpoint client, Endpoint server, long connectNanos, long nanos) {
    tape = new HandshakeTape("leg." + id, client, server, scope.pool());
    tap = scope.taps.leg(id, side, client, server).orElse(null);
    tape.connecting(connectNanos);
    tape.connected(nanos);
    if (tap != null) {
      tap.connecting(connectNanos);
      tap.connected(nanos);
    }
  }

  /** There is no connection. */
  void unconnected(Endpoint server, Outcome outcome, long connectNanos, long nanos) {
    String anyHost = server.host().indexOf(':') >= 0 ? "::" : "0.0.0.0";
    Optional<WireEvents> events = scope.taps.leg(id, side, new Endpoint(anyHost, 0), server);
    events.ifPresent(
        wire -> {
          wire.connecting(connectNanos);
          if (outcome instanceof Outcome.Refused) {
            wire.refused(nanos);
          }
        });
  }

  /** Until {@link #releaseTape} the tape is told the bytes by {@link #tape} alone. */
  void holdTape() {
    tapeHeld = true;
  }

  void releaseTape() {
    tapeHeld = false;
  }

  /** Bytes that came from the peer. */
  void read(ByteBuf bytes) {
    bytesRead += bytes.readableBytes();
    if (tape != null) {
      lookForAlert(bytes);
    }
    wire(self.other(), bytes);
  }

  /** Bytes that go to the peer. */
  void wrote(ByteBuf bytes) {
    bytesWritten += bytes.readableBytes();
    wire(self, bytes);
  }

  private void wire(Side from, ByteBuf bytes) {
    long nanos = WallClock.nanos();
    lastNanos = nanos;
    boolean taped = tape != null && !tapeHeld;
    if (!taped && tap == null) {
      return;
    }
    if (bytes.nioBufferCount() == 1) {
      wire(from, bytes.nioBuffer(), nanos, taped);
    } else {
      for (ByteBuffer each : bytes.nioBuffers()) {
        wire(from, each, nanos, taped);
      }
    }
  }

  private void wire(Side from, ByteBuffer bytes, long nanos, boolean taped) {
    if (tap != null) {
      tap.bytes(from, bytes, nanos);
    }
    if (taped) {
      tape(from, bytes, nanos);
    }
  }

  /** Tells the tape alone; the buffer is left as it was. */
  void tape(Side from, ByteBuffer bytes, long nanos) {
    if (tape != null) {
      tape.bytes(from, bytes, nanos);
      if (tape.over()) {
        endTape();
      }
    }
  }

  /** The peer's TCP has all that was sent. */
  void acknowledged() {
    if (tape != null) {
      tape.acknowledged(self.other(), WallClock.nanos());
    }
    if (tap != null) {
      tap.acknowledged(self.other(), WallClock.nanos());
    }
  }

  void peerClosed() {
    ended(self.other(), false);
  }

  void peerReset() {
    ended(self.other(), true);
  }

  /** The connection is gone; where this end did not close it, the peer did. */
  void inactive() {
    if (!selfClosed) {
      peerClosed();
    }
  }

  /** This end closes, or its half. */
  void selfClosed() {
    ended(self, false);
  }

  private void ended(Side by, boolean reset) {
    boolean again = by == self ? selfClosed : endedBy.isPresent();
    if (again && !reset) {
      return;
    }
    long nanos = WallClock.nanos();
    if (tape != null) {
      end(tape, by, reset, nanos);
    }
    if (tap != null) {
      end(tap, by, reset, nanos);
    }
    if (by == self) {
      selfClosed = true;
      return;
    }
    if (endedBy.isEmpty() && !selfClosed) {
      endedBy = Optional.of(by);
      endedByReset = reset;
    }
  }

  private static void end(WireEvents events, Side by, boolean reset, long nanos) {
    if (reset) {
      events.reset(by, nanos);
    } else {
      events.closed(by, nanos);
    }
  }

  /** What the tape has seen until now is all that is kept. */
  void endTape() {
    if (tape != null) {
      seen = tape.finish(WallClock.nanos());
      tape = null;
    }
  }

  /** The peer's fatal alert, where it came in the clear. */
  Optional<AlertDescription> alertSeen() {
    return alertSeen;
  }

  /** An alert in the clear is the last thing that a peer sends: 7 bytes, the last two tell it. */
  private void lookForAlert(ByteBuf bytes) {
    int start = bytes.writerIndex() - ALERT_RECORD;
    if (start >= bytes.readerIndex()
        && bytes.getByte(start) == ALERT
        && bytes.getByte(start + 1) == MAJOR_VERSION
        && bytes.getShort(start + 3) == ALERT_LENGTH
        && bytes.getByte(start + 5) == FATAL) {
      alertSeen = Optional.of(AlertDescription.of(bytes.getUnsignedByte(start + 6)));
    }
  }
}
