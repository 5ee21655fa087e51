package dev.tlsdiag.track;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Evidence;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A DNS query with its answer, seen in a capture whose name is not known here.
 *
 * @param code empty where no answer was seen
 * @param nanos when it was asked; of an answer without its query when that came
 * @param tookNanos -1 where not both were seen
 * @param frame 1-based, of the query
 * @param lastFrame of the answer
 */
public record DnsSighting(
    String name,
    String type,
    Endpoint client,
    Endpoint server,
    boolean tcp,
    String code,
    boolean truncated,
    boolean authority,
    List<IpAddress> addresses,
    long nanos,
    long tookNanos,
    long frame,
    long lastFrame) {
  public DnsSighting {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(code, "code is null");
    addresses = List.copyOf(addresses);
  }

  static DnsSighting unanswered(
      String name,
      String type,
      Endpoint client,
      Endpoint server,
      boolean tcp,
      long nanos,
      long frame) {
    return new DnsSighting(
        name, type, client, server, tcp, "", false, false, List.of(), nanos, -1, frame, frame);
  }

  /** As a fact about this file. */
  public DnsExchange exchange(String file) {
    return new DnsExchange(
        name,
        type,
        client,
        server,
        tcp,
        Optional.of(code).filter(c -> !c.isEmpty()),
        truncated,
        authority,
        addresses.stream().map(IpAddress::toString).toList(),
        Instant.ofEpochSecond(
            Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L)),
        tookNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(tookNanos)),
        new Evidence.Packets(file, frame, lastFrame));
  }
}
