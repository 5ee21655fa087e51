package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import java.util.Locale;

/**
 * Which DNS names an item of {@code toFQDNs} or of {@code rules.dns} means. Names and patterns are
 * the same with and without the last dot, and in upper and lower case; a pattern matches the whole
 * name. A star stands for characters of one label, perhaps none, and never for a dot, with two
 * exceptions: a star alone, and (from 1.19 on) {@code **.} at the start.
 */
public final class FqdnPattern {
  private final FqdnSelector selector;
  private final boolean everything;
  private final NameGlob glob;

  private FqdnPattern(FqdnSelector selector, boolean everything, NameGlob glob) {
    this.selector = selector;
    this.everything = everything;
    this.glob = glob;
  }

  public static FqdnPattern of(FqdnSelector selector, CiliumVersion version) {
    requireNonNull(version, "version is null");
    if (selector.matchName().isPresent()) {
      String name = prepared(selector.matchName().get());
      return new FqdnPattern(selector, false, new NameGlob.Builder().text(dotted(name)).build());
    }
    // An item with neither compiles to the root alone.
    return ofPattern(selector, prepared(selector.matchPattern().orElse("")), version);
  }

  private static FqdnPattern ofPattern(
      FqdnSelector selector, String pattern, CiliumVersion version) {
    boolean newer = version.atLeast(1, 19);
    if (pattern.equals("*") || (newer && pattern.matches("\\*{2,}\\.?"))) {
      return new FqdnPattern(selector, true, new NameGlob.Builder().build());
    }
    NameGlob.Builder glob = new NameGlob.Builder();
    String rest = dotted(pattern);
    if (newer && rest.matches("(?s)\\*{2,}\\..*")) {
      glob.labels();
      rest = rest.substring(rest.indexOf('.'));
    }
    int at = 0;
    while (at < rest.length()) {
      if (rest.charAt(at) == '*') {
        glob.withinLabel();
        while (at < rest.length() && rest.charAt(at) == '*') {
          at++;
        }
      } else {
        glob.text(rest.substring(at, at + 1));
        at++;
      }
    }
    return new FqdnPattern(selector, false, glob.build());
  }

  private static String prepared(String text) {
    return text.strip().toLowerCase(Locale.ROOT);
  }

  private static String dotted(String name) {
    return name.endsWith(".") ? name : name + ".";
  }

  /** The item that it is of. */
  public FqdnSelector selector() {
    return selector;
  }

  /** As written, for a reader: {@code *.s3.amazonaws.com}. */
  public String text() {
    return selector.text();
  }

  /** Whether it means every name there is. */
  public boolean isEverything() {
    return everything;
  }

  /**
   * Whether it means this name.
   *
   * @param name with or without the last dot
   */
  public boolean matches(String name) {
    String dotted = dotted(prepared(name));
    return everything ? isName(dotted) : glob.matches(dotted);
  }

  private static final NameGlob ANY_NAME = new NameGlob.Builder().labels().text(".").build();

  private static boolean isName(String dotted) {
    return dotted.equals(".") || ANY_NAME.matches(dotted);
  }

  @Override
  public String toString() {
    return text();
  }
}
