package dev.tlsdiag.corpus;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The table of disagreements that were looked into. An entry that occurs no more is an error as
 * well: somebody mended something, and the table has to say so.
 */
final class SettledDisagreements {
  private static final String RESOURCE = "/corpus/settled.tsv";

  /**
   * One line of the table.
   *
   * @param frame a number, or {@code *} for every frame of the file
   * @param field as in {@link Disagreement#field()}
   * @param right who is right: {@code tlsdiag}, {@code oracle}, or {@code open} where nobody can
   *     tell
   */
  record Entry(String file, String frame, String field, String right, String reason) {
    Entry {
      requireNonNull(file, "file is null");
      if (!frame.equals("*") && !frame.matches("[0-9]+")) {
        throw new IllegalArgumentException("frame is neither a number nor *: " + frame);
      }
      if (!Set.of("tlsdiag", "oracle", "open").contains(right)) {
        throw new IllegalArgumentException("nobody is called '%s'".formatted(right));
      }
      if (reason.isBlank()) {
        throw new IllegalArgumentException("no reason given for " + file);
      }
    }

    boolean covers(Disagreement d) {
      return file.equals(d.file())
          && (frame.equals("*") || Long.parseLong(frame) == d.frame())
          && field.equals(d.field());
    }
  }

  private final List<Entry> entries;
  private final Set<Entry> met = new HashSet<>();

  private SettledDisagreements(List<Entry> entries) {
    this.entries = List.copyOf(entries);
  }

  static SettledDisagreements load() throws IOException {
    try (InputStream in = SettledDisagreements.class.getResourceAsStream(RESOURCE)) {
      requireNonNull(in, RESOURCE + " is missing");
      return parse(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    }
  }

  /** Columns parted by tabs: file, frame, field, right, reason; {@code #} begins a comment line. */
  static SettledDisagreements parse(String table) {
    List<Entry> entries = new ArrayList<>();
    for (String line : table.lines().toList()) {
      if (!line.isBlank() && !line.startsWith("#")) {
        String[] cell = line.split("\t", -1);
        if (cell.length != 5) {
          throw new IllegalArgumentException(
              "%d columns for 5 in: %s".formatted(cell.length, line));
        }
        entries.add(new Entry(cell[0], cell[1], cell[2], cell[3], cell[4]));
      }
    }
    return new SettledDisagreements(entries);
  }

  /** Whether the table lists it; the entry then counts as met. */
  boolean covers(Disagreement disagreement) {
    List<Entry> covering = entries.stream().filter(e -> e.covers(disagreement)).toList();
    met.addAll(covering);
    return !covering.isEmpty();
  }

  /** Entries that nothing has met so far. */
  List<Entry> unmet() {
    return entries.stream().filter(e -> !met.contains(e)).toList();
  }

  int size() {
    return entries.size();
  }
}
