package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;

class HtmlPageTest {
  private static final String HOSTILE =
      "\"><script>document.title='x'</script><img src=x onerror=document.title='y'>'&\u202e\u001b[2J";

  @TempDir Path folder;

  @Test
  void hostileTextStaysText() throws IOException {
    Markup main = new Markup().open("main", "title", HOSTILE);
    main.element("h1", "shows").element("p", HOSTILE, "id", "text", "data-x", HOSTILE);
    Path file = write(new HtmlPage(HOSTILE, main.close("main"), "{\"a\":\"</script><b>&\"}"));
    try (Browser browser = Browser.start()) {
      browser.open(file);
      assertTrue(browser.driver().getTitle().startsWith("\"><script>"), "title is text");
      String shown = browser.driver().findElement(By.id("text")).getText();
      assertEquals(
          HOSTILE.replace("\u202e", "\\u202e").replace("\u001b", "\\u001b"), shown, "text is text");
      assertEquals(
          "</script><b>&",
          browser.run("return JSON.parse(document.getElementById('tlsdiag').textContent).a"));
      assertEquals(List.of(), browser.console());
      assertEquals(List.of(), browser.wcagViolations());
    }
  }

  @Test
  void neitherScriptsNorLinksOutCanBeWritten() {
    assertThrows(IllegalArgumentException.class, () -> new Markup().open("script"));
    assertThrows(IllegalArgumentException.class, () -> new Markup().open("p", "onclick", "x()"));
    assertThrows(
        IllegalArgumentException.class, () -> new Markup().open("a", "href", "javascript:x()"));
    assertThrows(
        IllegalArgumentException.class, () -> new Markup().open("a", "href", "https://a.test/"));
    assertThrows(IllegalStateException.class, () -> new Markup().open("p").close("div"));
    assertThrows(IllegalStateException.class, () -> new Markup().open("p").finished());
  }

  private Path write(HtmlPage page) throws IOException {
    return Files.writeString(folder.resolve("page.html"), page.text());
  }
}
