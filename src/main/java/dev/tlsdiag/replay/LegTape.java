package dev.tlsdiag.replay;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.track.HandshakeTape;
import dev.tlsdiag.track.WireEvents;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** What one connection was seen to do, by whatever thread read or wrote it. */
final class LegTape {
  /** How a direction ended first. */
  enum End {
    CLOSED,
    RESET,
    TIMED_OUT
  }

  private static final int ANSWER_BYTES = 64;

  private final RunClock clock;
  private final HandshakeTape handshake;
  private final WireEvents events;
  private BooleanSupplier acknowledged = () -> true;
  private End end;
  private final ByteArrayOutputStream answer = new ByteArrayOutputStream(ANSWER_BYTES);
  private long received;
  private boolean clientClosed;

  LegTape(String name, Endpoint client, Endpoint server, Optional<WireTap> tap, RunClock clock) {
    this.clock = clock;
    handshake = new HandshakeTape(name, client, server, new ArrayPool());
    events = tap.map(t -> WireEvents.of(handshake, t.open(client, server))).orElse(handshake);
  }

  /** Asked when time runs out: whether the peer's TCP has all that was sent. */
  synchronized void acknowledgedIf(BooleanSupplier isAcknowledged) {
    acknowledged = isAcknowledged;
  }

  synchronized void connected(long synNanos, long synAckNanos) {
    events.connecting(synNanos);
    events.connected(synAckNanos);
  }

  synchronized void notConnected(long synNanos, boolean refused) {
    events.connecting(synNanos);
    if (refused) {
      events.refused(clock.nanos());
    }
  }

  synchronized void sent(byte[] bytes, int offset, int length) {
    events.bytes(Side.CLIENT, ByteBuffer.wrap(bytes, offset, length), clock.nanos());
  }

  synchronized void received(byte[] bytes, int offset, int length) {
    received += length;
    answer.write(bytes, offset, Math.min(length, ANSWER_BYTES - answer.size()));
    events.bytes(Side.SERVER, ByteBuffer.wrap(bytes, offset, length), clock.nanos());
  }

  synchronized void serverClosed() {
    if (end == null) {
      end = End.CLOSED;
      events.closed(Side.SERVER, clock.nanos());
      freeze();
    }
  }

  /** Reading or writing failed: a reset where the kernel says so. */
  synchronized void failed(IOException e) {
    if (end != null || clientClosed) {
      return;
    }
    if (e instanceof SocketTimeoutException) {
      end = End.TIMED_OUT;
      if (acknowledged.getAsBoolean()) {
        events.acknowledged(Side.SERVER, clock.nanos());
      }
      freeze();
    } else if (e instanceof SocketException && isReset(String.valueOf(e.getMessage()))) {
      end = End.RESET;
      events.reset(Side.SERVER, clock.nanos());
      freeze();
    }
  }

  /** The alert that a TLS library sends after the end is no news. */
  private void freeze() {
    handshake.finish(clock.nanos());
  }

  private static boolean isReset(String message) {
    return message.contains("Connection reset") || message.contains("Broken pipe");
  }

  synchronized void clientClosed() {
    if (!clientClosed) {
      clientClosed = true;
      events.closed(Side.CLIENT, clock.nanos());
    }
  }

  /** How the server, or the clock, ended it; empty while it goes on. */
  synchronized Optional<End> end() {
    return Optional.ofNullable(end);
  }

  synchronized long bytesReceived() {
    return received;
  }

  /** A ClientHello is about to be sent: what comes from now on is the answer to it. */
  synchronized void asking() {
    answer.reset();
  }

  /** The first bytes of the answer. */
  synchronized Bytes answer() {
    return Bytes.wrap(answer.toByteArray());
  }

  /** The handshake as a capture would show it up to now; ends the tape. */
  synchronized Optional<Connection> finish() {
    return handshake.finish(clock.nanos());
  }
}
