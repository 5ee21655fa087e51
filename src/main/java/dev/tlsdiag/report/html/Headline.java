package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Mark;
import dev.tlsdiag.report.Role;
import java.util.List;
import java.util.Locale;

/** What stands at the top of a page of a list: the answer, and what it is about. */
final class Headline {
  private static final int LONGEST = 400;

  private Headline() {}

  /**
   * Begins it; the caller may add to it, and closes {@code header}.
   *
   * @param word that says what the role's colour says
   * @param text the answer
   * @param about sentences below it
   */
  static Markup open(Role role, String word, String text, List<String> about) {
    Markup out = new Markup().open("header", "class", "answer " + Parts.tone(role)).line();
    out.open("p", "class", "verdict").element("span", sign(role), "aria-hidden", "true");
    out.text(" ").element("strong", word.toUpperCase(Locale.ROOT)).close("p").line();
    out.open("h1").printable(Parts.shown(text, LONGEST)).close("h1").line();
    out.open("ul", "class", "line");
    about.forEach(line -> out.open("li").add(Parts.words(line)).close("li").line());
    return out.close("ul").line();
  }

  /** {@code ✗ fail}, in one piece: a sign, a word and a colour that say the same. */
  static Markup state(Role role, String word) {
    Markup out = new Markup().open("span", "class", "state " + Parts.tone(role));
    out.element("span", sign(role), "aria-hidden", "true").text(" ");
    return out.printable(Parts.shown(word)).close("span");
  }

  static Markup state(Mark mark, String word) {
    return state(mark.role(), word);
  }

  private static String sign(Role role) {
    return switch (role) {
      case OK -> "✓";
      case BAD -> "✗";
      case ODD -> "?";
      case DIM -> "–";
      case STRONG, HINT -> "·";
    };
  }

  /** Names and values, one below the other on a phone. */
  static Markup facts(List<Fact> facts) {
    Markup out = new Markup().open("dl", "class", "facts");
    for (Fact fact : facts) {
      out.open("div").element("dt", fact.name()).open("dd").add(fact.value());
      out.close("dd").close("div").line();
    }
    return out.close("dl").line();
  }

  /** A name of ours and a value. */
  record Fact(String name, Markup value) {
    static Fact of(String name, String value) {
      return new Fact(name, Parts.words(value));
    }
  }

  /** Sentences of anybody. */
  static Markup sentences(List<String> sentences) {
    Markup out = new Markup();
    if (!sentences.isEmpty()) {
      out.open("ul");
      sentences.forEach(each -> out.open("li").add(Parts.words(each)).close("li").line());
      out.close("ul").line();
    }
    return out;
  }

  /** {@code 1 check}, {@code 2 checks}. */
  static String count(long count, String noun) {
    return "%,d %s%s".formatted(count, noun, count == 1 ? "" : "s");
  }
}
