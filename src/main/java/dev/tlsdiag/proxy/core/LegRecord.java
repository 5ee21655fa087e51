package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Side;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * One connection of the proxy, told when it has ended. A connection that failed is told like any
 * other.
 *
 * @param id unique in a run, from 1
 * @param side whether it is a client's connection to the proxy or the proxy's own
 * @param cause of the proxy's own connection the client's connection it was opened for; else 0
 * @param listener the mode it came in by
 * @param start when it was accepted, or when resolving its name began
 * @param hop its steps, with the handshake: resolve, connect, tunnel, tls
 * @param decision what was done with the client's TLS
 * @param names the four names
 * @param target where the client wanted to go, as it said so
 * @param endedBy who closed or reset it first; empty where the proxy closed it because it was done
 * @param endReason in words: {@code client closed}, {@code alert 112 unrecognized_name}
 * @param bytesFromClient TCP payload that the connection's client sent
 * @param bytesFromServer TCP payload that its server sent
 * @param requests how many it carried
 * @param unserved whether a client said something that did not become a request, a handshake or a
 *     relay; of a connection to a server, whether this machine had nothing left to make it with. A
 *     client that connects and leaves without a word, as health checks do, is not unserved
 */
public record LegRecord(
    long id,
    LegSide side,
    long cause,
    ProxyMode listener,
    Instant start,
    Duration duration,
    Hop hop,
    Decision decision,
    Names names,
    Optional<Endpoint> target,
    Optional<Side> endedBy,
    String endReason,
    long bytesFromClient,
    long bytesFromServer,
    long requests,
    boolean unserved) {

  /** Which side of the proxy, in Envoy's words. */
  public enum LegSide {
    DOWNSTREAM("downstream"),
    UPSTREAM("upstream");

    private final String label;

    LegSide(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** What is done with a connection's TLS. */
  public enum Decision {
    /** Ended here, and begun anew towards the server. */
    INTERCEPT("intercept"),
    /** Relayed as it is. */
    TAP("tap"),
    /** There is no TLS: HTTP in the clear. */
    PLAINTEXT("plaintext"),
    /** Dropped, reset or closed because a policy says so. */
    DENY("deny"),
    /** It did not come so far. */
    NONE("none");

    private final String label;

    Decision(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * The names of a connection; empty where there is none.
   *
   * @param clientSni what the client's ClientHello asks for
   * @param routeKey what the proxy routes by: target of CONNECT or SOCKS, Host header, configured
   *     server
   * @param upstreamSni what the proxy's ClientHello asks for
   * @param verifiedName what the server's certificate was checked for
   */
  public record Names(
      Optional<String> clientSni,
      Optional<String> routeKey,
      Optional<String> upstreamSni,
      Optional<String> verifiedName) {
    public static final Names NONE =
        new Names(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());

    public Names {
      requireNonNull(clientSni, "clientSni is null");
      requireNonNull(routeKey, "routeKey is null");
      requireNonNull(upstreamSni, "upstreamSni is null");
      requireNonNull(verifiedName, "verifiedName is null");
    }
  }

  public LegRecord {
    requireNonNull(side, "side is null");
    requireNonNull(listener, "listener is null");
    requireNonNull(start, "start is null");
    requireNonNull(duration, "duration is null");
    requireNonNull(hop, "hop is null");
    requireNonNull(decision, "decision is null");
    requireNonNull(names, "names is null");
    requireNonNull(target, "target is null");
    requireNonNull(endedBy, "endedBy is null");
    requireNonNull(endReason, "endReason is null");
  }

  /** Whether one of its steps failed, or it came to nothing. */
  public boolean failed() {
    return unserved || hop.failedStep().isPresent();
  }
}
