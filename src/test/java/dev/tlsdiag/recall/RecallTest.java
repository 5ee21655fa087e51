package dev.tlsdiag.recall;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.html.ReportPage;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RecallTest {
  private static Recall read(String json) throws NoResultException {
    return Recall.of(json.getBytes(StandardCharsets.UTF_8));
  }

  private static NoResultException refused(String json) {
    return assertThrows(NoResultException.class, () -> read(json));
  }

  private static Report report(String json) throws NoResultException {
    return ((Result.OfReport) read(json).result()).report();
  }

  @Test
  void checksComeBack() throws NoResultException {
    CheckReport read =
        ((Result.OfChecks) read(WrittenResults.all().get("checks")).result()).report();
    assertEquals(WrittenResults.checks(), read);
  }

  @Test
  void probesComeBack() throws NoResultException {
    Result read = read(WrittenResults.all().get("probes")).result();
    assertEquals(List.of(WrittenResults.probe()), ((Result.OfProbes) read).reports());
  }

  @Test
  void bisectionsComeBack() throws NoResultException {
    Result read = read(WrittenResults.all().get("bisection")).result();
    assertEquals(WrittenResults.bisection(), ((Result.OfBisection) read).report());
  }

  @Test
  void handshakesComeBackByTheirBytes() throws NoResultException {
    String json = WrittenResults.all().get("handshakes with bytes");
    Listing listing = ((Result.OfHandshakes) read(json).result()).listing();
    assertTrue(listing.whole());
    assertEquals(json, written(listing));
  }

  private static String written(Listing listing) {
    return WrittenResults.written(
        out -> {
          JsonRenderer renderer =
              JsonRenderer.document(out, listing.names(), "1", listing.inputs()).withBytes();
          renderer.begin();
          for (Handshake each : listing.handshakes()) {
            renderer.render(each);
          }
          renderer.end(listing.summary());
        });
  }

  @Test
  void whatCannotBeKnownWithoutTheBytesIsNotShown() throws NoResultException {
    String shown = Shown.text(WrittenResults.all().get("handshakes"));
    assertTrue(shown.contains("app.example.test"), shown);
    assertTrue(shown.contains("not known here"), shown);
    assertFalse(shown.contains("JA3 "), shown);
    assertTrue(Shown.text(WrittenResults.all().get("handshakes with bytes")).contains("JA3 "));
  }

  @Test
  void unknownMembersAreCounted() throws NoResultException {
    String json =
        WrittenResults.all()
            .get("report")
            .replaceFirst("\"headline\"", "\"mood\":{\"a\":1},\"headline\"")
            .replaceFirst("\"role\":\"client\"", "\"role\":\"client\",\"age\":7");
    assertEquals(
        List.of("2 members of the JSON are not known here and left out"), read(json).notes());
    assertTrue(read(json).text().compact().contains("\"mood\":{\"a\":1}"));
  }

  /** From some number of members on they are found by an index. */
  @Test
  void objectsOfManyMembersAreReadAsThoseOfFew() throws NoResultException {
    String json =
        "{\"a\":[0,{\"b\":\"\\ufffd\"}],\"c\":1,\"d\":2,\"e\":3,\"f\":4,\"g\":5,\"h\":6,\"i\":7,"
            + "\"schemaVersion\":%s}\n";
    assertEquals(json.formatted("1"), read(json.formatted("1")).text().compact());
    assertEquals(
        json.formatted("1"),
        read(json.replace("\\ufffd", "\ufffd").formatted("1")).text().compact());
    assertEquals(
        "line 1, column 83, schemaVersion: is null, not a number",
        refused(json.formatted("null")).text());
  }

  /** As reports were before they had it. */
  @Test
  void withoutTheDetailOfStepsTheReportsOwnWordsStand() throws NoResultException {
    String json =
        WrittenResults.all().get("report").replace("\"tls\":{\"first\"", "\"once\":{\"first\"");
    Recall read = read(json);
    assertEquals(2, read.notes().size(), read.notes().toString());
    assertTrue(read.notes().get(1).startsWith("hops were written without their bytes"));
    assertTrue(Shown.text(json).contains("alert 112"));
  }

  @Test
  void pagesHaveTheirResultInThem() throws NoResultException, IOException {
    Report report = report(WrittenResults.all().get("report"));
    String page = ReportPage.of(report, Optional.empty()).text();
    assertEquals(WrittenResults.json(report), WrittenResults.json(report(page)));
    NoResultException problem = refused(page.replace("\"verdict\":\"fail\"", "\"verdict\":\"f\""));
    String line = page.lines().skip(problem.line() - 1).findFirst().orElseThrow();
    assertEquals("verdict", problem.member());
    assertTrue(line.contains("<script type=\"application/json\""), line);
    assertTrue(line.startsWith("\"fail\"", (int) problem.column() - 1), line);
    assertEquals("a page, and no result of tlsdiag in it", refused("<html></html>").text());
    assertEquals(
        "a page that ends in the middle of its result",
        refused(page.substring(0, page.lastIndexOf("\"notes\""))).text());
    assertEquals("a page with more than one result in it", refused(page + page).text());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nothing       | ` `                             | it is empty
          a number      | 7                               | line 1, column 1: it is JSON, and no result
          other JSON    | {"a":1}                         | line 1, column 1: it is JSON, and no result
          newer         | {"schemaVersion":2,"causes":[],"good":1,"bad":2} | line 1, column 1: is of schema version 2; the newest known here is 1
          version       | {"schemaVersion":"1","causes":[],"good":1,"bad":2} | line 1, column 18, schemaVersion: is a text, not a number
          half          | {"schemaVersion":1.5,"causes":[],"good":1,"bad":2} | line 1, column 18, schemaVersion: is no whole number that could be meant
          huge number   | {"schemaVersion":1e999,"causes":[],"good":1,"bad":2} | line 1, column 18, schemaVersion: is no whole number that could be meant
          """)
  void saysWhere(String name, String json, String problem) {
    assertEquals(problem, refused(json).text());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          NaN            | "schemaVersion":1   | "schemaVersion":NaN   | no JSON: Non-standard token
          not a number   | "schemaVersion":1   | "schemaVersion":01    | no JSON
          twice          | "headline":         | "headline":"","headline": | uplicate
          a verdict      | "verdict":"fail"    | "verdict":"f"         | verdict: is 'f', not one of fail, both-fail, warn, same, unknown
          no verdict     | "headline":         | "head":               | has no 'headline'
          a role         | "role":"proxy"      | "role":7              | traces[1].hops[0].to.role: is a number, not a text
          hexadecimal    | "message":"01       | "message":"0g         | clientHello.message: is not hexadecimal
          odd            | "message":"01       | "message":"1          | clientHello.message: is not hexadecimal
          no hello       | "message":"01       | "message":"01010101   | has a message that is no ClientHello
          a port         | .1:41000"           | .1:70000"             | does not hold together: port 70000
          no port        | .1:41000"           | .1"                   | has a 'address' that is no address and port
          a frame        | "first":44,         | "first":0,            | first: is not within 1
          packets        | "last":             | "last":-              | last: is not within 1
          a hop          | "joints":           | "hops":[],"joints":   | uplicate
          a time         | "time":"2026        | "time":"20x6          | time: is no time in UTC
          control        | "field":"server_name" | "field":"server\\u001b_name" | has characters that are never written there
          a level        | "severity":"error"  | "severity":"bad"      | findings[0].severity: is 'bad', not one of error, warning, note
          no evidence    | "evidence":[{       | "evidence":[],"e":[{  | evidence
          """)
  void saysWhatIsWrong(String name, String right, String wrong, String problem) throws Exception {
    String json = WrittenResults.all().get("report");
    assertTrue(json.contains(right), json);
    String all = json.replace(right, wrong);
    NoResultException refused = refused(all);
    assertTrue(refused.text().contains(problem), refused.text());
    assertEquals(1, refused.line());
  }

  @Test
  void bombsAreRefused() {
    assertTrue(refused("[".repeat(1_000_000)).text().contains("nesting depth"));
    assertTrue(refused("{\"a\":".repeat(1_000_000)).text().contains("nesting depth"));
    String many = "[" + "1,".repeat(JsonValues.MOST_VALUES) + "1]";
    assertTrue(refused(many).text().contains("has more than 3,000,000 values"));
    assertTrue(refused("{\"" + "a".repeat(2000) + "\":1}").text().contains("exceeds"));
    assertTrue(refused("[" + "9".repeat(200) + "]").text().contains("exceeds"));
    byte[] huge = new byte[Recall.MOST_BYTES + 1];
    assertEquals(
        "it has more than 64 MiB",
        assertThrows(NoResultException.class, () -> Recall.of(huge)).text());
    assertEquals(
        "it is no text in UTF-8",
        assertThrows(NoResultException.class, () -> Recall.of(new byte[] {'"', -1, '"'})).text());
  }

  @Test
  void ofLinesTheLastMayBeMissing() throws NoResultException {
    String json = WrittenResults.all().get("handshakes");
    List<String> lines = json.lines().toList();
    String first = lines.get(1);
    Listing listing = ((Result.OfHandshakes) read(first).result()).listing();
    assertEquals(1, listing.handshakes().size());
    assertEquals(1, listing.summary().tally().ok());
    String summary = "\n{\"type\":\"summary\",\"schemaVersion\":2,\"files\":[]}";
    assertTrue(refused(first + summary).text().contains("schema version 2"));
  }
}
