package dev.tlsdiag.report.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.check.CheckItem.State;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.transform.stream.StreamSource;
import javax.xml.validation.SchemaFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.xml.sax.InputSource;
import org.xml.sax.SAXException;

/** Every format of a run of checks: valid by its schema, and safe with what a peer may say. */
class CheckRenderersTest {
  /** What a server could put into a certificate or a header to be more than text. */
  private static final String HOSTILE =
      "a\r\n::error::b\u001b[2J%0A</failure>]]>\u0000&\"'<script> | **x** [l](http://e) @all `c` \u202e\ud800";

  private static final CheckReport REPORT =
      new CheckReport(
          "1.2.3",
          "./conf/my checks.yaml",
          Instant.parse("2026-11-21T12:00:00.123Z"),
          Duration.ofMillis(1234),
          List.of(
              new CheckResult(
                  "app",
                  "GET https://app.example.test/",
                  2,
                  List.of(
                      item("upstream-sni-missing", State.FAILED, Severity.ERROR, HOSTILE),
                      item("alpn-lost", State.NOTED, Severity.NOTE, "ALPN h2 is lost"),
                      item("tls-version-lowered", State.NOTED, Severity.WARNING, "lowered"),
                      item("expect-agree", State.UNKNOWN, Severity.ERROR, "cannot tell"),
                      item("expect-status", State.PASSED, Severity.ERROR, "status 200"),
                      item("expect-alpn", State.SKIPPED, Severity.ERROR, "nothing to look at"),
                      item("certificate-expired", State.FAILED, Severity.ERROR, "it expired")
                          .suppressedBy(
                              new CheckItem.Suppressed(HOSTILE, ".tlsdiag-ignore.yaml", 3))),
                  2,
                  true,
                  true,
                  Duration.ofMillis(900)),
              new CheckResult("late", "lab x", 9, List.of(), 0, true, false, Duration.ZERO)),
          List.of("a note " + HOSTILE),
          false);

  private static final CheckSarif.RuleTexts TEXTS =
      new CheckSarif.RuleTexts() {
        @Override
        public String summary(String rule) {
          return "about " + rule;
        }

        @Override
        public String help(String rule) {
          return "more about " + rule;
        }
      };

  private static CheckItem item(String rule, State state, Severity severity, String message) {
    return new CheckItem(
        rule, "direct", state, severity, message, "mend it, 100%", 7, 3, Optional.empty());
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

  private static String sarif() throws IOException {
    return text(buffer -> new CheckSarif(buffer, TEXTS).render(REPORT));
  }

  private static Set<String> problems(String schema, VersionFlag version, String json) {
    return JsonSchemaFactory.getInstance(version)
        .getSchema(schema)
        .validate(json, InputFormat.JSON)
        .stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = CheckRenderersTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static Path official(String name) {
    Path file = Path.of(System.getProperty("tlsdiag.schemas", "no-such-folder"), name);
    assumeTrue(
        Files.exists(file), "no " + name + ": -Dtlsdiag.schemas names no folder that has it");
    return file;
  }

  @Test
  void jsonIsWhatItsSchemaSays() throws IOException {
    String json = text(buffer -> new CheckJson(buffer).render(REPORT));
    String schema = resource("/dev/tlsdiag/report/check-report.schema.json");
    assertEquals(Set.of(), problems(schema, VersionFlag.V202012, json), json);
    assertFalse(
        problems(schema, VersionFlag.V202012, json.replace("\"notRun\"", "\"odd\"")).isEmpty());
    JsonNode report = new ObjectMapper().readTree(json);
    assertEquals(HOSTILE, report.at("/checks/0/items/0/message").asText());
    assertEquals(1, report.at("/summary/suppressed").asInt());
  }

  @Test
  void sarifIsValidAndKeepsWhatIsSuppressed() throws IOException {
    String sarif = sarif();
    String schema = resource("/schemas/sarif-used.schema.json");
    assertEquals(Set.of(), problems(schema, VersionFlag.V202012, sarif), sarif);
    assertFalse(
        problems(schema, VersionFlag.V202012, sarif.replace("\"level\"", "\"lvl\"")).isEmpty());
    JsonNode run = new ObjectMapper().readTree(sarif).at("/runs/0");
    assertEquals(4, run.at("/results").size());
    for (JsonNode result : run.at("/results")) {
      int index = result.at("/ruleIndex").asInt();
      assertEquals(
          result.at("/ruleId").asText(), run.at("/tool/driver/rules/" + index + "/id").asText());
    }
    assertEquals(
        "conf/my%20checks.yaml",
        run.at("/results/0/locations/0/physicalLocation/artifactLocation/uri").asText());
    assertEquals(7, run.at("/results/0/locations/0/physicalLocation/region/startLine").asInt());
    assertEquals(HOSTILE, run.at("/results/3/suppressions/0/justification").asText());
    assertTrue(run.at("/results/0/suppressions").isMissingNode());
  }

  @Test
  void sarifIsValidByTheSchemaOfOasis() throws IOException {
    String schema = Files.readString(official("sarif-schema-2.1.0.json"));
    assertEquals(Set.of(), problems(schema, VersionFlag.V4, sarif()));
    assertFalse(problems(schema, VersionFlag.V4, sarif().replace("\"runs\"", "\"run\"")).isEmpty());
  }

  @Test
  void gitlabIsValidAndLeavesOutWhatIsSuppressed() throws IOException {
    String json = text(buffer -> new CheckGitlab(buffer).render(REPORT));
    String schema = resource("/schemas/gitlab-code-quality.schema.json");
    assertEquals(Set.of(), problems(schema, VersionFlag.V202012, json), json);
    assertFalse(problems(schema, VersionFlag.V202012, json.replace("major", "awful")).isEmpty());
    JsonNode issues = new ObjectMapper().readTree(json);
    assertEquals(3, issues.size());
    assertEquals("conf/my checks.yaml", issues.at("/0/location/path").asText());
  }

  @Test
  void junitIsValidAndItsCountsAreRight() throws Exception {
    String xml = new CheckJunit("build-1").render(REPORT);
    validate(xml, new StreamSource(new StringReader(resource("/schemas/junit-used.xsd"))));
    Document document =
        DocumentBuilderFactory.newInstance()
            .newDocumentBuilder()
            .parse(new InputSource(new StringReader(xml)));
    Element suite = (Element) document.getElementsByTagName("testsuite").item(0);
    for (String kind : List.of("failure", "error", "skipped")) {
      String attribute = kind.equals("skipped") ? "skipped" : kind + "s";
      assertEquals(
          Integer.toString(suite.getElementsByTagName(kind).getLength()),
          suite.getAttribute(attribute),
          attribute);
    }
    assertEquals(
        Integer.toString(suite.getElementsByTagName("testcase").getLength()),
        suite.getAttribute("tests"));
    assertEquals("0.900", suite.getAttribute("time"));
    String message =
        ((Element) suite.getElementsByTagName("failure").item(0)).getAttribute("message");
    assertTrue(message.contains("</failure>") && message.contains("\\u001b"), message);
  }

  @Test
  void junitIsValidByTheSchemaOfAnt() throws Exception {
    Path schema = official("JUnit.xsd");
    validate(new CheckJunit("build-1").render(REPORT), new StreamSource(schema.toFile()));
  }

  private static void validate(String xml, StreamSource schema) throws IOException, SAXException {
    SchemaFactory.newInstance(XMLConstants.W3C_XML_SCHEMA_NS_URI)
        .newSchema(schema)
        .newValidator()
        .validate(new StreamSource(new StringReader(xml)));
  }

  @Test
  void githubGetsOneLineForEachProblemTheWorstFirst() {
    List<String> lines = CheckGithub.lines(REPORT);
    assertEquals(3, lines.size());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "::error file=conf/my checks.yaml,line=7,col=3,"
                    + "title=tlsdiag%3A upstream-sni-missing::app, direct: a"),
        lines.get(0));
    assertTrue(lines.get(0).endsWith("%0Afix: mend it, 100%25"), lines.get(0));
    for (String line : lines) {
      assertFalse(line.contains("\n") || line.contains("\r") || line.contains("\u001b"), line);
      assertTrue(line.matches("::(error|warning|notice) [^\\n]*"), line);
    }
  }

  @Test
  void markdownHoldsNoMarkupOfThePeers() {
    String page = CheckMarkdown.render(REPORT);
    assertFalse(page.contains("<script>"), page);
    assertFalse(page.contains("@all"), page);
    assertFalse(page.contains("[l](http://"), page);
    assertFalse(page.contains("**x**"), page);
    assertFalse(page.contains("http://e"), page);
    assertTrue(page.contains("### Suppressed"), page);
    assertTrue(page.contains("certificate-expired, because a "), page);
    assertTrue(page.lines().filter(line -> line.startsWith("|")).count() == 4, page);
  }

  @Test
  void terminalShowsWhatIsSuppressedAndWhy() throws IOException {
    CheckText text = new CheckText(Theme.PLAIN, 80, false);
    List<String> lines = text.lines(REPORT);
    String all = String.join("\n", lines);
    assertFalse(all.contains("\u001b") || all.contains("\r") || all.contains("\u202e"), all);
    assertTrue(all.contains("suppressed by .tlsdiag-ignore.yaml:3:"), all);
    assertTrue(
        all.contains("2 checks: 1 failed, 1 not run, 1 problem suppressed · 1.2 s · interrupted"),
        all);
    CheckReport tame = tame();
    new CheckText(Theme.PLAIN, 80, true)
        .lines(tame)
        .forEach(line -> assertTrue(Printable.width(line) <= 80, line));
    new CheckText(Theme.ASCII, 80, true)
        .lines(tame)
        .forEach(line -> assertTrue(line.matches("[ -~]*"), line));
  }

  /** Without the words that have no end. */
  private static CheckReport tame() {
    List<CheckResult> checks =
        REPORT.checks().stream()
            .map(
                c ->
                    c.withItems(
                        c.items().stream().filter(i -> !i.message().equals(HOSTILE)).toList()))
            .toList();
    return new CheckReport(
        REPORT.tool(),
        REPORT.file(),
        REPORT.began(),
        REPORT.took(),
        checks.stream()
            .map(
                c -> c.withItems(c.items().stream().filter(i -> i.suppressed().isEmpty()).toList()))
            .toList(),
        List.of(),
        true);
  }
}
