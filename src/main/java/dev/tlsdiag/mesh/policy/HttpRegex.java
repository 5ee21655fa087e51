package dev.tlsdiag.mesh.policy;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;

/**
 * Regular expressions of {@code rules.http}, against the whole of a value, as Envoy's RE2
 * understands them: in time that grows with the value alone, so that no policy and no request can
 * keep the program busy.
 */
public final class HttpRegex {
  private static final java.util.regex.Pattern COUNT =
      java.util.regex.Pattern.compile("\\{(\\d{1,9})(?:,(\\d{0,9}))?}");

  /** Counted repetitions in each other; RE2 bounds the memory of a program in the same way. */
  private static final long MOST_REPETITIONS = 10_000;

  private static final int LONGEST = 8192;
  private static final int REMEMBERED = 1024;
  private static final Map<String, Compiled> COMPILED = new ConcurrentHashMap<>();

  private HttpRegex() {}

  /**
   * Of an expression.
   *
   * @param problem why there is no pattern
   */
  private record Compiled(Optional<Pattern> pattern, String problem) {}

  /** Why it is no regular expression to Envoy; empty where it is one. */
  public static Optional<String> problem(String regex) {
    Compiled compiled = compiled(regex);
    return compiled.pattern().isPresent() ? Optional.empty() : Optional.of(compiled.problem());
  }

  /** Whether the whole of the value matches; empty where the expression is none. */
  public static Optional<Boolean> matches(String regex, String value) {
    return compiled(regex).pattern().map(pattern -> pattern.matches(value));
  }

  private static Compiled compiled(String regex) {
    Compiled known = COMPILED.get(regex);
    if (known == null) {
      known = compile(regex);
      if (COMPILED.size() < REMEMBERED) {
        COMPILED.put(regex, known);
      }
    }
    return known;
  }

  private static Compiled compile(String regex) {
    if (regex.length() > LONGEST || repetitions(regex) > MOST_REPETITIONS) {
      return new Compiled(Optional.empty(), "it is too large");
    }
    try {
      return new Compiled(Optional.of(Pattern.compile(regex)), "");
    } catch (PatternSyntaxException e) {
      return new Compiled(Optional.empty(), e.getDescription() + ": '" + e.getPattern() + "'");
    }
  }

  /** As if all of them were in each other. */
  private static long repetitions(String regex) {
    long product = 1;
    Matcher count = COUNT.matcher(regex);
    while (count.find() && product <= MOST_REPETITIONS) {
      boolean bounded = count.group(2) != null && !count.group(2).isEmpty();
      product *= Math.max(1, Long.parseLong(bounded ? count.group(2) : count.group(1)));
    }
    return product;
  }
}
