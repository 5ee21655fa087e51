package dev.tlsdiag.report.flow;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.Installed;
import dev.tlsdiag.mesh.hubble.FlowAddresses;
import dev.tlsdiag.mesh.hubble.FlowBuilder;
import dev.tlsdiag.mesh.hubble.FlowEndpoint;
import dev.tlsdiag.mesh.hubble.FlowLog;
import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.Layer4;
import dev.tlsdiag.mesh.hubble.TcpFlags;
import dev.tlsdiag.mesh.hubble.TlsSummary;
import dev.tlsdiag.mesh.hubble.Verdict;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ServiceMapTest {
  private static ServiceMap sample() {
    ServiceMap map = new ServiceMap();
    FlowLog.read(FlowLog.resource("flows.jsonl")).flows.forEach(map::add);
    map.add(
        flow(
            "10.0.0.1",
            "10.0.0.9",
            Verdict.FORWARDED,
            TlsSummary.of(Optional.of("a.example"), "")));
    map.add(flow("10.0.0.1", "10.0.0.9", Verdict.ERROR, TlsSummary.of(Optional.empty(), "reset")));
    return map;
  }

  private static FlowRecord flow(String from, String to, Verdict verdict, String summary) {
    return new FlowBuilder()
        .ip(FlowAddresses.of(from, to))
        .l4(Layer4.tcp(40_000, 443, TcpFlags.NONE))
        .verdict(verdict)
        .isReply(false)
        .summary(summary)
        .build();
  }

  @ParameterizedTest
  @EnumSource(MapFormat.class)
  void forms(MapFormat format) {
    Golden.assertMatches("observe/map." + format.label(), format.text(sample()));
  }

  @Test
  void edgesCarryNamesAndVerdicts() {
    List<MapEdge> edges = sample().edges();
    MapEdge tls = edges.get(edges.size() - 1);
    assertEquals("SNI a.example, no SNI", tls.nameText());
    assertEquals(":443 1 forwarded, 1 failed", tls.countText());
    assertEquals(MapEdge.Fate.MIXED, tls.fate());
    assertTrue(
        edges.stream()
            .anyMatch(edge -> edge.countText().equals(":443 4 forwarded, 2 to a proxy, 1 failed")),
        edges.toString());
  }

  @Test
  void graphvizTakesIt() throws Exception {
    Installed.require("dot");
    Process dot = new ProcessBuilder("dot", "-Tsvg").redirectErrorStream(true).start();
    dot.getOutputStream().write(MapFormat.DOT.text(hostile()).getBytes(StandardCharsets.UTF_8));
    dot.getOutputStream().close();
    String said = new String(dot.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, dot.waitFor(), said);
    assertTrue(said.contains("<svg"), said);
    assertFalse(said.contains("Warning"), said);
  }

  private static ServiceMap hostile() {
    ServiceMap map = new ServiceMap();
    for (String text :
        List.of(
            "<script>alert(1)</script>",
            "\"];x [label=\"",
            "\\\" \\N \\",
            "'\"><img src=x onerror=alert(1)>",
            "\u001b[2J\u202e\n\r",
            "]]>&lt;",
            "x".repeat(5000))) {
      map.add(
          new FlowBuilder()
              .source(new FlowEndpoint(0, 0, "", "", List.of(), text, List.of()))
              .destinationNames(List.of(text + "!"))
              .l4(Layer4.tcp(1024, 443, TcpFlags.NONE))
              .verdict(Verdict.DROPPED)
              .summary(TlsSummary.of(Optional.of(text), ""))
              .build());
    }
    return map;
  }

  @Test
  void hostileNamesAreOnlyText() throws Exception {
    for (MapFormat format : List.of(MapFormat.SVG, MapFormat.HTML)) {
      String text = format.text(hostile());
      assertFalse(text.contains("<script"), text);
      assertFalse(text.contains("<img"), text);
      assertFalse(text.chars().anyMatch(c -> c < ' ' && c != '\n' || c == 0x202e));
    }
    // No DTD, no entity: what is not well-formed is not taken.
    DocumentBuilderFactory xml = DocumentBuilderFactory.newInstance();
    xml.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
    byte[] svg = MapFormat.SVG.text(hostile()).getBytes(StandardCharsets.UTF_8);
    assertEquals(
        "svg",
        xml.newDocumentBuilder()
            .parse(new ByteArrayInputStream(svg))
            .getDocumentElement()
            .getTagName());
  }

  @Test
  void thePageLoadsNothing() {
    String page = MapFormat.HTML.text(sample());
    assertTrue(page.contains("default-src 'none'; style-src 'sha256-"), page);
    assertFalse(page.matches("(?s).*(src=|href=|url\\(|@import|<script| style=).*"), page);
  }

  /** Everybody talks to everybody: no two rows of a column meet, and it is done at once. */
  @Test
  void largeMapsAreBoundedAndDoNotOverlap() {
    ServiceMap map = new ServiceMap();
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      map.add(
          flow(
              "10.0.0." + random.nextInt(250),
              "10.0.0." + random.nextInt(250),
              Verdict.FORWARDED,
              ""));
    }
    assertTrue(map.nodes().size() <= ServiceMap.MOST_NODES);
    assertTrue(map.edges().size() <= ServiceMap.MOST_EDGES);
    assertEquals(20_000, map.flows() + map.leftOut());
    MapLayout layout = MapLayout.of(map);
    for (List<MapLayout.Item> column : layout.columns()) {
      Set<Integer> rows = new HashSet<>();
      for (MapLayout.Item item : column) {
        for (int row = 0; row < item.rows(); row++) {
          assertTrue(rows.add(item.row + row), "row " + row + " twice");
        }
      }
    }
    layout
        .lines()
        .forEach(line -> assertEquals(line.from.column + 1, line.to.column, "a line of one step"));
    assertTrue(MapFormat.SVG.text(map).length() < 2_000_000);
  }
}
