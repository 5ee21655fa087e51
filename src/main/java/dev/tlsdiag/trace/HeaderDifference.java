package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.HttpExchange.Header;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * One request before and after a proxy, header by header: only where it was seen on both legs. What
 * a capture holds without its secrets is taken for the same on both.
 *
 * @param hop 1-based number of the proxy's own hop
 * @param rows the request line and the Host first, then in the order of the wire
 */
public record HeaderDifference(int hop, List<Row> rows) {
  /** What HTTP/1.1 calls Host and HTTP/2 calls :authority. */
  public static final String HOST = "Host";

  private static final String SCHEME = "^[a-z]+://[^/?#]*";

  /** What the proxy did with it. */
  public enum Kind {
    FORWARDED("forwarded"),
    CHANGED("changed"),
    ADDED("added"),
    REMOVED("removed");

    private final String label;

    Kind(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * One header.
   *
   * @param name as it was sent first
   * @param before its values, secrets redacted; empty where it was added
   * @param after likewise; empty where it was removed
   */
  public record Row(String name, Kind kind, List<String> before, List<String> after) {
    public Row {
      requireNonNull(name, "name is null");
      requireNonNull(kind, "kind is null");
      before = List.copyOf(before);
      after = List.copyOf(after);
    }
  }

  public HeaderDifference {
    rows = List.copyOf(rows);
  }

  /** Of every proxy on the way whose both legs show the request. */
  public static List<HeaderDifference> of(HopTrace trace, Redaction redaction) {
    return IntStream.range(1, trace.hops().size())
        .boxed()
        .flatMap(i -> of(trace.hops().get(i - 1), trace.hops().get(i), i + 1, redaction).stream())
        .toList();
  }

  private static Optional<HeaderDifference> of(
      Hop before, Hop after, int hop, Redaction redaction) {
    if (before.http().isEmpty() || after.http().isEmpty()) {
      return Optional.empty();
    }
    HttpExchange in = before.http().get();
    HttpExchange out = after.http().get();
    if (in.requestHeaders().isEmpty() || out.requestHeaders().isEmpty()) {
      return Optional.empty(); // told without its headers
    }
    return Optional.of(of(in, out, hop, redaction));
  }

  /** Of one request that came in and went out. */
  static HeaderDifference of(HttpExchange in, HttpExchange out, int hop, Redaction redaction) {
    List<Row> rows = new ArrayList<>();
    rows.add(row("method", List.of(in.method()), List.of(out.method()), Redaction.OFF));
    rows.add(
        row("path", List.of(path(in, redaction)), List.of(path(out, redaction)), Redaction.OFF));
    rows.add(row(HOST, List.of(in.authority()), List.of(out.authority()), Redaction.OFF));
    Map<String, List<Header>> before = fields(in);
    Map<String, List<Header>> after = fields(out);
    before.forEach(
        (key, fields) ->
            rows.add(
                row(
                    fields.get(0).name(),
                    values(fields),
                    values(after.getOrDefault(key, List.of())),
                    redaction)));
    after.forEach(
        (key, fields) -> {
          if (!before.containsKey(key)) {
            rows.add(row(fields.get(0).name(), List.of(), values(fields), redaction));
          }
        });
    return new HeaderDifference(hop, rows);
  }

  /** Compared as they are, shown without secrets. */
  private static Row row(
      String name, List<String> before, List<String> after, Redaction redaction) {
    Kind kind =
        before.equals(after)
            ? Kind.FORWARDED
            : before.isEmpty() ? Kind.ADDED : after.isEmpty() ? Kind.REMOVED : Kind.CHANGED;
    return new Row(
        name,
        kind,
        before.stream().map(value -> redaction.value(name, value)).toList(),
        after.stream().map(value -> redaction.value(name, value)).toList());
  }

  private static String path(HttpExchange exchange, Redaction redaction) {
    String path = exchange.target().replaceFirst(SCHEME, "");
    return redaction.url(path.isEmpty() ? "/" : path);
  }

  /** By name in lower case, in the order of the wire; without the Host, which has a row. */
  private static Map<String, List<Header>> fields(HttpExchange exchange) {
    Map<String, List<Header>> fields = new LinkedHashMap<>();
    for (Header header : exchange.requestHeaders()) {
      String key = header.name().toLowerCase(Locale.ROOT);
      if (!key.equals("host") && !key.startsWith(":")) {
        fields.computeIfAbsent(key, k -> new ArrayList<>()).add(header);
      }
    }
    return fields;
  }

  private static List<String> values(List<Header> fields) {
    return fields.stream().map(Header::value).toList();
  }

  /** The Host's row. */
  public Row host() {
    return rows.stream().filter(row -> row.name().equals(HOST)).findFirst().orElseThrow();
  }

  /** Whether the proxy changed anything. */
  public boolean changes() {
    return rows.stream().anyMatch(row -> row.kind() != Kind.FORWARDED);
  }
}
