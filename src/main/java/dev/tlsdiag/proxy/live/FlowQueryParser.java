package dev.tlsdiag.proxy.live;

import static java.util.Objects.requireNonNull;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import dev.tlsdiag.proxy.live.FlowQuery.Term;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * Reads queries: {@code !} binds most, then {@code &} or nothing between two terms, then {@code |}.
 */
final class FlowQueryParser {
  private static final int DEEPEST = 50;

  /** Those that take a regular expression. */
  private static final Map<String, Function<Pattern, Term>> PATTERNS =
      Map.of(
          "u", FlowQuery::url,
          "d", FlowQuery::domain,
          "m", FlowQuery::method,
          "h", pattern -> FlowQuery.header(pattern, true, true),
          "hq", pattern -> FlowQuery.header(pattern, true, false),
          "hs", pattern -> FlowQuery.header(pattern, false, true),
          "src", FlowQuery::source,
          "dst", FlowQuery::destination,
          "sni", FlowQuery::serverName,
          "rule", FlowQuery::rule);

  /** Those that take nothing. */
  private static final Map<String, Term> ALONE =
      Map.of(
          "nosni", FlowQuery.nameless(),
          "e", FlowQuery.verdict(EnumSet.of(FlowVerdict.FAILED, FlowVerdict.DENIED)),
          "q", FlowQuery.answered(false),
          "s", FlowQuery.answered(true),
          "all", subject -> true);

  private static final String KNOWN =
      "~u ~d ~m ~c ~h ~hq ~hs ~src ~dst ~sni ~nosni ~rule ~e ~q ~s ~all and --verdict";

  private final String text;
  private int at;
  private int depth;

  FlowQueryParser(String text) {
    this.text = requireNonNull(text, "text is null");
  }

  FlowQuery parse() throws FlowQueryException {
    if (text.length() > FlowQuery.LONGEST) {
      throw problem(FlowQuery.LONGEST, "longer than %d characters".formatted(FlowQuery.LONGEST));
    }
    blanks();
    if (atEnd()) {
      return FlowQuery.ALL;
    }
    Term term = any();
    if (!atEnd()) {
      throw problem(at, "no '(' before this");
    }
    return new FlowQuery(text, term);
  }

  private Term any() throws FlowQueryException {
    Term term = all();
    while (takes('|')) {
      term = term.or(all());
    }
    return term;
  }

  private Term all() throws FlowQueryException {
    Term term = one();
    while (!atEnd() && peek() != '|' && peek() != ')') {
      takes('&');
      term = term.and(one());
    }
    return term;
  }

  private Term one() throws FlowQueryException {
    if (atEnd()) {
      throw problem(at, "a term is missing here");
    }
    int start = at;
    if (++depth > DEEPEST) {
      throw problem(start, "more than %d levels deep".formatted(DEEPEST));
    }
    try {
      if (takes('!')) {
        return one().not();
      }
      if (takes('(')) {
        Term inner = any();
        if (!takes(')')) {
          throw problem(at, "')' is missing for the '(' at column " + (start + 1));
        }
        return inner;
      }
      return peek() == '~' ? operator() : text.startsWith("--", at) ? option() : bare();
    } finally {
      depth--;
    }
  }

  private Term bare() throws FlowQueryException {
    int start = at;
    return FlowQuery.url(pattern(start, word("a term")));
  }

  private Term operator() throws FlowQueryException {
    int start = at++;
    int begin = at;
    while (!atEnd() && Character.isLetter(peek())) {
      at++;
    }
    String name = text.substring(begin, at);
    blanks();
    if (ALONE.containsKey(name)) {
      return ALONE.get(name);
    }
    if (name.equals("c")) {
      return status();
    }
    Function<Pattern, Term> made = PATTERNS.get(name);
    if (made == null) {
      throw problem(start, "no filter '~%s'; there are %s".formatted(name, KNOWN));
    }
    int value = at;
    return made.apply(pattern(value, word("a regular expression after '~" + name + "'")));
  }

  private Term status() throws FlowQueryException {
    int start = at;
    String word = word("a status after '~c'");
    if (!word.matches("[0-9]{3}")) {
      throw problem(start, "'~c' takes a status of three digits, not '%s'".formatted(word));
    }
    return FlowQuery.status(Integer.parseInt(word));
  }

  private Term option() throws FlowQueryException {
    int start = at;
    String word = word("an option");
    String name = word.replaceFirst("=.*", "");
    if (!name.equals("--verdict")) {
      throw problem(start, "no option '%s' here; there are %s".formatted(name, KNOWN));
    }
    boolean inside = word.length() > name.length();
    int value = inside ? start + name.length() + 1 : at;
    String list = inside ? word.substring(name.length() + 1) : word("a verdict");
    Set<FlowVerdict> verdicts = EnumSet.noneOf(FlowVerdict.class);
    for (String each : list.split(",", -1)) {
      verdicts.add(
          FlowVerdict.named(each)
              .orElseThrow(
                  () -> problem(value, "no verdict '" + each + "': ok, warning, failed, denied")));
    }
    return FlowQuery.verdict(verdicts);
  }

  private Pattern pattern(int start, String regex) throws FlowQueryException {
    try {
      return Pattern.compile(regex, Pattern.CASE_INSENSITIVE);
    } catch (PatternSyntaxException e) {
      throw problem(start, "no regular expression: " + e.getDescription());
    }
  }

  /** Up to a blank or a parenthesis, or between quotes; the blanks after it are taken, too. */
  private String word(String what) throws FlowQueryException {
    if (atEnd() || peek() == ')' || peek() == '~') {
      throw problem(at, what + " is missing here");
    }
    char quote = peek();
    if (quote == '"' || quote == '\'') {
      return quoted(quote);
    }
    int start = at;
    while (!atEnd() && "()~'\"".indexOf(peek()) < 0 && !Character.isWhitespace(peek())) {
      at++;
    }
    String word = text.substring(start, at);
    if (word.isEmpty() || word.equals("&") || word.equals("|")) {
      throw problem(start, what + " is missing here");
    }
    blanks();
    return word;
  }

  private String quoted(char quote) throws FlowQueryException {
    int start = at++;
    StringBuilder word = new StringBuilder();
    while (!atEnd() && peek() != quote) {
      boolean escapes =
          peek() == '\\'
              && at + 1 < text.length()
              && (text.charAt(at + 1) == quote || text.charAt(at + 1) == '\\');
      if (escapes && text.charAt(at + 1) == quote) {
        at++;
      } else if (escapes) {
        word.append(text.charAt(at++));
      }
      word.append(text.charAt(at++));
    }
    if (atEnd()) {
      throw problem(start, "this quote is not closed");
    }
    at++;
    blanks();
    return word.toString();
  }

  private boolean takes(char wanted) {
    if (atEnd() || peek() != wanted) {
      return false;
    }
    at++;
    blanks();
    return true;
  }

  private void blanks() {
    while (!atEnd() && Character.isWhitespace(peek())) {
      at++;
    }
  }

  private boolean atEnd() {
    return at >= text.length();
  }

  private char peek() {
    return text.charAt(at);
  }

  private FlowQueryException problem(int position, String message) {
    return new FlowQueryException(text, position, message);
  }
}
