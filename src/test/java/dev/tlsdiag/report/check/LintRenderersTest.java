package dev.tlsdiag.report.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.JsonSchemas;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlText;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Every format of a lint's report: valid by its schema, and safe with what a file may say. */
class LintRenderersTest {
  private static final String HOSTILE = "a\u001b[31m<b>&\"'\n::error::x\u202e%0A";

  private static final LintReport REPORT =
      new LintReport(
          "1.2.3",
          Instant.parse("2026-05-01T12:00:00Z"),
          "1.20",
          List.of(
              new YamlText("./a b.yaml", "kind: X\n  - toFQDNs: [\u001b日本] # 😀 more\n"),
              new YamlText("empty.yaml", "")),
          3,
          List.of(
              finding(
                  "policy-fqdn-without-dns-rule", LintLevel.ERROR, "no egress item allows lookups"),
              finding("policy-fqdn-syntax", LintLevel.WARNING, HOSTILE),
              finding("policy-fqdn-syntax", LintLevel.NOTE, "again → this")));

  private static LintFinding finding(String name, LintLevel level, String message) {
    return new LintFinding(
        name,
        level,
        "./a b.yaml",
        new Position(2, 5),
        message,
        Optional.of("an item for kube-dns on port 53 with rules: {dns: [{matchPattern: \"*\"}]}"),
        "CiliumNetworkPolicy shop/web");
  }

  /** Writes into a buffer. */
  private interface Rendering {
    void to(TextBuffer buffer) throws IOException;
  }

  private static String text(Rendering rendering) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    rendering.to(new TextBuffer(bytes));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private static void assertSafe(String text) {
    assertTrue(text.chars().allMatch(c -> c == '\n' || c >= ' ' && c != 0x7f && c != 0x202e), text);
  }

  @Test
  void textFitsItsColumns() {
    for (int columns : List.of(60, 80, 100)) {
      List<String> lines = new LintText(Theme.PLAIN, columns).lines(REPORT);
      lines.forEach(line -> assertTrue(Printable.width(line) <= columns, line));
      assertSafe(String.join("\n", lines));
    }
    Golden.assertMatches(
        "lint/text-80.txt", String.join("\n", new LintText(Theme.PLAIN, 80).lines(REPORT)) + "\n");
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    String json = text(buffer -> new LintJson(buffer).render(REPORT));
    String schema = "/dev/tlsdiag/report/lint-report.schema.json";
    JsonSchemas.assertValid(schema, json);
    assertFalse(JsonSchemas.problems(schema, json.replace("\"severity\"", "\"level\"")).isEmpty());
    // policy-fqdn-syntax is refused where it is an error; here it is none.
    assertFalse(json.contains("refusedBy"), json);
    assertSafe(json);
  }

  @Test
  void jsonSaysWhoRefuses() throws IOException {
    LintReport report =
        new LintReport(
            "1",
            Instant.EPOCH,
            "1.20",
            List.of(new YamlText("a", "a: 1\n")),
            1,
            List.of(finding("policy-fqdn-syntax", LintLevel.ERROR, "bad characters")));
    String json = text(buffer -> new LintJson(buffer).render(report));
    JsonSchemas.assertValid("/dev/tlsdiag/report/lint-report.schema.json", json);
    assertTrue(json.contains("\"refusedBy\":\"agent\""), json);
  }

  @Test
  void sarifIsWhatItsSchemaSays() throws IOException {
    String sarif = text(buffer -> new LintSarif(buffer).render(REPORT));
    JsonSchemas.assertValid("/schemas/sarif-used.schema.json", sarif);
    assertTrue(sarif.contains("\"uri\":\"a%20b.yaml\""), sarif);
    assertTrue(sarif.contains("tlsdiag explain policy-fqdn-without-dns-rule"), sarif);
    assertSafe(sarif);
  }

  @Test
  void githubAnnotationsAreOneLineEach() {
    List<String> lines = LintGithub.lines(REPORT);
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).startsWith("::error file=a b.yaml,line=2,col=5,"), lines.get(0));
    assertTrue(lines.get(1).startsWith("::warning "), lines.get(1));
    assertTrue(lines.get(2).startsWith("::notice "), lines.get(2));
    lines.forEach(LintRenderersTest::assertSafe);
    lines.forEach(line -> assertFalse(line.contains("\n"), line));
  }

  @Test
  void junitFailsWhatIsAtTheThreshold() {
    String all = new CheckJunit("host").render(REPORT.asChecks(Optional.of(Severity.WARNING)));
    assertEquals(2, all.split("<failure ", -1).length - 1);
    String none = new CheckJunit("host").render(REPORT.asChecks(Optional.empty()));
    assertFalse(none.contains("<failure "));
    assertSafe(all);
  }

  @Test
  void summaryCounts() {
    assertEquals("2 files, 3 resources: 1 error, 1 warning, 1 note", REPORT.summary());
    LintReport nothing = new LintReport("1", Instant.EPOCH, "1.20", List.of(), 1, List.of());
    assertEquals("0 files, 1 resource: nothing found", nothing.summary());
  }
}
