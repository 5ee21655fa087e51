package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.ArrayPool;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * Follows the TCP connections of a capture up to the end of their handshakes.
 *
 * <p>Memory: at most {@value #MAX_FLOWS} connections are remembered, {@value #MAX_WATCHED} of them
 * watched, with {@value #MAX_RETAINED_BYTES} bytes of their streams; the least recently active ones
 * are concluded early when that is not enough. Not thread-safe.
 */
public final class TcpTracker {
  static final int MAX_FLOWS = 1 << 18;
  static final int MAX_WATCHED = 4096;
  static final long MAX_RETAINED_BYTES = 32L << 20;

  /**
   * Connections whose handshake is done or that were closed wait for a word of application data or
   * for late segments, until so many others came so far.
   */
  private static final int MAX_RESTING = 512;

  private static final int MAX_UNANSWERED = 100;

  private final HandshakeSink sink;
  private final NameSink names;
  private final ArrayPool pool = new ArrayPool();
  private final FlowTable<TcpFlow> flows = new FlowTable<>(MAX_FLOWS);
  private final ArrayDeque<TcpConnection> resting = new ArrayDeque<>();

  /** List of watched connections, least recently active first, with this one as both ends. */
  private final TcpConnection ends;

  private int watched;
  private long retained;
  private long connections;
  private long handshakes;
  private long evicted;
  private long droppedBytes;
  private long droppedSegments;
  private long unanswered;
  private long lastNanos;

  /** For whom DNS is of no interest. */
  public TcpTracker(HandshakeSink sink) {
    this(sink, (address, name) -> {});
  }

  public TcpTracker(HandshakeSink sink, NameSink names) {
    this.names = requireNonNull(names, "names is null");
    this.sink =
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
    ends = new TcpConnection(null, null, pool);
    ends.older = ends;
    ends.newer = ends;
  }

  /** Takes the next packet of the capture. */
  public void onTcp(Packet p) {
    int hash = FlowTable.hash(p);
    TcpFlow flow = flows.find(p, hash);
    if (flow == null) {
      flow = open(p, hash, null);
    } else if (p.has(Packet.SYN) && !p.has(Packet.ACK) && reused(flow, p)) {
      if (flow.connection != null) {
        conclude(flow.connection);
      }
      flow = open(p, hash, flow);
    }
    flow.lastFrame = p.frame;
    TcpConnection c = flow.connection;
    if (c == null) {
      flow.ended |= p.has(Packet.FIN) || p.has(Packet.RST);
      if (p.payloadLength == 0 || !peek(flow, p)) {
        return;
      }
      flow.synSeen = false;
      c = watchAgain(flow);
    }
    if (p.has(Packet.FIN) || p.has(Packet.RST)) {
      flow.ended |= c.synAckSeen || c.handshake != null;
    }
    watch(c, flow, p);
  }

  private void watch(TcpConnection c, TcpFlow flow, Packet p) {
    lastNanos = p.timeNanos;
    int direction = flow.direction(p);
    if (p.has(Packet.SYN) && !p.has(Packet.ACK)) {
      flow.synSeen = true;
      flow.initialSequence = p.sequence;
    } else if (p.has(Packet.SYN)) {
      flow.synSeen = true;
    }
    c.onPacket(p, direction);
    if (c.decided() || c.hopeless()) {
      conclude(c);
      return;
    }
    touch(c);
    int now =
        c.halves[0].buffer.retainedBytes() + c.halves[1].buffer.retainedBytes() + c.messageBytes();
    retained += now - c.retained;
    c.retained = now;
    if (!c.resting && (c.closing() || c.handshakeDone())) {
      c.resting = true;
      resting.add(c);
      if (resting.size() > MAX_RESTING) {
        TcpConnection oldest = resting.poll();
        if (oldest.flow.connection == oldest) {
          conclude(oldest);
        }
      }
    }
    while (watched > MAX_WATCHED || retained > MAX_RETAINED_BYTES && ends.newer != c) {
      evict(ends.newer);
    }
  }

  /** A router's or host's complaint about a packet of a connection. */
  public void onIcmpError(Packet quoted, IcmpError error) {
    TcpFlow flow = flows.find(quoted, FlowTable.hash(quoted));
    if (flow != null && flow.connection != null) {
      flow.connection.onIcmpError(error);
    }
  }

  /**
   * For live use: concludes what is decided as far as it goes and has been quiet, so that it can be
   * printed.
   *
   * @param now capture time, nanoseconds since the epoch
   */
  public void tick(long now) {
    lastNanos = Math.max(lastNanos, now);
    TcpConnection c = ends.newer;
    while (c != ends) {
      TcpConnection next = c.newer;
      long quiet = now - c.lastNanos;
      boolean over = c.closing() || c.handshakeDone();
      if (quiet > (over ? 300_000_000L : 10_000_000_000L)
          && (over || c.handshake != null || c.synCount > 0)) {
        conclude(c);
      }
      c = next;
    }
  }

  /** The capture ends at {@code nanos}: concludes everything that is still open. */
  public void finish(long nanos) {
    lastNanos = Math.max(lastNanos, nanos);
    while (ends.newer != ends) {
      conclude(ends.newer);
    }
  }

  public long connections() {
    return connections;
  }

  public long handshakes() {
    return handshakes;
  }

  /** Connections concluded early or forgotten to stay within memory. */
  public long evicted() {
    return evicted + flows.evicted();
  }

  public long droppedBytes() {
    return droppedBytes;
  }

  public long droppedSegments() {
    return droppedSegments;
  }

  /** Connections that were never answered, beyond those that are listed. */
  public long unansweredHidden() {
    return Math.max(0, unanswered - MAX_UNANSWERED);
  }

  private TcpFlow open(Packet p, int hash, TcpFlow replaced) {
    TcpFlow flow = new TcpFlow(p, hash, connections++);
    flows.put(flow, replaced);
    watchAgain(flow);
    return flow;
  }

  private TcpConnection watchAgain(TcpFlow flow) {
    TcpConnection c = new TcpConnection(flow, sink, pool);
    flow.connection = c;
    c.older = ends.older;
    c.newer = ends;
    c.older.newer = c;
    ends.older = c;
    watched++;
    return c;
  }

  /** Whether a SYN begins another connection on the same addresses and ports. */
  private static boolean reused(TcpFlow flow, Packet p) {
    if (flow.connection != null && !flow.synSeen) {
      return flow.connection.packets > 0;
    }
    return flow.initialSequence != p.sequence || flow.ended;
  }

  /** A ClientHello in the middle of a connection that nobody watches, and not one already told. */
  private static boolean peek(TcpFlow flow, Packet p) {
    return p.buffer.get(p.payloadOffset) == HelloPattern.HANDSHAKE
        && HelloPattern.clientHelloAt(p.buffer, p.payloadOffset, p.payloadLength)
        && !(flow.helloSeen && flow.helloSequence == p.sequence);
  }

  private void touch(TcpConnection c) {
    if (ends.older == c) {
      return;
    }
    c.older.newer = c.newer;
    c.newer.older = c.older;
    c.older = ends.older;
    c.newer = ends;
    c.older.newer = c;
    ends.older = c;
  }

  private void evict(TcpConnection c) {
    if (!c.closing() && !(c.handshake != null && c.handshakeDone())) {
      evicted++;
    }
    conclude(c);
  }

  private void conclude(TcpConnection c) {
    c.endNanos = lastNanos;
    c.finish(true);
    if (c.hellos == 0) {
      withoutHello(c);
      if (DnsOverTcp.is(c.flow)) {
        DnsOverTcp.read(c, names);
      }
    }
    for (HalfStream half : c.halves) {
      droppedBytes += half.buffer.droppedBytes();
      droppedSegments += half.buffer.droppedSegments();
      half.buffer.release();
    }
    retained -= c.retained;
    c.retained = 0;
    c.older.newer = c.newer;
    c.newer.older = c.older;
    watched--;
    c.flow.connection = null;
  }

  /** Tells of a connection that never got to a ClientHello, where that is a fact worth a row. */
  private void withoutHello(TcpConnection c) {
    int client = c.synDirection;
    Optional<TcpHandshake> clear = c.serverHello == null ? ClearOpening.of(c) : Optional.empty();
    Optional<TcpHandshake> begun = BegunHello.of(c);
    if (begun.isPresent()) {
      report(begun.get());
    } else if (clear.isPresent()) {
      report(clear.get());
    } else if (c.serverHello != null && c.client >= 0 && c.packetsFrom[c.client] == 0) {
      report(TcpHandshake.withoutHello(c, c.client, new Outcome.OneSided(Side.SERVER)));
    } else if (client >= 0
        && c.synAckSeen
        && c.synAttempts > 1
        && c.synAfterAnswer
        && c.packetsFrom[client] == c.synCount) {
      if (unanswered++ < MAX_UNANSWERED) {
        report(
            TcpHandshake.withoutHello(c, client, new Outcome.SynUnanswered(c.synAttempts))
                .note("a SYN-ACK is in the capture; the client goes on as if it had not come"));
      }
    } else if (client >= 0 && answeredForAnother(c, client)) {
      if (unanswered++ < MAX_UNANSWERED) {
        report(
            TcpHandshake.withoutHello(c, client, new Outcome.SynUnanswered(c.synAttempts))
                .note(Handshake.ANSWERED_FOR_ANOTHER));
      }
    } else if (client >= 0
        && c.synCount > 0
        && !c.synAckSeen
        && c.packetsFrom[client] == c.synCount) {
      boolean refused = c.resetFrame[1 - client] != 0;
      if (refused || c.packetsFrom[1 - client] == 0) {
        if (unanswered++ < MAX_UNANSWERED) {
          Outcome outcome =
              refused ? new Outcome.Refused(Side.SERVER) : new Outcome.SynUnanswered(c.synAttempts);
          report(TcpHandshake.withoutHello(c, client, outcome));
        }
      }
    }
  }

  /**
   * Whether the server takes the SYN for one of an older connection, which it acknowledges (RFC
   * 5961 section 4), and the client wants to hear nothing of that.
   */
  private static boolean answeredForAnother(TcpConnection c, int client) {
    return c.synCount > 0
        && !c.synAckSeen
        && c.packetsFrom[1 - client] > 0
        && c.resetFrame[1 - client] == 0
        && c.resetFrame[client] != 0;
  }

  private void report(TcpHandshake handshake) {
    handshakes--; // no ClientHello: the row is not counted as one
    sink.opened(handshake);
    sink.closed(handshake);
  }
}
