package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.tcp.Endpoint;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What earlier lines of a log said of connections and threads. Connections of both sides are
 * numbered by one counter; which upstream connection serves which downstream one is seen by what a
 * thread writes one after the other. Bounded: the connections longest not spoken of are forgotten.
 */
final class LogMemory {
  private static final int MOST_CONNECTIONS = 20_000;
  private static final int MOST_THREADS = 1_000;

  /** What is known of one connection. */
  static final class Connection {
    final long id;

    /** Whether the side is known, and which it is. */
    boolean downstream;

    boolean upstream;

    /** The client of a downstream connection, the server of an upstream one. */
    Optional<Endpoint> peer = Optional.empty();

    /** The downstream connection that it serves; -1 where that is not known. */
    long serves = -1;

    String servesStream = "";
    String cluster = "";
    boolean tcpConnected;
    boolean ready;
    boolean failed;

    private Connection(long id) {
      this.id = id;
    }
  }

  /** What a worker thread was at. */
  static final class Worker {
    /** The downstream connection and stream that it last wrote of; -1 where none. */
    long connection = -1;

    String stream = "";
    private long streamBits;

    /** Whether nothing of another connection came in between. */
    private boolean fresh;

    private long newest = -1;

    /** The upstream connection that failed last; -1 where that was told. */
    long lastFailed = -1;

    /** The stream whose routing was told last. */
    String cluster = "";

    /** The stream whose request was told last. */
    String requestStream = "";

    boolean isAtStream() {
      return fresh && connection >= 0;
    }
  }

  private final Map<Long, Connection> connections =
      new LinkedHashMap<>(64, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Long, Connection> eldest) {
          return size() > MOST_CONNECTIONS;
        }
      };

  private final Map<Long, Worker> threads = new LinkedHashMap<>();
  private long lastThreadId = Long.MIN_VALUE;
  private Worker lastThread = new Worker();

  /**
   * The connection of this number; made where it was not spoken of yet. Below zero: of a line
   * without a number, of which nothing is remembered.
   */
  Connection connection(long id) {
    return id < 0 ? new Connection(id) : connections.computeIfAbsent(id, Connection::new);
  }

  /** A number that is given anew, as after a restart, is another connection. */
  Connection newConnection(long id) {
    Connection fresh = new Connection(id);
    if (id >= 0) {
      connections.put(id, fresh);
    }
    return fresh;
  }

  /** The thread that wrote a line, after the line. */
  Worker onLine(LogLine line) {
    Worker thread = thread(line.thread);
    long id = line.connection;
    if (line.hasStream()) {
      if (thread.connection != id || thread.streamBits != line.streamBits()) {
        thread.connection = id;
        thread.streamBits = line.streamBits();
        thread.stream = line.stream();
        thread.cluster = "";
        thread.lastFailed = -1;
      }
      thread.fresh = true;
    } else if (id >= 0 && id != thread.connection) {
      // A higher number than all before is a connection just made: for the stream, most likely.
      if (id > thread.newest) {
        thread.newest = id;
      } else if (id < thread.newest) {
        thread.fresh = false;
      }
    }
    if (id > thread.newest) {
      thread.newest = id;
    }
    return thread;
  }

  private Worker thread(long id) {
    if (id != lastThreadId) {
      if (threads.size() >= MOST_THREADS && !threads.containsKey(id)) {
        threads.clear();
      }
      lastThread = threads.computeIfAbsent(id, unused -> new Worker());
      lastThreadId = id;
    }
    return lastThread;
  }
}
