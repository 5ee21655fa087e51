package dev.tlsdiag.mesh.logs;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/** A table as kubectl and cilium-dbg print them: columns begin where their names do. */
final class Table {
  private static final int LONGEST_HEADER = 1_000;

  private final TreeMap<Integer, String> columns;

  private Table(TreeMap<Integer, String> columns) {
    this.columns = columns;
  }

  /** The line as a header: names in upper case, parted by two spaces or more. */
  static Table ofHeader(String line) {
    String header = line.length() > LONGEST_HEADER ? line.substring(0, LONGEST_HEADER) : line;
    TreeMap<Integer, String> columns = new TreeMap<>();
    int at = 0;
    while (at < header.length()) {
      if (Character.isWhitespace(header.charAt(at))) {
        at++;
        continue;
      }
      int end = header.indexOf("  ", at);
      int tab = header.indexOf('\t', at);
      end = end < 0 ? header.length() : end;
      end = tab >= 0 && tab < end ? tab : end;
      columns.put(at, header.substring(at, end).strip().toUpperCase(Locale.ROOT));
      at = end;
    }
    return new Table(columns);
  }

  /** The names, from the left. */
  List<String> names() {
    return List.copyOf(columns.values());
  }

  /**
   * The cells of a row by the names of their columns. A row that is not aligned, because it was
   * pasted or its cells are too long, is parted at two spaces.
   */
  Map<String, String> row(String line) {
    Map<String, String> cells = new TreeMap<>();
    List<Integer> starts = new ArrayList<>(columns.keySet());
    for (int i = 0; i < starts.size(); i++) {
      int from = Math.min(starts.get(i), line.length());
      int to = i + 1 < starts.size() ? Math.min(starts.get(i + 1), line.length()) : line.length();
      if (from > 0 && from < line.length() && !Character.isWhitespace(line.charAt(from - 1))) {
        return unaligned(line);
      }
      cells.put(columns.get(starts.get(i)), line.substring(from, to).strip());
    }
    return cells;
  }

  private Map<String, String> unaligned(String line) {
    Map<String, String> cells = new TreeMap<>();
    String[] parts = line.strip().split(" {2,}|\t", columns.size());
    List<String> names = names();
    for (int i = 0; i < names.size(); i++) {
      cells.put(names.get(i), i < parts.length ? parts[i] : "");
    }
    return cells;
  }
}
