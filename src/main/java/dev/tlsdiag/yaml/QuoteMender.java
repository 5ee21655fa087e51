package dev.tlsdiag.yaml;

import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/**
 * Reads a document in which values lack their quotes: {@code matchPattern: *.example.test} is an
 * alias to YAML, and ends the reading. The first character of such a value is replaced by one that
 * may begin a value and is nowhere else in the text, and the document is read again; so every place
 * stays where it is.
 */
final class QuoteMender {
  /** What begins a value in quotes only (YAML 1.2 sections 5.3 and 7.1). */
  private static final String INDICATORS = "*@`%";

  /** Of Unicode: for private use, so no text means anything by them. */
  private static final int PRIVATE_FIRST = 0xe000;

  private static final int PRIVATE_LAST = 0xf8ff;

  /** Characters read again, all readings together: a slip of the hand needs few of them. */
  private static final long MOST_READ = 16L << 20;

  private static final int MOST_MENDED = 200;

  private final YamlText source;
  private final YamlProblems problems;
  private final YamlText.Limits limits;
  private final int linesBefore;
  private final char standIns;

  QuoteMender(YamlText source, YamlProblems problems, YamlText.Limits limits, int linesBefore) {
    this.source = source;
    this.problems = problems;
    this.limits = limits;
    this.linesBefore = linesBefore;
    this.standIns = unused(source.text());
  }

  Optional<YamlNode> compose() {
    StringBuilder text = new StringBuilder(source.text());
    for (int mended = 0; ; mended++) {
      YamlProblems found = new YamlProblems();
      YamlComposer composer =
          new YamlComposer(
              new YamlText(source.name(), text.toString()),
              found,
              limits,
              linesBefore,
              this::original);
      Optional<YamlNode> root = composer.compose();
      int at = composer.stopped().map(mark -> offset(text, mark)).orElse(-1);
      boolean mendable =
          at >= 0
              && at < text.length()
              && INDICATORS.indexOf(text.charAt(at)) >= 0
              && mended < MOST_MENDED
              && (long) text.length() * mended < MOST_READ;
      if (!mendable) {
        found.all().forEach(problems::add);
        return root;
      }
      problems.add(problem(text, at, composer.stopped().orElseThrow()));
      text.setCharAt(at, standIn(text.charAt(at)));
    }
  }

  private YamlProblem problem(CharSequence text, int at, Mark mark) {
    Position position = new Position(linesBefore + mark.getLine() + 1, mark.getColumn() + 1);
    int end = at + 1;
    while (end < text.length() && " \t\r\n,[]{}".indexOf(text.charAt(end)) < 0) {
      end++;
    }
    String value = text.subSequence(at, end).toString();
    String message =
        value.startsWith("*")
            ? "'%s' is a YAML alias, for it begins with '*' and has no quotes".formatted(value)
            : "'%s' is no YAML: a value that begins with '%c' needs quotes"
                .formatted(value, value.charAt(0));
    return new YamlProblem(position, message, Optional.of("\"" + value + "\""), true);
  }

  private char standIn(char indicator) {
    return (char) (standIns + INDICATORS.indexOf(indicator));
  }

  private String original(String value) {
    String text = value;
    for (int i = 0; i < INDICATORS.length(); i++) {
      text = text.replace((char) (standIns + i), INDICATORS.charAt(i));
    }
    return text;
  }

  /** The first of a row of characters that the text has none of. */
  private static char unused(String text) {
    char first = PRIVATE_FIRST;
    for (int i = 0; i < text.length() && first < PRIVATE_LAST - INDICATORS.length(); i++) {
      char c = text.charAt(i);
      if (c >= first && c < first + INDICATORS.length()) {
        first = (char) (c + 1);
        i = -1;
      }
    }
    return first;
  }

  /** The library counts characters of Unicode. */
  private static int offset(CharSequence text, Mark mark) {
    int line = 0;
    int at = 0;
    while (at < text.length() && line < mark.getLine()) {
      char c = text.charAt(at++);
      line += c == '\n' ? 1 : 0;
    }
    for (int column = 0; column < mark.getColumn() && at < text.length(); column++) {
      at += Character.isHighSurrogate(text.charAt(at)) ? 2 : 1;
    }
    return at;
  }
}
