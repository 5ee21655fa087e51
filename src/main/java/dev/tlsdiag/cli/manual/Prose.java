package dev.tlsdiag.cli.manual;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** A text on one line, some of it set off from the rest. */
public record Prose(List<Span> spans) {
  public Prose {
    spans = List.copyOf(spans);
  }

  /** How a piece is set. */
  public enum Style {
    PLAIN,
    /** As typed. */
    BOLD,
    /** Stands for something. */
    ITALIC
  }

  /** One piece. */
  public record Span(Style style, String text) {
    public Span {
      requireNonNull(style, "style is null");
      requireNonNull(text, "text is null");
    }
  }

  /** What stands between backquotes is as typed. */
  public static Prose of(String text) {
    String[] pieces = text.replaceAll("\\s+", " ").split("`", -1);
    List<Span> spans = new ArrayList<>();
    for (int i = 0; i < pieces.length; i++) {
      boolean typed = i % 2 == 1 && i < pieces.length - 1;
      if (!pieces[i].isEmpty()) {
        spans.add(new Span(typed ? Style.BOLD : Style.PLAIN, pieces[i]));
      }
    }
    return new Prose(spans);
  }

  /** Nothing in it is set off. */
  public static Prose plain(String text) {
    return new Prose(List.of(new Span(Style.PLAIN, text)));
  }

  public static Prose bold(String text) {
    return new Prose(List.of(new Span(Style.BOLD, text)));
  }

  /** This and behind it another piece. */
  public Prose and(Style style, String text) {
    List<Span> all = new ArrayList<>(spans);
    all.add(new Span(style, text));
    return new Prose(all);
  }

  /** The text alone. */
  public String text() {
    return spans.stream().map(Span::text).collect(Collectors.joining());
  }
}
