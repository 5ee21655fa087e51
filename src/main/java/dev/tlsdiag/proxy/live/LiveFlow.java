package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One row: a request, or a connection that came to nothing. Text of peers is in it as it came,
 * secrets of URLs are not.
 *
 * @param id unique in a run, from 1, in the order in which they were told
 * @param revision grows with every change of any row
 * @param time when it began
 * @param client its address, without the port
 * @param program of the client, where it says so: {@code curl}
 * @param server by name where there is one, else by address; empty where nothing is known
 * @param port of the server; 0 where it is not known
 * @param downstreamName what the client's ClientHello asks for
 * @param upstreamName what the proxy's ClientHello asks for
 * @param tlsVersion of the proxy's leg, else of the client's: {@code TLS 1.3}
 * @param alpn likewise
 * @param method empty of a connection
 * @param url empty of a connection
 * @param status the client's answer
 * @param ownAnswer whether the proxy made that answer
 * @param duration until the answer was whole, or the connection ended
 * @param rule that found something
 * @param headline what it found; without one, why it failed; empty where it did not
 */
public record LiveFlow(
    long id,
    long revision,
    Kind kind,
    Instant time,
    String client,
    Optional<String> program,
    String server,
    int port,
    SentName downstreamName,
    SentName upstreamName,
    Optional<String> tlsVersion,
    Optional<String> alpn,
    String method,
    String url,
    OptionalInt status,
    boolean ownAnswer,
    Duration duration,
    FlowVerdict verdict,
    Optional<String> rule,
    String headline) {
  /** What a row is. */
  public enum Kind {
    REQUEST("request"),
    /** A connection that carried no request: it failed, or it was relayed as it is. */
    CONNECTION("connection");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public LiveFlow {
    requireNonNull(kind, "kind is null");
    requireNonNull(time, "time is null");
    requireNonNull(client, "client is null");
    requireNonNull(program, "program is null");
    requireNonNull(server, "server is null");
    requireNonNull(downstreamName, "downstreamName is null");
    requireNonNull(upstreamName, "upstreamName is null");
    requireNonNull(tlsVersion, "tlsVersion is null");
    requireNonNull(alpn, "alpn is null");
    requireNonNull(method, "method is null");
    requireNonNull(url, "url is null");
    requireNonNull(status, "status is null");
    requireNonNull(duration, "duration is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(headline, "headline is null");
  }

  /** Who asks: the program where it is known, else the address. */
  public String from() {
    return program.orElse(client);
  }

  /** {@code api.example.test:443}; empty text where nothing is known. */
  public String to() {
    String host = server.indexOf(':') >= 0 ? "[" + server + "]" : server;
    return port == 0 ? host : host + ":" + port;
  }

  /** The same, changed at that point. */
  LiveFlow at(long newRevision) {
    return new LiveFlow(
        id,
        newRevision,
        kind,
        time,
        client,
        program,
        server,
        port,
        downstreamName,
        upstreamName,
        tlsVersion,
        alpn,
        method,
        url,
        status,
        ownAnswer,
        duration,
        verdict,
        rule,
        headline);
  }
}
