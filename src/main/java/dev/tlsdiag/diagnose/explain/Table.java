package dev.tlsdiag.diagnose.explain;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** A table among the resources: a line a row, cells between bars, comments after {@code #}. */
final class Table {
  private Table() {}

  /** The rows of {@code name.txt}. */
  static List<String> rows(String name) {
    try (InputStream in = Table.class.getResourceAsStream(name + ".txt")) {
      if (in == null) {
        throw new IllegalStateException("no table " + name + ".txt");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#")).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The words of a cell. */
  static List<String> words(String cell) {
    return cell.isBlank() ? List.of() : List.of(cell.strip().split(" +"));
  }
}
