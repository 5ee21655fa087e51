package dev.tlsdiag.mesh.policy;

import dev.tlsdiag.mesh.policy.RegexNode.Chars;
import dev.tlsdiag.mesh.policy.RegexNode.Place;
import dev.tlsdiag.mesh.policy.RegexNode.Range;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads regular expressions in the syntax of RE2, as far as it can be matched without going back:
 * no look-around, no references to groups.
 */
final class RegexParser {
  /** RE2 refuses higher counts. */
  private static final int MOST_REPEATS = 1000;

  private static final int LONGEST = 10_000;

  /** Deeper nesting was not meant. */
  private static final int DEEPEST = 100;

  private final String text;
  private int at;
  private int depth;
  private boolean anyCase;
  private boolean dotIsAll;

  private RegexParser(String text) {
    this.text = text;
  }

  /** The expression is none. */
  static final class RegexException extends Exception {
    private static final long serialVersionUID = 1L;

    RegexException(String message) {
      super(message);
    }
  }

  static RegexNode parse(String text) throws RegexException {
    if (text.length() > LONGEST) {
      throw new RegexException("it has more than " + LONGEST + " characters");
    }
    RegexParser parser = new RegexParser(text);
    RegexNode node = parser.choice();
    if (parser.more()) {
      throw new RegexException("unexpected )");
    }
    return node;
  }

  private boolean more() {
    return at < text.length();
  }

  private int peek() {
    return text.codePointAt(at);
  }

  private int next() throws RegexException {
    if (!more()) {
      throw new RegexException("it ends too early");
    }
    int codePoint = peek();
    at += Character.charCount(codePoint);
    return codePoint;
  }

  private boolean take(String word) {
    if (text.startsWith(word, at)) {
      at += word.length();
      return true;
    }
    return false;
  }

  private RegexNode choice() throws RegexException {
    if (++depth > DEEPEST) {
      throw new RegexException("it is nested more than " + DEEPEST + " levels deep");
    }
    boolean outerCase = anyCase;
    boolean outerDot = dotIsAll;
    List<RegexNode> options = new ArrayList<>();
    do {
      options.add(sequence());
    } while (take("|"));
    anyCase = outerCase;
    dotIsAll = outerDot;
    depth--;
    return options.size() == 1 ? options.get(0) : new RegexNode.Choice(options);
  }

  private RegexNode sequence() throws RegexException {
    List<RegexNode> parts = new ArrayList<>();
    while (more() && peek() != '|' && peek() != ')') {
      parts.add(repeated(one()));
    }
    return new RegexNode.Sequence(parts);
  }

  private RegexNode repeated(RegexNode part) throws RegexException {
    int before = at;
    RegexNode.Repeat repeat;
    if (take("*")) {
      repeat = new RegexNode.Repeat(part, 0, -1);
    } else if (take("+")) {
      repeat = new RegexNode.Repeat(part, 1, -1);
    } else if (take("?")) {
      repeat = new RegexNode.Repeat(part, 0, 1);
    } else if (more()
        && peek() == '{'
        && text.substring(at).matches("(?s)\\{[0-9]+(,[0-9]*)?}.*")) {
      repeat = counted(part);
    } else {
      return part;
    }
    take("?"); // as few as possible: to whether the whole matches it is the same
    if (more() && "*+?".indexOf(peek()) >= 0) {
      throw new RegexException("bad repetition operator: " + text.substring(before, at + 1));
    }
    return repeat;
  }

  private RegexNode.Repeat counted(RegexNode part) throws RegexException {
    int end = text.indexOf('}', at);
    String[] bounds = text.substring(at + 1, end).split(",", -1);
    at = end + 1;
    int least = count(bounds[0]);
    int most = bounds.length == 1 ? least : bounds[1].isEmpty() ? -1 : count(bounds[1]);
    if (most >= 0 && most < least) {
      throw new RegexException("bad repetition: " + least + " is more than " + most);
    }
    return new RegexNode.Repeat(part, least, most);
  }

  private static int count(String digits) throws RegexException {
    if (digits.length() > 4 || Integer.parseInt(digits) > MOST_REPEATS) {
      throw new RegexException("a part is repeated more than " + MOST_REPEATS + " times");
    }
    return Integer.parseInt(digits);
  }

  private RegexNode one() throws RegexException {
    int c = next();
    return switch (c) {
      case '(' -> group();
      case '[' -> cased(set());
      case '.' ->
          dotIsAll ? new Chars(List.of(), true) : new Chars(List.of(new Range('\n', '\n')), true);
      case '^' -> new Place(Place.Kind.START);
      case '$' -> new Place(Place.Kind.END);
      case '\\' -> escaped();
      case '*', '+', '?' ->
          throw new RegexException("missing argument to repetition operator: " + (char) c);
      default -> cased(Chars.of(c));
    };
  }

  private Chars cased(Chars chars) {
    return anyCase ? chars.anyCase() : chars;
  }

  private RegexNode group() throws RegexException {
    boolean outerCase = anyCase;
    boolean outerDot = dotIsAll;
    if (take("?")) {
      boolean lookBehind = text.startsWith("<=", at) || text.startsWith("<!", at);
      if (take("P<") || (!lookBehind && take("<"))) {
        int end = text.indexOf('>', at);
        if (end < 0) {
          throw new RegexException("a group's name without an end");
        }
        at = end + 1;
      } else if (flags()) {
        return new RegexNode.Empty(); // they hold to the end of the group around them
      }
    }
    RegexNode inner = choice();
    if (!take(")")) {
      throw new RegexException("missing closing )");
    }
    anyCase = outerCase;
    dotIsAll = outerDot;
    return inner;
  }

  /** Whether they stand alone: {@code (?i)} and not {@code (?i:…)}. */
  private boolean flags() throws RegexException {
    boolean on = true;
    while (true) {
      int flag = next();
      switch (flag) {
        case 'i' -> anyCase = on;
        case 's' -> dotIsAll = on;
        case 'm', 'U' -> {} // lines and greed make no difference to one whole line
        case '-' -> on = false;
        case ':' -> {
          return false;
        }
        case ')' -> {
          return true;
        }
        default -> throw new RegexException("invalid perl operator: (?" + (char) flag);
      }
    }
  }

  private RegexNode escaped() throws RegexException {
    int c = next();
    switch (c) {
      case 'b':
        return new Place(Place.Kind.WORD_BOUNDARY);
      case 'B':
        return new Place(Place.Kind.NO_WORD_BOUNDARY);
      case 'A':
        return new Place(Place.Kind.START);
      case 'z':
        return new Place(Place.Kind.END);
      case 'Q':
        int end = text.indexOf("\\E", at);
        String literal = text.substring(at, end < 0 ? text.length() : end);
        at = end < 0 ? text.length() : end + 2;
        return new RegexNode.Sequence(
            literal.codePoints().mapToObj(p -> (RegexNode) cased(Chars.of(p))).toList());
      default:
        return cased(escapedChars(c));
    }
  }

  private Chars escapedChars(int c) throws RegexException {
    return switch (c) {
      case 'd', 'D' -> new Chars(RegexSets.DIGIT, c == 'D');
      case 's', 'S' -> new Chars(RegexSets.SPACE, c == 'S');
      case 'w', 'W' -> new Chars(RegexSets.WORD, c == 'W');
      case 'n' -> Chars.of('\n');
      case 't' -> Chars.of('\t');
      case 'r' -> Chars.of('\r');
      case 'f' -> Chars.of('\f');
      case 'v' -> Chars.of('\u000b');
      case 'a' -> Chars.of('\u0007');
      case 'x' -> Chars.of(hex());
      default -> {
        if (c < 0x80 && Character.isLetterOrDigit(c)) {
          throw new RegexException("invalid escape sequence: \\" + (char) c);
        }
        yield Chars.of(c);
      }
    };
  }

  private int hex() throws RegexException {
    boolean braced = take("{");
    int end = braced ? text.indexOf('}', at) : at + 2;
    if (end < 0 || end > text.length() || !text.substring(at, end).matches("[0-9A-Fa-f]{1,6}")) {
      throw new RegexException("invalid escape sequence: \\x");
    }
    int value = Integer.parseInt(text.substring(at, end), 16);
    at = braced ? end + 1 : end;
    return value;
  }

  private Chars set() throws RegexException {
    boolean negated = take("^");
    List<Range> ranges = new ArrayList<>();
    boolean first = true;
    while (first || !more() || peek() != ']') {
      if (!more()) {
        throw new RegexException("missing closing ]");
      }
      first = false;
      if (text.startsWith("[:", at)) {
        ranges.addAll(named());
        continue;
      }
      int low = next();
      if (low == '\\') {
        Chars escaped = escapedChars(next());
        if (escaped.negated() || escaped.ranges().size() > 1 || isWide(escaped)) {
          ranges.addAll(escaped.negated() ? RegexSets.without(escaped.ranges()) : escaped.ranges());
          continue;
        }
        low = escaped.ranges().get(0).first();
      }
      int high = low;
      if (text.startsWith("-", at) && !text.startsWith("-]", at)) {
        take("-");
        high = next();
        if (high == '\\') {
          high = escapedChars(next()).ranges().get(0).first();
        }
        if (high < low) {
          throw new RegexException("invalid character class range");
        }
      }
      ranges.add(new Range(low, high));
    }
    take("]");
    return new Chars(ranges, negated);
  }

  private static boolean isWide(Chars chars) {
    return chars.ranges().get(0).first() != chars.ranges().get(0).last();
  }

  /** {@code [:alpha:]}, of a set. */
  private List<Range> named() throws RegexException {
    int end = text.indexOf(":]", at);
    if (end < 0) {
      throw new RegexException("missing closing :]");
    }
    String name = text.substring(at + 2, end);
    at = end + 2;
    boolean without = name.startsWith("^");
    List<Range> ranges = RegexSets.NAMED.get(without ? name.substring(1) : name);
    if (ranges == null) {
      throw new RegexException("invalid character class: [:" + name + ":]");
    }
    return without ? RegexSets.without(ranges) : ranges;
  }
}
