package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.Printable;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Set;

/**
 * HTML and SVG under construction. Text and attribute values may come from a peer: they are made
 * printable and escaped here, always. Names of elements and attributes are ours, and those that
 * could run or load something are refused.
 */
public final class Markup {
  private static final Set<String> VOID =
      Set.of("area", "br", "col", "hr", "img", "input", "link", "meta", "wbr");

  /** What is in them is not text. */
  private static final Set<String> REFUSED =
      Set.of("script", "style", "iframe", "object", "embed", "base", "form", "foreignObject");

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> opened = new ArrayDeque<>();

  /**
   * Begins an element.
   *
   * @param attributes name, value, name, value …; a null value leaves the attribute out, an empty
   *     one writes its name alone
   */
  public Markup open(String element, String... attributes) {
    begin(element, attributes);
    if (!VOID.contains(element)) {
      opened.push(element);
    }
    return this;
  }

  /** Ends the element begun last, which is this one. */
  public Markup close(String element) {
    String last = opened.isEmpty() ? "" : opened.pop();
    if (!last.equals(element)) {
      throw new IllegalStateException("</%s> ends <%s>".formatted(element, last));
    }
    out.append("</").append(element).append('>');
    return this;
  }

  /** Text of anybody. */
  public Markup text(String text) {
    escape(Printable.escape(text));
    return this;
  }

  /** Text that is escaped for a terminal already, as words of the other renderers are. */
  public Markup printable(String text) {
    escape(text);
    return this;
  }

  /** An element with text of anybody in it. */
  public Markup element(String element, String text, String... attributes) {
    return open(element, attributes).text(text).close(element);
  }

  /** Another piece, that is complete. */
  public Markup add(Markup piece) {
    out.append(piece.finished());
    return this;
  }

  /** A line break in the source, for who reads that. */
  public Markup line() {
    out.append('\n');
    return this;
  }

  /** What was built, all elements ended. */
  public String finished() {
    if (!opened.isEmpty()) {
      throw new IllegalStateException("<%s> is not ended".formatted(opened.peek()));
    }
    return out.toString();
  }

  private void begin(String element, String... attributes) {
    if (REFUSED.contains(element) || !isName(element)) {
      throw new IllegalArgumentException("no element '%s' here".formatted(element));
    }
    if (attributes.length % 2 != 0) {
      throw new IllegalArgumentException("an attribute of <%s> has no value".formatted(element));
    }
    out.append('<').append(element);
    for (int i = 0; i < attributes.length; i += 2) {
      if (attributes[i + 1] != null) {
        attribute(attributes[i], attributes[i + 1]);
      }
    }
    out.append('>');
  }

  private void attribute(String name, String value) {
    requireNonNull(name, "name is null");
    boolean link = name.equals("href") || name.equals("xlink:href");
    if (!isName(name) || name.startsWith("on") || name.equals("style") || name.equals("src")) {
      throw new IllegalArgumentException("no attribute '%s' here".formatted(name));
    }
    if (link && !value.startsWith("#") && !isFileBeside(value)) {
      throw new IllegalArgumentException("no link out of the page: '%s'".formatted(value));
    }
    out.append(' ').append(name);
    if (!value.isEmpty()) {
      out.append("=\"");
      escape(Printable.escape(value));
      out.append('"');
    }
  }

  /** {@code report-2.html}: of the pages of an index. */
  private static boolean isFileBeside(String link) {
    return link.matches("[A-Za-z0-9][A-Za-z0-9_.-]*\\.html(#[A-Za-z0-9_-]+)?");
  }

  private static boolean isName(String name) {
    return name.matches("[a-zA-Z][a-zA-Z0-9:-]*");
  }

  private void escape(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      switch (c) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> out.append(c);
      }
    }
  }
}
