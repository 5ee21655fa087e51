package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.policy.RegexNode.Range;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/** Sets of characters that have names, ASCII only as in RE2. */
final class RegexSets {
  static final List<Range> DIGIT = List.of(new Range('0', '9'));
  static final List<Range> SPACE =
      List.of(new Range('\t', '\n'), new Range('\f', '\r'), new Range(' ', ' '));
  static final List<Range> WORD =
      List.of(new Range('0', '9'), new Range('A', 'Z'), new Range('_', '_'), new Range('a', 'z'));

  private static final List<Range> UPPER = List.of(new Range('A', 'Z'));
  private static final List<Range> LOWER = List.of(new Range('a', 'z'));
  private static final List<Range> ALPHA = List.of(new Range('A', 'Z'), new Range('a', 'z'));

  static final Map<String, List<Range>> NAMED =
      Map.ofEntries(
          Map.entry("alpha", ALPHA),
          Map.entry(
              "alnum", List.of(new Range('0', '9'), new Range('A', 'Z'), new Range('a', 'z'))),
          Map.entry("ascii", List.of(new Range(0, 0x7f))),
          Map.entry("blank", List.of(new Range('\t', '\t'), new Range(' ', ' '))),
          Map.entry("cntrl", List.of(new Range(0, 0x1f), new Range(0x7f, 0x7f))),
          Map.entry("digit", DIGIT),
          Map.entry("graph", List.of(new Range('!', '~'))),
          Map.entry("lower", LOWER),
          Map.entry("print", List.of(new Range(' ', '~'))),
          Map.entry(
              "punct",
              List.of(
                  new Range('!', '/'),
                  new Range(':', '@'),
                  new Range('[', '`'),
                  new Range('{', '~'))),
          Map.entry("space", List.of(new Range('\t', '\r'), new Range(' ', ' '))),
          Map.entry("upper", UPPER),
          Map.entry("word", WORD),
          Map.entry(
              "xdigit", List.of(new Range('0', '9'), new Range('A', 'F'), new Range('a', 'f'))));

  private RegexSets() {}

  /** All characters but these. */
  static List<Range> without(List<Range> ranges) {
    List<Range> rest = new ArrayList<>();
    int from = 0;
    for (Range range : ranges.stream().sorted(Comparator.comparingInt(Range::first)).toList()) {
      if (range.first() > from) {
        rest.add(new Range(from, range.first() - 1));
      }
      from = Math.max(from, range.last() + 1);
    }
    if (from <= Character.MAX_CODE_POINT) {
      rest.add(new Range(from, Character.MAX_CODE_POINT));
    }
    return rest;
  }
}
