package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckItem.State;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

@ExtendWith(BrowserPerClass.class)
class CheckPageTest {
  private static final String HOSTILE =
      "\"></td></details><script>document.title='x'</script><img src=x onerror=document.title='y'>&'\u202e\u001b[2J"
          + "x".repeat(5000);

  private final Browser browser;

  @TempDir Path folder;

  CheckPageTest(Browser browser) {
    this.browser = browser;
  }

  private static CheckItem item(String rule, State state, Severity severity, String message) {
    return new CheckItem(
        rule, "direct", state, severity, message, "mend " + message, 7, 3, Optional.empty());
  }

  private static CheckResult check(String name, int attempts, CheckItem... items) {
    Duration took = Duration.ofMillis(900);
    return new CheckResult(
        name, "GET https://a.test/", 2, List.of(items), attempts, true, true, took);
  }

  private static CheckReport report(String text) {
    CheckItem known = item("certificate-expired", State.FAILED, Severity.ERROR, "expired " + text);
    return new CheckReport(
        "1.2.3",
        "checks.yaml",
        Instant.parse("2026-11-21T12:00:00.123Z"),
        Duration.ofMillis(1234),
        List.of(
            check("good", 1, item("expect-status", State.PASSED, Severity.ERROR, "status 200")),
            check("late", 0),
            check("open", 1, item("expect-agree", State.UNKNOWN, Severity.ERROR, text)),
            check(
                "known",
                1,
                known.suppressedBy(new CheckItem.Suppressed("because " + text, "ignore.yaml", 3))),
            check(
                "bad " + text,
                2,
                item("alpn-lost", State.NOTED, Severity.NOTE, text),
                item("upstream-sni-missing", State.FAILED, Severity.ERROR, text))),
        List.of("a note " + text),
        false);
  }

  private Browser open(String text) throws IOException {
    return browser.open(Files.writeString(folder.resolve("page.html"), text));
  }

  private List<String> texts(String selector) {
    return browser.driver().findElements(By.cssSelector(selector)).stream()
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void theWorstComesFirstAndWhatIsWellIsClosed() throws IOException {
    open(CheckPage.text(report("<i>"), "{}", /* indexed= */ false)).size(1280, 900);
    assertEquals("✗ FAIL", texts(".verdict").get(0));
    assertEquals(
        "5 checks: 1 failed, 1 cannot tell, 2 passed, 1 not run, 1 problem suppressed",
        texts("h1").get(0));
    assertEquals(List.of("bad <i>", "open", "late", "good", "known"), texts("#checks tbody th"));
    assertEquals(
        List.of("✗ fail", "? cannot tell", "– not run", "✓ pass", "✓ pass"),
        texts("#checks .state"));
    assertEquals(3, browser.driver().findElements(By.cssSelector("details.entry[open]")).size());
    assertTrue(texts("details.entry").get(0).contains("fix: mend <i>"));
    assertTrue(texts("#suppressed tbody").get(0).contains("because <i> ignore.yaml line 3"));
    browser.driver().findElement(By.linkText("known")).click();
    assertTrue(texts("#check-4").get(0).contains("suppressed by ignore.yaml line 3: because <i>"));
  }

  @Test
  void hostileTextStaysText() throws IOException {
    CheckReport report = report(HOSTILE);
    open(CheckPage.text(report, "{\"a\":\"</script><b>\"}", /* indexed= */ true));
    for (int width : new int[] {360, 1280}) {
      browser.size(width, 900);
      assertTrue(browser.fitsItsWidth(), width + " pixels");
    }
    assertTrue(browser.driver().getTitle().startsWith("tlsdiag check: "), "title");
    assertEquals(List.of(), browser.driver().findElements(By.cssSelector("main img, main script")));
    assertEquals(List.of(), browser.console());
    assertEquals(List.of(), browser.wcagViolations());
    assertEquals(CheckPage.text(report, "{}", false), CheckPage.text(report, "{}", false));
  }

  @Test
  void anIndexLeadsToThePagesOfItsTargets() throws IOException {
    Set<String> names = new HashSet<>();
    String page = IndexPage.fileName(HOSTILE, names);
    List<IndexPage.Row> rows =
        List.of(
            row(IndexPage.Rank.PASSED, "fine", Optional.empty()),
            row(IndexPage.Rank.FAILED, HOSTILE, Optional.of(page)));
    Files.writeString(folder.resolve(page), CheckPage.text(report("x"), "{}", true));
    String index =
        new IndexPage("check", "1.2.3", "fail", "2 checks", List.of(HOSTILE), rows, "{}").text();
    browser.open(Files.writeString(folder.resolve(IndexPage.NAME), index)).size(360, 900);
    assertTrue(browser.fitsItsWidth());
    assertEquals(List.of(), browser.wcagViolations());
    assertEquals(List.of("✗ fail", "✓ pass"), texts("#targets .state"));
    assertEquals(
        "2 1 1 0",
        String.join(" ", texts("#targets tr:first-child td"))
            .substring("✗ fail a.test:443 ".length())
            .replaceAll(" [0-9.]+ m?s$", ""));
    browser.driver().findElement(By.cssSelector("#targets a")).click();
    browser.driver().findElement(By.linkText("All checks")).click();
    assertEquals("2 checks", texts("h1").get(0));
    assertEquals(List.of(), browser.console());
  }

  private static IndexPage.Row row(IndexPage.Rank rank, String name, Optional<String> page) {
    boolean bad = rank == IndexPage.Rank.FAILED;
    return new IndexPage.Row(
        rank, bad ? "fail" : "pass", name, "a.test:443", page, 2, 1, 1, 0, Duration.ofMillis(20));
  }

  @Test
  void hostsAndWaysAreARowEach() throws IOException {
    Matrix.Cell good = new Matrix.Cell("200", false);
    Matrix matrix =
        new Matrix(
            List.of("direct", "L7"),
            List.of(
                new Matrix.Row("good.test", false, "200", List.of(good, good)),
                new Matrix.Row(
                    HOSTILE,
                    true,
                    HOSTILE,
                    List.of(good, new Matrix.Cell("503 " + HOSTILE, true)))));
    open(MatrixPage.text(matrix, "1", "{}", "tlsdiag compare --matrix")).size(360, 900);
    assertTrue(browser.fitsItsWidth());
    assertEquals(List.of("✗ 1 of 2 fail", "✓ works"), texts("#hosts td:nth-child(2)"));
    assertEquals("good.test", texts("#hosts tbody th").get(1));
    assertEquals(List.of(), browser.console());
    assertEquals(List.of(), browser.wcagViolations());
  }

  @Test
  void noNameLeavesTheFolderOrTakesAnothersPlace() {
    Set<String> names = new HashSet<>();
    assertEquals("etc-passwd.html", IndexPage.fileName("../../etc/passwd", names));
    assertEquals("etc-passwd-2.html", IndexPage.fileName("etc passwd", names));
    assertEquals("target.html", IndexPage.fileName("…", names));
    assertEquals("index-2.html", IndexPage.fileName("Index", names));
    assertFalse(IndexPage.fileName("a".repeat(500), names).length() > 70);
    assertEquals(5, names.size());
  }

  @Test
  void thousandsOfProblemsStayOnePage() {
    CheckItem[] items =
        IntStream.range(0, 20_000)
            .mapToObj(i -> item("rule-" + i, State.FAILED, Severity.ERROR, "x".repeat(2000)))
            .toArray(CheckItem[]::new);
    CheckReport report =
        new CheckReport(
            "1",
            "f",
            Instant.EPOCH,
            Duration.ZERO,
            List.of(check("many", 1, items)),
            List.of(),
            true);
    String page = CheckPage.text(report, "{}", /* indexed= */ false);
    assertTrue(page.length() < 8_000_000, page.length() + " characters");
    assertTrue(page.contains("15,000 more are in the JSON."));
  }
}
