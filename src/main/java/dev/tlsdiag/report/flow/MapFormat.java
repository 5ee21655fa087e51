package dev.tlsdiag.report.flow;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms of a map. */
public enum MapFormat {
  DOT("dot"),
  SVG("svg"),
  HTML("html");

  private final String label;

  MapFormat(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public static Optional<MapFormat> named(String name) {
    return Arrays.stream(values()).filter(format -> format.label.equals(name)).findFirst();
  }

  public static List<String> labels() {
    return Arrays.stream(values()).map(MapFormat::label).toList();
  }

  public String text(ServiceMap map) {
    return switch (this) {
      case DOT -> MapDot.text(map);
      case SVG -> MapSvg.document(map);
      case HTML -> MapHtml.text(map);
    };
  }
}
