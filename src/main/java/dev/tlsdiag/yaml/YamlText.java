package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
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
    return new YamlComposer(this, problems, Limits.BY_HAND, 0).compose();
  }

  /**
   * Its documents, as {@code kubectl} and people put them into one file. One that cannot be read
   * does not cost the others: there is a problem more, with its place in the whole text. A value
   * that begins with {@code *} and lacks its quotes is a problem too, and read as it was meant.
   *
   * @param limits of each document
   */
  public List<YamlNode> parseAll(YamlProblems problems, Limits limits) {
    List<YamlNode> documents = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int from = 0;
    for (int i = 0; i <= lines.size(); i++) {
      // At the start of a line nothing else can be meant (YAML 1.2 section 9.1.2).
      boolean end = i == lines.size() || lines.get(i).matches("---(\\s.*)?");
      if (end && i > from) {
        String document = String.join("\n", lines.subList(from, i)) + "\n";
        new QuoteMender(new YamlText(name, document), problems, limits, from)
            .compose()
            .ifPresent(documents::add);
      }
      from = end ? i : from;
    }
    return documents;
  }

  /**
   * How much of a document is read.
   *
   * @param values aliases count each time they are used: a few lines could stand for billions
   */
  public record Limits(int characters, int values, int depth) {
    /** Of a file written by hand. */
    public static final Limits BY_HAND = new Limits(MAX_CHARACTERS, 50_000, 32);

    /** Of what a cluster prints about itself. */
    public static final Limits PRINTED = new Limits(64 << 20, 4_000_000, 64);
  }

  /**
   * The line of a problem with a caret below the place, to be shown under its message. A long line
   * is cut to the part around the place.
   */
  public List<String> excerpt(Position position) {
    return excerpt(position, SHOWN_COLUMNS);
  }

  /**
   * As {@link #excerpt(Position)}.
   *
   * @param columns of the line at most, at least 20
   */
  public List<String> excerpt(Position position, int columns) {
    List<String> lines = text.lines().toList();
    return position.line() > lines.size()
        ? List.of()
        : excerpt(lines.get(position.line() - 1), position, columns);
  }

  /** As {@link #excerpt(Position, int)}, of the line at that place. */
  public static List<String> excerpt(String text, Position position, int columns) {
    int shown = Math.max(20, columns);
    String line = text.replace('\t', ' ');
    int[] points = line.codePoints().toArray();
    int caret = Math.min(position.column() - 1, points.length);
    int from = caret < shown - 10 ? 0 : caret - shown / 2;
    int to = Math.min(points.length, from + shown);
    String number = Integer.toString(position.line());
    return List.of(
        number + " | " + new String(points, from, to - from),
        " ".repeat(number.length()) + " | " + " ".repeat(caret - from) + "^");
  }
}
