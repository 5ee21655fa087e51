package dev.tlsdiag.diagnose.explain;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * A number or a word that a protocol or a product defines.
 *
 * @param key as it is defined: {@code 112}, {@code UF}, {@code boringssl:125}
 * @param name the other way to write it: {@code unrecognized_name}, {@code
 *     UpstreamConnectionFailure}; may be empty
 * @param side what goes with it: who sends an alert, the status beside a flag, the text of an error
 * @param meaning in sentences; may be empty where the name says it all
 * @param pages about what may be behind it, the likeliest first
 */
public record Term(
    Kind kind, String key, String name, String side, String meaning, List<String> pages) {

  /** What defines it, in the order in which a number that several define is explained. */
  public enum Kind {
    ALERT("alerts", "TLS alert"),
    CURL_EXIT("curl-exits", "curl's exit code"),
    HTTP_STATUS("http-statuses", "HTTP status"),
    ERRNO("errnos", "error of the system"),
    DROP_REASON("drop-reasons", "Cilium's drop reason"),
    ENVOY_FLAG("envoy-flags", "Envoy's response flag"),
    ENVOY_DETAIL("envoy-details", "Envoy's detail"),
    TLS_REASON("tls-reasons", "reason of a TLS library");

    private final String table;
    private final String label;

    Kind(String table, String label) {
      this.table = table;
      this.label = label;
    }

    /** {@code TLS alert}. */
    public String label() {
      return label;
    }

    Stream<Term> terms() {
      return Table.rows(table).stream().map(row -> parse(this, row));
    }
  }

  public Term {
    requireNonNull(kind, "kind is null");
    requireNonNull(key, "key is null");
    requireNonNull(name, "name is null");
    requireNonNull(side, "side is null");
    requireNonNull(meaning, "meaning is null");
    pages = List.copyOf(pages);
  }

  private static Term parse(Kind kind, String row) {
    String[] cells = row.split("\\|", -1);
    if (cells.length != 5) {
      throw new IllegalStateException("not five cells: " + row);
    }
    return new Term(
        kind,
        cells[0].strip(),
        cells[1].strip(),
        cells[2].strip(),
        cells[3].strip(),
        Table.words(cells[4]));
  }

  /** {@code TLS alert 112 unrecognized_name}. */
  public String title() {
    String shown = kind == Kind.TLS_REASON ? key.replace(":", " ") : key;
    return "%s %s %s".formatted(kind.label(), shown, name).strip();
  }

  /** What there is to say beside the title, in one line. */
  public String line() {
    return meaning.isEmpty() ? side : meaning;
  }

  /** Whether a user who writes this means it: by its key or its name, without regard to case. */
  boolean called(String word) {
    String lower = word.toLowerCase(Locale.ROOT);
    return lower.equals(key.toLowerCase(Locale.ROOT))
        || named() && lower.equals(name.toLowerCase(Locale.ROOT))
        || kind == Kind.ALERT && lower.equals(name.replace('_', '-'));
  }

  /** Whether the name is one, and no message that several things lead to. */
  private boolean named() {
    return switch (kind) {
      case ALERT, ERRNO, ENVOY_FLAG, ENVOY_DETAIL -> !name.isEmpty();
      case CURL_EXIT, DROP_REASON -> name.contains("_");
      case HTTP_STATUS, TLS_REASON -> false;
    };
  }
}
