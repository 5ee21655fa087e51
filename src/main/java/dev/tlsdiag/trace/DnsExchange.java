package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * One DNS query and its answer (RFC 1035 section 4), as seen in packets or made by this program.
 *
 * @param name as asked, without the last dot
 * @param type as registered by IANA: {@code A}, {@code AAAA} …, {@code TYPE65} where it has no name
 *     here
 * @param server who was asked
 * @param tcp whether over TCP
 * @param responseCode as registered by IANA: {@code NOERROR}, {@code NXDOMAIN}, {@code REFUSED} …;
 *     empty where no answer was seen
 * @param truncated whether the answer has the TC bit
 * @param authority whether the answer's authority section has an SOA record (RFC 2308 section 2)
 * @param addresses of the answer, IP literals
 * @param took from the query to the answer
 * @param evidence where it can be seen
 */
public record DnsExchange(
    String name,
    String type,
    Endpoint client,
    Endpoint server,
    boolean tcp,
    Optional<String> responseCode,
    boolean truncated,
    boolean authority,
    List<String> addresses,
    Instant time,
    Optional<Duration> took,
    Evidence evidence) {
  public DnsExchange {
    requireNonNull(name, "name is null");
    requireNonNull(type, "type is null");
    requireNonNull(client, "client is null");
    requireNonNull(server, "server is null");
    requireNonNull(responseCode, "responseCode is null");
    addresses = List.copyOf(addresses);
    requireNonNull(time, "time is null");
    requireNonNull(took, "took is null");
    requireNonNull(evidence, "evidence is null");
  }

  /**
   * The connections but those to a server that was asked: where the answer was cut short, the
   * client tries TCP, and that is a part of the lookup and no request.
   */
  public static List<Handshake> withoutLookups(List<Handshake> connections, List<DnsExchange> dns) {
    Set<Endpoint> asked = dns.stream().map(DnsExchange::server).collect(Collectors.toSet());
    return connections.stream()
        .filter(each -> each.sent().isPresent() || !asked.contains(each.server()))
        .toList();
  }

  /** The same, to be found there. */
  public DnsExchange seenAt(Evidence newEvidence) {
    return new DnsExchange(
        name,
        type,
        client,
        server,
        tcp,
        responseCode,
        truncated,
        authority,
        addresses,
        time,
        took,
        newEvidence);
  }
}
