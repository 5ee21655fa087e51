package dev.tlsdiag.report.flow;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * A map as a page of its own: the picture where there is room for it, and the same as a list, which
 * is all that a phone shows. It loads nothing and runs nothing.
 */
final class MapHtml {
  private static final String STYLE =
      """
      body{margin:0;font:15px/1.5 system-ui,sans-serif;color:#1f2328;background:#fff}
      main{padding:1rem;max-width:120rem;margin:auto}
      h1{font-size:1.3rem;margin:.2rem 0}
      .map{overflow-x:auto;border:1px solid #d0d7de;border-radius:8px;margin:1rem 0}
      ul{list-style:none;padding:0;margin:0;display:grid;gap:.6rem}
      li{border:1px solid #d0d7de;border-left-width:6px;border-radius:6px;padding:.5rem .8rem;overflow-wrap:anywhere}
      .good{border-left-color:#1a7f37}.mixed{border-left-color:#9a6700}.bad{border-left-color:#cf222e}
      .good em{color:#1a7f37}.mixed em{color:#9a6700}.bad em{color:#cf222e}
      em{font-style:normal;font-weight:600}
      small{color:#57606a}
      @media (min-width:60rem){ul{grid-template-columns:1fr 1fr}}
      @media (max-width:48rem){.map{display:none}}
      @media print{.map{overflow:visible}}
      """;

  private MapHtml() {}

  static String text(ServiceMap map) {
    StringBuilder out = new StringBuilder();
    out.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    out.append("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; ");
    out.append("style-src '").append(hash()).append("'; base-uri 'none'; form-action 'none'\">\n");
    out.append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n");
    out.append("<title>Who talks to whom</title>\n<style>").append(STYLE).append("</style>\n");
    out.append("</head>\n<body>\n<main>\n<h1>Who talks to whom</h1>\n<p><small>");
    out.append(head(map)).append("</small></p>\n<div class=\"map\">\n");
    out.append(MapSvg.element(map)).append("</div>\n<ul>\n");
    List<String> nodes = map.nodes();
    map.edges().stream()
        .sorted(Comparator.comparing((MapEdge edge) -> edge.fate()).reversed())
        .forEach(edge -> item(out, nodes, edge));
    return out.append("</ul>\n</main>\n</body>\n</html>\n").toString();
  }

  private static String head(ServiceMap map) {
    String left =
        map.leftOut() == 0 ? "" : ", " + map.leftOut() + " not shown (no addresses, or no room)";
    return map.flows()
        + " flows, "
        + map.edges().size()
        + " connections"
        + left
        + ". Green and solid: all went on. Dashed: some or all were dropped or failed.";
  }

  private static void item(StringBuilder out, List<String> nodes, MapEdge edge) {
    String fate =
        switch (edge.fate()) {
          case GOOD -> "good";
          case MIXED -> "mixed";
          case BAD -> "bad";
        };
    out.append("<li class=\"").append(fate).append("\"><b>");
    out.append(MapSvg.xml(nodes.get(edge.from()))).append("</b> &rarr; <b>");
    out.append(MapSvg.xml(nodes.get(edge.to()))).append("</b><br>");
    if (!edge.nameText().isEmpty()) {
      out.append(MapSvg.xml(edge.nameText())).append("<br>");
    }
    out.append("<em>").append(MapSvg.xml(edge.countText())).append("</em></li>\n");
  }

  /** The one style that the page's policy lets in. */
  private static String hash() {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(STYLE.getBytes(StandardCharsets.UTF_8));
      return "sha256-" + Base64.getEncoder().encodeToString(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
