package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.NameLookup;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was read from one file.
 *
 * @param name as the user gave it
 * @param plain connections begun with a request in the clear
 * @param dns what was asked of DNS, in the order of time
 */
public record Capture(
    String name, List<Handshake> handshakes, List<Handshake> plain, List<DnsExchange> dns) {
  /** A list of names for a sentence is no longer than this. */
  private static final int NAMES_SHOWN = 6;

  public Capture {
    requireNonNull(name, "name is null");
    handshakes = DnsExchange.withoutLookups(handshakes, dns);
    plain = List.copyOf(plain);
    dns = dns.stream().sorted(Comparator.comparing(DnsExchange::time)).toList();
  }

  /** With handshakes alone. */
  public Capture(String name, List<Handshake> handshakes) {
    this(name, handshakes, List.of(), List.of());
  }

  /** With handshakes and DNS. */
  public Capture(String name, List<Handshake> handshakes, List<DnsExchange> dns) {
    this(name, handshakes, List.of(), dns);
  }

  /** Every handshake, then every request in the clear. */
  public List<Handshake> all() {
    return Stream.concat(handshakes.stream(), plain.stream()).toList();
  }

  List<Connection> connections() {
    return Connection.of(all());
  }

  /** Names that got no address. */
  List<NameLookup> failedLookups() {
    return NameLookup.of(dns).stream().filter(NameLookup::failed).toList();
  }

  /** {@code a.example, b.example, 2 without a name}. */
  String hostsText() {
    List<Connection> all = connections();
    List<String> names =
        all.stream()
            .map(Connection::requestedHost)
            .flatMap(Optional::stream)
            .filter(name -> !name.isEmpty())
            .distinct()
            .collect(Collectors.toList());
    int more = names.size() - NAMES_SHOWN;
    String text = String.join(", ", names.subList(0, Math.min(NAMES_SHOWN, names.size())));
    long nameless =
        all.stream()
            .filter(c -> c.requestedHost().filter(name -> !name.isEmpty()).isEmpty())
            .count();
    if (more > 0) {
      text += ", %d more".formatted(more);
    }
    if (nameless > 0) {
      text += (text.isEmpty() ? "" : ", ") + nameless + " without a name";
    }
    return text.isEmpty() ? "no handshake" : text;
  }
}
