package dev.tlsdiag.mesh.policy.seen;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Peer;
import dev.tlsdiag.trace.Evidence;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A connection or a lookup that somebody made.
 *
 * @param time empty where the record has none
 * @param client with its labels, where they are known
 * @param server with its labels and the names that the record gives it
 * @param tls whether it began TLS; empty where nobody can tell
 * @param sni of its ClientHello
 * @param query of a lookup, without the last dot; empty of a connection
 * @param answer addresses that the lookup got
 * @param denied whether the record says that it was dropped or refused
 */
public record Seen(
    Optional<Instant> time,
    Peer client,
    Peer server,
    int port,
    String protocol,
    Optional<Boolean> tls,
    Optional<String> sni,
    Optional<String> query,
    List<String> answer,
    boolean denied,
    Evidence evidence) {
  public Seen {
    requireNonNull(time, "time is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(protocol, "protocol is null");
    requireNonNull(tls, "tls is null");
    requireNonNull(sni, "sni is null");
    requireNonNull(query, "query is null");
    answer = List.copyOf(answer);
    requireNonNull(evidence, "evidence is null");
  }

  /** {@code node.pcap frame 7}, {@code flows.json line 12}. */
  public String place() {
    if (evidence instanceof Evidence.Packets packets) {
      return "%s frame %d".formatted(packets.file(), packets.first());
    }
    if (evidence instanceof Evidence.LogLine line) {
      return "%s line %d".formatted(line.file(), line.line());
    }
    return "";
  }
}
