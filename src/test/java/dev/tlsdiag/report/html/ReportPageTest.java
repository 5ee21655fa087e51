package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportSamples;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateEncodingException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;

@ExtendWith(BrowserPerClass.class)
class ReportPageTest {
  private static final int LIMIT = 300_000;
  private static final int LONGEST_NAME = 65_000;

  private final Browser browser;

  @TempDir Path folder;

  ReportPageTest(Browser browser) {
    this.browser = browser;
  }

  private static Report report(String name) {
    return ReportSamples.all().get(name);
  }

  private static String text(Report report) {
    return ReportPage.of(report, Optional.of("tlsdiag compare a.pcap b.pcap")).text();
  }

  private void open(Report report) throws IOException {
    browser.open(Files.writeString(folder.resolve("report.html"), text(report)));
  }

  private void isSound(String what) {
    assertTrue(browser.fitsItsWidth(), what + ": wider than the window");
    assertEquals(List.of(), browser.console(), what);
    assertEquals(List.of(), browser.wcagViolations(), what);
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
  void theAnswerComesFirstThenItsPartsInOrder() throws IOException {
    browser.size(1280, 900);
    open(report("sni-lost"));
    assertEquals(
        "Hop 2, proxy → server: no server_name in the ClientHello, and the server needs one",
        one("h1").getText());
    assertEquals("✗ FAIL", one(".verdict").getText());
    assertEquals(
        List.of("Route", "Differences", "Names", "Timeline", "Evidence", "Method"), texts("h2"));
    assertEquals(texts("h2"), texts("nav a"));
    assertEquals(List.of("What happened", "What to change", "How to verify"), texts(".columns h3"));
    assertTrue(one("[data-kind=cause]").getText().startsWith("Cause"));
    assertEquals("cause", one(".row-cause td:last-child").getText());
    isSound("sni-lost");
  }

  @Test
  void everyVerdictFitsAPhoneALaptopAndAWideScreen() throws IOException {
    int[] widths = {360, 1280, 1920};
    List<String> looks = List.of("same", "sni-lost-harmless", "one-sided");
    for (Map.Entry<String, Report> each : ReportSamples.all().entrySet()) {
      open(each.getValue());
      for (int width : widths) {
        browser.size(width, 900);
        assertTrue(browser.fitsItsWidth(), "%s at %d".formatted(each.getKey(), width));
      }
      if (looks.contains(each.getKey())) {
        isSound(each.getKey());
      }
    }
  }

  @Test
  void chipsHideAndShowRows() throws IOException {
    browser.size(1280, 900);
    open(report("sni-lost"));
    assertTrue(one("tr[data-kind=cause]").isDisplayed());
    assertFalse(one("tr[data-kind=equal]").isDisplayed(), "equal fields are asked for");
    one(".chips [data-kind=equal]").sendKeys(Keys.SPACE);
    assertTrue(one("tr[data-kind=equal]").isDisplayed());
    one(".chips [data-kind=cause]").click();
    assertFalse(one("tr[data-kind=cause]").isDisplayed());
    assertEquals("false", one(".chips [data-kind=cause]").getDomAttribute("aria-pressed"));
    assertTrue(one(".status").getDomProperty("textContent").endsWith("rows shown"));
  }

  @Test
  void theCopyButtonCopiesWhatStandsBesideIt() throws IOException {
    browser.size(1280, 900);
    open(report("sni-lost"));
    browser
        .driver()
        .executeCdpCommand(
            "Browser.grantPermissions",
            Map.of("permissions", List.of("clipboardReadWrite", "clipboardSanitizedWrite")));
    WebElement button = one(".columns .copyable .copy");
    button.sendKeys(Keys.ENTER);
    browser
        .driver()
        .executeAsyncScript(
            "const look = () => arguments[0].textContent === 'Copied' ? arguments[1]()"
                + " : setTimeout(look, 20); look()",
            button);
    Object copied =
        browser
            .driver()
            .executeAsyncScript("navigator.clipboard.readText().then(arguments[0], arguments[0])");
    assertEquals(one(".columns .copyable code").getText(), copied);
  }

  @Test
  void everythingIsReachedByTheKeyboard() throws IOException {
    browser.size(1280, 900);
    open(report("sni-lost"));
    WebElement body = one("body");
    body.sendKeys(Keys.TAB);
    assertEquals("Skip to the answer", browser.driver().switchTo().activeElement().getText());
    long expected =
        (Long)
            browser.run(
                "return [...document.querySelectorAll('a[href],button,summary,[tabindex=\"0\"]')]"
                    + ".filter(e => e.checkVisibility()).length");
    browser.run("window.reached = 1; addEventListener('focusin', () => { window.reached++; })");
    WebElement skip = browser.driver().switchTo().activeElement();
    skip.sendKeys(Keys.TAB.toString().repeat((int) expected - 1));
    assertEquals(expected, browser.run("return window.reached"));
    browser.driver().switchTo().activeElement().sendKeys(Keys.TAB);
    assertEquals(true, browser.run("return document.activeElement === document.body"), "no trap");
  }

  @Test
  void hostileTextStaysText() throws IOException, CertificateEncodingException {
    Report hostile = HostileReport.of(0);
    open(hostile);
    for (int width : new int[] {360, 1280}) {
      browser.size(width, 900);
      isSound("hostile at " + width);
    }
    assertTrue(browser.driver().getTitle().startsWith("fail: \"></td>"), "title");
    String strangers = "main img, main script, main iframe, h1 *";
    assertEquals(List.of(), browser.driver().findElements(By.cssSelector(strangers)));
    assertEquals(
        HostileReport.TEXT,
        browser.run("return JSON.parse(document.getElementById('tlsdiag').textContent).headline"));
    assertFalse(text(hostile).contains("SECRET"), "secrets are redacted");
    assertFalse(text(hostile).contains("\u202e"), "nothing turns the direction of text");
  }

  @Test
  void aNameOfSixtyThousandCharactersIsCutInThePage()
      throws IOException, CertificateEncodingException {
    open(HostileReport.of(LONGEST_NAME));
    browser.size(360, 900);
    assertTrue(browser.fitsItsWidth());
    assertEquals(List.of(), browser.console());
    long shown = (Long) browser.run("return document.querySelector('main').innerText.length");
    assertTrue(shown < 100_000, shown + " characters shown");
  }

  @Test
  void aPageIsSmallAndTheSameEachTime() {
    for (Map.Entry<String, Report> each : ReportSamples.all().entrySet()) {
      String page = text(each.getValue());
      int bytes = page.getBytes(StandardCharsets.UTF_8).length;
      assertTrue(bytes < LIMIT, "%s: %d bytes".formatted(each.getKey(), bytes));
      assertEquals(page, text(each.getValue()), each.getKey());
    }
  }

  @Test
  void onPaperNothingIsHiddenBehindAScroll() throws IOException {
    browser.size(1280, 900);
    open(report("sni-lost"));
    browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", "print"));
    try {
      assertFalse(one("nav").isDisplayed());
      assertFalse(one(".copy").isDisplayed());
      assertEquals("visible", one(".scroll").getCssValue("overflow-x"));
      isSound("print");
    } finally {
      browser.driver().executeCdpCommand("Emulation.setEmulatedMedia", Map.of("media", ""));
    }
  }
}
