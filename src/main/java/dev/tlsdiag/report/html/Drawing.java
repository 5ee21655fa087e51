package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Printable;

/** A picture in SVG, drawn in its own units; colours come from classes. */
final class Drawing {
  private final Markup out = new Markup();

  /**
   * @param id to name its title and description by
   * @param title what it shows
   * @param description the same in words, for who cannot see it
   */
  Drawing(String id, String look, int width, int height, String title, String description) {
    out.open(
        "svg",
        "class",
        "drawing " + look,
        "viewBox",
        "0 0 %d %d".formatted(width, height),
        "width",
        Integer.toString(width),
        "height",
        Integer.toString(height),
        "role",
        "img",
        "aria-labelledby",
        "%s-title %s-desc".formatted(id, id));
    out.element("title", title, "id", id + "-title");
    out.open("desc", "id", id + "-desc").printable(description).close("desc").line();
  }

  /** Begins what belongs together, with words that show where a pointer rests on it. */
  Drawing begin(String title, String description) {
    out.open("g").open("title").printable(title).close("title");
    if (!description.isEmpty()) {
      out.open("desc").printable(description).close("desc");
    }
    return this;
  }

  Drawing end() {
    out.close("g").line();
    return this;
  }

  Drawing box(int x, int y, int width, int height, String look) {
    out.open(
            "rect",
            "class",
            look,
            "x",
            Integer.toString(x),
            "y",
            Integer.toString(y),
            "width",
            Integer.toString(width),
            "height",
            Integer.toString(height),
            "rx",
            "6")
        .close("rect");
    return this;
  }

  Drawing circle(int x, int y, int radius, String look) {
    out.open(
            "circle",
            "class",
            look,
            "cx",
            Integer.toString(x),
            "cy",
            Integer.toString(y),
            "r",
            Integer.toString(radius))
        .close("circle");
    return this;
  }

  /** Lines and curves, {@code M0 0H10}. */
  Drawing path(String form, String look) {
    out.open("path", "class", look, "d", form).close("path");
    return this;
  }

  /** The tip of an arrow at this point. */
  Drawing tip(int x, int y, Direction to, String look) {
    String form =
        switch (to) {
          case RIGHT -> "M%d %dl-11 -6v12z";
          case LEFT -> "M%d %dl11 -6v12z";
          case DOWN -> "M%d %dl-6 -11h12z";
        };
    return path(form.formatted(x, y), "tip " + look);
  }

  enum Direction {
    RIGHT,
    LEFT,
    DOWN
  }

  /** A text of anybody, shortened in its middle to so many characters. */
  Drawing text(int x, int y, String look, int characters, String text) {
    String shown = Printable.shorten(Printable.escape(text), characters, "…");
    out.open("text", "class", look, "x", Integer.toString(x), "y", Integer.toString(y));
    out.printable(shown).close("text");
    return this;
  }

  Markup finished() {
    return out.close("svg").line();
  }
}
