package dev.tlsdiag.report.flow;

import dev.tlsdiag.report.Printable;
import java.util.List;
import java.util.Locale;

/** A map as a picture; drawn here, so that nothing has to be installed to look at it. */
final class MapSvg {
  private static final int ROW = 44;
  private static final int MARGIN = 16;
  private static final int BOX = 210;
  private static final int LABEL = 250;
  private static final int CURVE = 80;
  private static final int STEP = BOX + LABEL + CURVE;
  private static final int BOX_CHARACTERS = 30;
  private static final int LABEL_CHARACTERS = 42;

  private final ServiceMap map;
  private final MapLayout layout;
  private final StringBuilder out = new StringBuilder();

  private MapSvg(ServiceMap map) {
    this.map = map;
    layout = MapLayout.of(map);
  }

  /** A document of its own. */
  static String document(ServiceMap map) {
    return "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + element(map);
  }

  /** To stand in a page. */
  static String element(ServiceMap map) {
    return new MapSvg(map).draw();
  }

  private String draw() {
    int columns = Math.max(1, layout.columns().size());
    int width = 2 * MARGIN + (columns - 1) * STEP + BOX;
    int height = 2 * MARGIN + Math.max(1, layout.rows()) * ROW;
    out.append(
        String.format(
            Locale.ROOT,
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" viewBox=\"0 0 %d"
                + " %d\" role=\"img\" font-family=\"system-ui, sans-serif\" font-size=\"12\">\n",
            width,
            height,
            width,
            height));
    out.append("<title>Who talks to whom</title>\n");
    out.append(
        String.format("<rect width=\"%d\" height=\"%d\" fill=\"#ffffff\"/>\n", width, height));
    layout.lines().forEach(this::line);
    for (List<MapLayout.Item> column : layout.columns()) {
      column.stream().filter(item -> item.node >= 0).forEach(this::box);
    }
    return out.append("</svg>\n").toString();
  }

  private static int left(MapLayout.Item item) {
    return MARGIN + item.column * STEP;
  }

  private static int middle(int row) {
    return MARGIN + row * ROW + ROW / 2;
  }

  private void line(MapLayout.Line line) {
    String color = color(line.edge.fate());
    String dashes = line.edge.fate() == MapEdge.Fate.GOOD ? "" : " stroke-dasharray=\"6 4\"";
    boolean passes = line.from.node < 0;
    int x0 = passes ? left(line.from) : left(line.from) + BOX;
    int x1 = left(line.from) + BOX + LABEL;
    int x2 = left(line.to) - (line.last ? 7 : 0);
    int y0 = middle(line.fromRow());
    int y1 = middle(line.toRow());
    int bend = (x1 + x2) / 2;
    out.append("<g>");
    out.append("<title>").append(xml(title(line.edge))).append("</title>");
    out.append(
        String.format(
            "<path d=\"M%d %dH%dC%d %d %d %d %d %d\" fill=\"none\" stroke=\"%s\""
                + " stroke-width=\"1.5\"%s/>",
            x0, y0, x1, bend, y0, bend, y1, x2, y1, color, dashes));
    if (line.last) {
      out.append(
          String.format("<path d=\"M%d %dl-8 -4v8z\" fill=\"%s\"/>", left(line.to), y1, color));
    }
    if (line.first) {
      label(x0 + 8, y0 - 5, line.edge.nameText(), "#1f2328");
      label(x0 + 8, y0 + 14, line.edge.countText(), color);
    }
    out.append("</g>\n");
  }

  private String title(MapEdge edge) {
    return map.nodes().get(edge.from())
        + " > "
        + map.nodes().get(edge.to())
        + " "
        + edge.nameText()
        + " "
        + edge.countText();
  }

  private void label(int x, int y, String text, String color) {
    if (!text.isEmpty()) {
      out.append(String.format("<text x=\"%d\" y=\"%d\" fill=\"%s\"", x, y, color));
      fit(text, LABEL_CHARACTERS, LABEL - 16);
    }
  }

  /** Ends the element: what would be wider than its place is cut and, if need be, squeezed. */
  private void fit(String text, int characters, int width) {
    String shown = Printable.shorten(Printable.escape(text), characters, "...");
    if (Printable.width(shown) > characters * 4 / 5) {
      out.append(" textLength=\"").append(width).append("\" lengthAdjust=\"spacingAndGlyphs\"");
    }
    out.append('>').append(xml(shown)).append("</text>");
  }

  private void box(MapLayout.Item item) {
    int height = item.rows() * ROW - 12;
    String dashes = item.again ? " stroke-dasharray=\"4 3\"" : "";
    String name = map.nodes().get(item.node);
    out.append("<g><title>").append(xml(name)).append("</title>");
    out.append(
        String.format(
            "<rect x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\" rx=\"6\" fill=\"#f6f8fa\""
                + " stroke=\"#57606a\"%s/>",
            left(item), MARGIN + item.row * ROW + 6, BOX, height, dashes));
    out.append(
        String.format(
            "<text x=\"%d\" y=\"%d\" text-anchor=\"middle\" fill=\"#1f2328\"",
            left(item) + BOX / 2, MARGIN + item.row * ROW + 6 + height / 2 + 4));
    fit(name, BOX_CHARACTERS, BOX - 16);
    out.append("</g>\n");
  }

  static String color(MapEdge.Fate fate) {
    return switch (fate) {
      case GOOD -> "#1a7f37";
      case MIXED -> "#9a6700";
      case BAD -> "#cf222e";
    };
  }

  /** Escaped for text and attributes, what does not print made visible. */
  static String xml(String text) {
    return Printable.escape(text)
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }
}
