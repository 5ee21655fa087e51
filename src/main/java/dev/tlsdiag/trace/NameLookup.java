package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Everything that a client asked DNS to get the addresses of one host: its walk through the search
 * list, A and AAAA, and what came back.
 *
 * @param host the name it is about, as far as can be told; lower case
 * @param client its address
 * @param exchanges in the order of time, at least one
 */
public record NameLookup(String host, String client, List<DnsExchange> exchanges) {
  private static final Set<String> ADDRESSES = Set.of("A", "AAAA");

  /**
   * What Kubernetes puts into {@code search} first, behind a name of three labels or more: one with
   * fewer may be a pod's own.
   */
  private static final Pattern CLUSTER_SUFFIX =
      Pattern.compile("((?:[^.]+\\.){2,}[^.]+)\\.[a-z0-9-]+\\.svc\\.cluster\\.local");

  public NameLookup {
    requireNonNull(host, "host is null");
    requireNonNull(client, "client is null");
    exchanges = List.copyOf(exchanges);
    if (exchanges.isEmpty()) {
      throw new IllegalArgumentException("a lookup has no exchange");
    }
  }

  /** Sorts what was asked into lookups, in the order in which they began. */
  public static List<NameLookup> of(List<DnsExchange> exchanges) {
    record Key(String client, String host) {}
    List<DnsExchange> asked =
        exchanges.stream()
            .filter(each -> ADDRESSES.contains(each.type()))
            .sorted(Comparator.comparing(DnsExchange::time))
            .toList();
    Map<String, Set<String>> names =
        asked.stream()
            .collect(
                Collectors.groupingBy(
                    each -> each.client().host(),
                    Collectors.mapping(NameLookup::lower, Collectors.toSet())));
    Map<Key, List<DnsExchange>> sorted = new LinkedHashMap<>();
    for (DnsExchange each : asked) {
      String client = each.client().host();
      Key key = new Key(client, host(lower(each), names.get(client)));
      sorted.computeIfAbsent(key, k -> new ArrayList<>()).add(each);
    }
    return sorted.entrySet().stream()
        .map(e -> new NameLookup(e.getKey().host(), e.getKey().client(), e.getValue()))
        .toList();
  }

  /** What was asked about this host, by itself or behind a search suffix. */
  public static Stream<DnsExchange> about(String host, Stream<DnsExchange> exchanges) {
    String name = HostName.canonical(host);
    return exchanges
        .filter(each -> ADDRESSES.contains(each.type()))
        .filter(each -> lower(each).equals(name) || lower(each).startsWith(name + "."));
  }

  /** The shortest name that was asked for too and of which this one is the extension. */
  private static String host(String name, Set<String> others) {
    for (int dot = name.indexOf('.'); dot >= 0; dot = name.indexOf('.', dot + 1)) {
      String head = name.substring(0, dot);
      if (head.contains(".") && others.contains(head)) {
        return head;
      }
    }
    var cluster = CLUSTER_SUFFIX.matcher(name);
    return cluster.matches() ? cluster.group(1) : name;
  }

  private static String lower(DnsExchange exchange) {
    return exchange.name().toLowerCase(Locale.ROOT);
  }

  /**
   * Whether it is known to have given no address. A question at the end of a capture may be
   * answered after it, so one without an answer counts only beside another.
   */
  public boolean failed() {
    boolean found = exchanges.stream().anyMatch(each -> usable(each));
    long silent = exchanges.stream().filter(each -> each.responseCode().isEmpty()).count();
    boolean answered = exchanges.size() > silent;
    boolean cutShort = exchanges.stream().anyMatch(DnsExchange::truncated);
    return (!found || cutShort && !complete()) && (answered || silent > 1);
  }

  /** Addresses that a client takes: it may not use those of a truncated answer (RFC 2181 9). */
  private static boolean usable(DnsExchange each) {
    return !each.addresses().isEmpty() && !each.truncated();
  }

  /** Whether every type that was cut short was answered in full too. */
  private boolean complete() {
    return exchanges.stream()
        .filter(DnsExchange::truncated)
        .allMatch(
            cut ->
                exchanges.stream()
                    .anyMatch(
                        other ->
                            other.type().equals(cut.type())
                                && !other.truncated()
                                && other.responseCode().isPresent()));
  }

  /** As the step of a hop that never came to a connection. */
  public Step.Resolve step() {
    DnsExchange last = deciding();
    String server = last.server().port() == 53 ? last.server().host() : last.server().toString();
    String problem =
        last.responseCode()
            .map(
                code ->
                    last.truncated()
                        ? "%s sent an answer that is cut short".formatted(server)
                        : code.equals("NOERROR")
                            ? "the name has no address"
                            : "%s answered %s".formatted(server, code))
            .orElse("no answer from " + server);
    Instant begin = exchanges.get(0).time();
    Optional<Duration> took = last.took().map(t -> Duration.between(begin, last.time()).plus(t));
    return new Step.Resolve(
        host,
        List.of(),
        last.responseCode(),
        server,
        Optional.of(problem),
        took,
        exchanges.stream().map(DnsExchange::evidence).distinct().toList(),
        exchanges);
  }

  /** About the host itself rather than behind a suffix, with an answer rather than without. */
  private DnsExchange deciding() {
    return exchanges.stream()
        .max(
            Comparator.<DnsExchange>comparingInt(each -> each.truncated() ? 1 : 0)
                .thenComparingInt(each -> each.responseCode().isPresent() ? 1 : 0)
                .thenComparingInt(each -> lower(each).equals(host) ? 1 : 0)
                .thenComparing(DnsExchange::time))
        .orElseThrow();
  }
}
