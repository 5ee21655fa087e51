package dev.tlsdiag.report.flow;

import dev.tlsdiag.report.Printable;
import java.util.List;

/** A map in the language of graphviz. */
final class MapDot {
  private MapDot() {}

  static String text(ServiceMap map) {
    StringBuilder out = new StringBuilder("digraph flows {\n");
    out.append("  rankdir=LR;\n");
    out.append("  node [shape=box, style=rounded, fontname=\"sans-serif\", fontsize=11];\n");
    out.append("  edge [fontname=\"sans-serif\", fontsize=9];\n");
    List<String> nodes = map.nodes();
    for (int i = 0; i < nodes.size(); i++) {
      out.append("  n").append(i).append(" [label=").append(quoted(nodes.get(i))).append("];\n");
    }
    for (MapEdge edge : map.edges()) {
      String name = edge.nameText();
      String label = quoted(name.isEmpty() ? edge.countText() : name + "\n" + edge.countText());
      out.append("  n").append(edge.from()).append(" -> n").append(edge.to());
      out.append(" [label=").append(label).append(style(edge)).append("];\n");
    }
    return out.append("}\n").toString();
  }

  private static String style(MapEdge edge) {
    return switch (edge.fate()) {
      case GOOD -> ", color=\"#1a7f37\"";
      case MIXED -> ", color=\"#9a6700\", style=dashed";
      case BAD -> ", color=\"#cf222e\", style=dashed, penwidth=2";
    };
  }

  /** A backslash begins an escape there, so those of a name are doubled. */
  private static String quoted(String text) {
    StringBuilder out = new StringBuilder("\"");
    for (String line : text.split("\n", 2)) {
      out.append(out.length() > 1 ? "\\n" : "");
      out.append(Printable.escape(line).replace("\\", "\\\\").replace("\"", "\\\""));
    }
    return out.append('"').toString();
  }
}
