package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/** A pattern with {@code *} and {@code ?} over names without case. */
public final class Glob {
  private final String pattern;

  public Glob(String pattern) {
    this.pattern = requireNonNull(pattern, "pattern is null").toLowerCase(Locale.ROOT);
  }

  /** Whether the whole of {@code text} matches. */
  public boolean matches(String text) {
    String name = text.toLowerCase(Locale.ROOT);
    int p = 0;
    int star = -1;
    int retry = 0;
    int i = 0;
    while (i < name.length()) {
      char wanted = p < pattern.length() ? pattern.charAt(p) : '\0';
      if (p < pattern.length() && wanted == '*') {
        star = p++;
        retry = i;
      } else if (p < pattern.length() && (wanted == '?' || wanted == name.charAt(i))) {
        p++;
        i++;
      } else if (star >= 0) {
        p = star + 1;
        i = ++retry; // only the last star has to give way: the earlier ones matched the least
      } else {
        return false;
      }
    }
    while (p < pattern.length() && pattern.charAt(p) == '*') {
      p++;
    }
    return p == pattern.length();
  }
}
