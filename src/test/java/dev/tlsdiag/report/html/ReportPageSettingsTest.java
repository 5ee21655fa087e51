package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.report.ReportSamples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

/** The page in browsers that are set up otherwise. */
class ReportPageSettingsTest {
  @TempDir Path folder;

  private Path page(String name) throws IOException {
    String text = ReportPage.of(ReportSamples.all().get(name), Optional.empty()).text();
    return Files.writeString(folder.resolve(name + ".html"), text);
  }

  @Test
  void darkColoursHaveTheSameContrast() throws IOException {
    try (Browser browser = Browser.startDark()) {
      for (String name : List.of("sni-lost", "same", "one-sided")) {
        browser.open(page(name));
        browser.size(1280, 900);
        String paper = "return getComputedStyle(document.body).backgroundColor";
        assertEquals("rgb(18, 22, 28)", browser.run(paper));
        browser.run("document.querySelectorAll('details').forEach(each => each.open = true)");
        assertEquals(List.of(), browser.wcagViolations(), name);
        assertEquals(List.of(), browser.console(), name);
      }
    }
  }

  @Test
  void withoutScriptsAllOfItCanBeRead() throws IOException {
    try (Browser browser = Browser.startWithoutScripts()) {
      browser.open(page("sni-lost")).size(1280, 900);
      assertEquals("none", look(browser, ".chips", "display"), "a filter that would do nothing");
      assertEquals("none", look(browser, ".copy", "display"), "a button that would do nothing");
      for (String row : List.of("cause", "usual", "equal")) {
        assertEquals(
            "table-row", look(browser, "tr[data-kind=" + row + "]", "display"), row + " rows");
      }
      WebElement hello = browser.driver().findElement(By.id("hello-direct-1"));
      assertEquals(null, hello.getDomAttribute("open"));
      hello.findElement(By.cssSelector("summary")).click();
      assertEquals("true", hello.getDomAttribute("open"));
      assertTrue(
          hello.findElement(By.cssSelector(".fields")).getSize().getHeight() > 100, "is shown");
    }
  }

  private static String look(Browser browser, String selector, String property) {
    return browser.driver().findElement(By.cssSelector(selector)).getCssValue(property);
  }
}
