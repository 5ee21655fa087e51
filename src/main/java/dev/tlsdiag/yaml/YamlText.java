package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * The text of a YAML file.
 *
 * @param name as the user gave it
 */
public record YamlText(String name, String text) {
  /** A file written by hand is far below; one that is above was not meant. */
  public static final int MAX_CHARACTERS = 1 << 20;

  private static final int SHOWN_COLUMNS = 80;

  public YamlText {
    requireNonNull(name, "name is null");
    requireNonNull(text, "text is null");
  }

  /**
   * Its one document; empty where there is none, or where it cannot be read. In the second case
   * there is a problem more.
   */
  public Optional<YamlNode> parse(YamlProblems problems) {
    return new YamlComposer(this, problems).compose();
  }

  /**
   * The line of a problem with a caret below the place, to be shown under its message. A long line
   * is cut to the part around the place.
   */
  public List<String> excerpt(Position position) {
    List<String> lines = text.lines().toList();
    if (position.line() > lines.size()) {
      return List.of();
    }
    String line = lines.get(position.line() - 1).replace('\t', ' ');
    int[] points = line.codePoints().toArray();
    int caret = Math.min(position.column() - 1, points.length);
    int from = caret < SHOWN_COLUMNS - 10 ? 0 : caret - SHOWN_COLUMNS / 2;
    int to = Math.min(points.length, from + SHOWN_COLUMNS);
    String number = Integer.toString(position.line());
    return List.of(
        number + " | " + new String(points, from, to - from),
        " ".repeat(number.length()) + " | " + " ".repeat(caret - from) + "^");
  }
}
