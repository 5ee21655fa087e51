package dev.tlsdiag.cli.manual;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lines of other tools and ours for the same, from {@code cheatsheet.txt}. */
public final class Cheatsheet {
  private Cheatsheet() {}

  /**
   * One pair.
   *
   * @param theirs for a POSIX shell
   * @param ours likewise; may have one of theirs before a pipe
   * @param differs a sentence; empty where nothing does
   */
  public record Line(String theirs, String ours, String differs) {
    public Line {
      requireNonNull(theirs, "theirs is null");
      requireNonNull(ours, "ours is null");
      requireNonNull(differs, "differs is null");
    }
  }

  /** All lines, by the tool. */
  public static Map<String, List<Line>> all() {
    Map<String, List<Line>> all = new LinkedHashMap<>();
    List<Line> lines = new ArrayList<>();
    for (String row : rows("cheatsheet.txt")) {
      if (row.startsWith("= ")) {
        lines = new ArrayList<>();
        all.put(row.substring(2), lines);
      } else {
        lines.add(line(row));
      }
    }
    return all;
  }

  /** What letters mean elsewhere, in the order in which they are to be read. */
  public static Map<String, String> clashes() {
    Map<String, String> clashes = new LinkedHashMap<>();
    rows("clashes.txt")
        .forEach(
            row -> {
              String[] cells = row.split(" \\| ", 2);
              clashes.put(cells[0], cells[1]);
            });
    return clashes;
  }

  /** A pipe of a line is not divided: ours begins where a program is named again. */
  private static Line line(String row) {
    List<String> cells = new ArrayList<>(List.of(row.split(" \\| ")));
    if (cells.size() > 2 && cells.get(2).startsWith("tlsdiag ")) {
      cells.set(1, cells.get(1) + " | " + cells.remove(2));
    }
    return new Line(cells.get(0), cells.get(1), cells.size() > 2 ? cells.get(2) : "");
  }

  private static List<String> rows(String name) {
    try (InputStream in = Cheatsheet.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .lines()
          .filter(row -> !row.isBlank() && !row.startsWith("#"))
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
