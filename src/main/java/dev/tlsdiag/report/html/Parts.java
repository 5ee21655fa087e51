package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import java.util.Locale;

/** Pieces that every page is made of; how they look stands at the top of {@code page.css}. */
public final class Parts {
  /** Characters of a peer's text in one place; all of it is in the JSON and in the bytes. */
  public static final int LONGEST = 240;

  /** What is longer can be copied from the JSON. */
  private static final int PASTED = 4_000;

  private Parts() {}

  /** The class that gives a piece the colour of this role: {@code is-bad}. */
  public static String tone(Role role) {
    return "is-" + role.name().toLowerCase(Locale.ROOT);
  }

  /** A peer's text escaped as for a terminal and cut at its end, for {@link Markup#printable}. */
  public static String shown(String text) {
    return shown(text, LONGEST);
  }

  /** Likewise, with so many characters at most. */
  public static String shown(String text, int longest) {
    String escaped = Printable.escape(text);
    return escaped.length() <= longest
        ? escaped
        : Printable.cut(escaped, longest, "…") + " (%,d characters)".formatted(text.length());
  }

  /** A name, an address, a file: in type of one width. */
  public static Markup code(String text) {
    return new Markup().open("code").printable(shown(text)).close("code");
  }

  /** A plain text of anybody, cut. */
  public static Markup words(String text) {
    return new Markup().printable(shown(text));
  }

  /** A sign of one or two words; the tone never says more than they do. */
  public static Markup chip(Role role, String words) {
    return new Markup()
        .open("span", "class", "chip " + tone(role))
        .printable(shown(words, LONGEST))
        .close("span");
  }

  /**
   * Something to paste, with a button that copies it where scripts run.
   *
   * @param what it is, for who cannot see where the button stands: {@code the command}
   * @param text as it is pasted; a peer's text in it is quoted and escaped by its maker
   */
  public static Markup copyable(String what, String text) {
    Markup out = new Markup().open("div", "class", "copyable").open("code");
    if (text.length() > PASTED) {
      return out.printable(shown(text)).close("code").close("div");
    }
    out.printable(text).close("code");
    out.open("button", "type", "button", "class", "copy", "aria-label", "Copy " + what);
    return out.printable("Copy").close("button").close("div");
  }

  /** Begins a panel under a small heading; the caller closes {@code div}. */
  public static Markup panel(Markup out, String heading, Role role) {
    out.open("div", "class", "panel " + tone(role));
    return out.element("h3", heading);
  }

  /** Begins an area that scrolls by itself; the caller closes {@code div}. */
  public static Markup scroll(Markup out, String label) {
    return out.open(
        "div", "class", "scroll", "role", "region", "aria-label", shown(label), "tabindex", "0");
  }
}
