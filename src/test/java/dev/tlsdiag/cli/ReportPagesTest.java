package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

/** What {@code --report html=FILE} writes, made from real captures and looked at in a browser. */
@ExtendWith(BrowserPerClass.class)
class ReportPagesTest {
  private static final int LIMIT = 300_000;
  private static final String DIRECT = "samples/sni-lost/direct.pcap";
  private static final String PROXIED = "samples/sni-lost/proxied.pcap";

  private final Browser browser;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  ReportPagesTest(Browser browser) {
    this.browser = browser;
  }

  private int run(String... words) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(words);
  }

  private Path page() {
    return folder.resolve("report.html");
  }

  private void open(int width) {
    browser.size(width, 900).open(page());
  }

  private void isSound() {
    assertTrue(browser.fitsItsWidth());
    assertEquals(List.of(), browser.console());
    assertEquals(List.of(), browser.wcagViolations());
  }

  private WebElement one(String selector) {
    return browser.driver().findElement(By.cssSelector(selector));
  }

  private List<String> texts(String selector) {
    return browser.driver().findElements(By.cssSelector(selector)).stream()
        .map(WebElement::getText)
        .toList();
  }

  @Test
  void aValueLeadsToItsBytesAndAFieldLightsThem() throws IOException {
    assertEquals(1, run("compare", DIRECT, PROXIED, "--report", "html=" + page()), err.toString());
    assertTrue(Files.size(page()) < LIMIT, Files.size(page()) + " bytes");
    open(1280);
    one("tr[data-kind=cause] td a").click();
    WebElement field = one("#hello-direct-1 .fields li:target");
    assertTrue(field.getText().contains("extension server_name"), field.getText());
    assertTrue(field.getText().contains("cause"), field.getText());
    assertEquals(field, browser.driver().switchTo().activeElement());
    field.sendKeys(Keys.ARROW_DOWN);
    WebElement next = browser.driver().switchTo().activeElement();
    assertTrue(next.getText().contains("extension_type"), next.getText());
    assertEquals(List.of("00 00"), texts("#hello-direct-1 .dump .lit"), "bytes of the type");
    isSound();
  }

  @Test
  void theJsonInThePageIsTheOneOfTheCommand() throws IOException {
    Path json = folder.resolve("report.json");
    run(
        "compare",
        "-o",
        "json",
        DIRECT,
        PROXIED,
        "--report=html=" + page(),
        "--report=json=" + json);
    assertEquals(out.toString(), Files.readString(json));
    open(1280);
    Object inPage = browser.run("return document.getElementById('tlsdiag').textContent.trim()");
    String escaped = out.toString().strip();
    for (String each : List.of("<", ">", "&")) {
      escaped = escaped.replace(each, "\\u%04x".formatted((int) each.charAt(0)));
    }
    assertEquals(escaped, inPage);
    assertEquals(
        "tlsdiag compare -o json %s %s --report=html=%s --report=json=%s"
            .formatted(DIRECT, PROXIED, page(), json),
        one("#method .copyable code").getText());
  }

  @Test
  void aPileOfEvidenceHasItsStoryAndWhatIsNeeded() throws IOException {
    run("diagnose", "samples/mesh-sni-lost", "--report", "html=" + page());
    assertTrue(Files.size(page()) < LIMIT, Files.size(page()) + " bytes");
    open(360);
    assertEquals(
        List.of(
            "Route", "Differences", "Names", "Story", "Timeline", "Server", "Evidence", "Method"),
        texts("h2"));
    assertTrue(texts("#story th[scope=row]").contains("14:15:33.884"));
    assertTrue(texts("#names td").contains("✗ none first clash: missing"), "the first clash");
    assertTrue(
        one("#server .tree .tree").getText().startsWith("CN=app.example.test 824 days left"));
    assertTrue(one("svg.narrow").isDisplayed());
    isSound();
  }

  @Test
  void aLiveRunShowsProbesHeadersAndPhases() throws IOException {
    run("compare", "--lab", "mrap-no-sni", "--report", "html=" + page());
    assertTrue(Files.size(page()) < LIMIT, Files.size(page()) + " bytes");
    open(1280);
    assertEquals("confidence high, proved", texts(".answer ul.line li").get(1));
    assertEquals(2, texts("#server .chip.is-ok").stream().filter("supported"::equals).count());
    assertTrue(texts("#timeline thead th").containsAll(List.of("Path", "connect", "tls", "http")));
    isSound();
  }

  @Test
  void aReportThatCannotBeWrittenIsSaidBeforeAnythingIsSent() {
    assertEquals(2, run("compare", "--lab", "mrap-no-sni", "--report", "pdf=x.pdf"));
    assertTrue(err.toString().contains("'pdf'"), err.toString());
    assertEquals(4, run("diagnose", "samples/mesh-sni-lost", "--report", "html=no/such/x.html"));
    assertTrue(err.toString().contains("no folder"), err.toString());
    assertEquals("", out.toString());
  }
}
