package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

@ExtendWith(BrowserPerClass.class)
class ProbePageTest {
  private static final String HOSTILE =
      "\"></td></dl><script>document.title='x'</script><img src=x onerror=document.title='y'>&'\u202e";

  private final Browser browser;

  @TempDir Path folder;

  ProbePageTest(Browser browser) {
    this.browser = browser;
  }

  private static ProbeReport.Row row(
      String axis, String variant, boolean worked, int bytes, String text) {
    return new ProbeReport.Row(
        axis,
        variant,
        worked ? "works" : "alert",
        worked ? "TLS 1.3, h2" + text : "alert 112 unrecognized_name",
        worked,
        /* surprising= */ !worked && axis.equals("size"),
        worked ? OptionalInt.empty() : OptionalInt.of(112),
        OptionalInt.of(bytes),
        Optional.of(Duration.ofMillis(3)));
  }

  private static ProbeReport report(String address, String text) {
    return new ProbeReport(
        "1.2.3",
        "app.example:443",
        address,
        "direct",
        new ProbeReport.Base(
            HandshakeSamples.START,
            Optional.of("app.example" + text),
            new HandshakeSamples().build().sent(),
            List.of(new Check("openssl s_client -connect 192.0.2.7:443", "TLS 1.3" + text))),
        ProbeReport.Verdict.WORKS,
        "TLS 1.3 with server_name app.example" + text,
        Optional.of(
            new ProbeReport.Certificate(
                "CA" + text,
                "app.example",
                false,
                HandshakeSamples.START.plusSeconds(86_400),
                Optional.of("not trusted here: " + text),
                "00".repeat(32),
                List.of(Bytes.wrap(("no DER " + text).getBytes(StandardCharsets.UTF_8))))),
        Optional.of(
            new ProbeReport.ServerNames(
                ProbeReport.ServerNames.Kind.REQUIRED_ALERT, "required: " + text)),
        Optional.of(new ProbeReport.Flip("sni", "none", "sni: none gives an alert " + text)),
        List.of(
            new ProbeReport.Statement(
                "SIZE", "path MTU: 2000 bytes: no answer" + text, false, true),
            new ProbeReport.Statement("TLS", "TLS 1.2 only: yes", true, true)),
        List.of(
            row("base", "", true, 319, text),
            row("sni", "none", false, 300, text),
            row("size", "520 bytes", true, 520, text),
            row("size", "2000 bytes", false, 2000, text),
            row("groups", "secp256r1 only", true, 330, text),
            row("base", "again", true, 319, text)),
        List.of(),
        List.of("a note " + text),
        Duration.ofMillis(1234));
  }

  private Browser open(String text) throws IOException {
    return browser.open(Files.writeString(folder.resolve("page.html"), text)).size(1280, 900);
  }

  private String text(String selector) {
    return browser.driver().findElements(By.cssSelector(selector)).stream()
        .map(WebElement::getText)
        .reduce("", (a, b) -> a + b + "\n");
  }

  @Test
  void theServersWaysAreOnCards() throws IOException {
    open(ProbePage.text(List.of(report("192.0.2.7:443", "")), "{}", "tlsdiag probe x", false));
    assertTrue(text(".verdict").startsWith("✓ WORKS"));
    assertEquals("✓ required-alert\n", text(".kinds [aria-current]"));
    assertTrue(
        text("#names tbody tr").contains("none – alert 112 unrecognized_name"),
        text("#names tbody tr"));
    assertTrue(text("#size").contains("path MTU: 2000 bytes: no answer"));
    assertTrue(text("#size .facts").contains("longest taken\n✓ 520 bytes"), text("#size .facts"));
    assertTrue(text("#size .facts").contains("shortest not taken\n✗ 2,000 bytes"));
    assertTrue(text("#axes").contains("secp256r1 only"));
    assertTrue(text("#twins code").contains("openssl s_client -connect 192.0.2.7:443"));
    assertTrue(text("#method").contains("tlsdiag probe x"));
  }

  @Test
  void hostileTextStaysTextAndAddressesHaveTheirOwnSections() throws IOException {
    List<ProbeReport> both =
        List.of(report("192.0.2.7:443", HOSTILE), report("192.0.2.8:443", "x".repeat(5000)));
    String page = ProbePage.text(both, "{\"a\":\"</script>\"}", HOSTILE, true);
    assertEquals(page, ProbePage.text(both, "{\"a\":\"</script>\"}", HOSTILE, true));
    open(page);
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
    for (int width : new int[] {360, 1280}) {
      browser.size(width, 900);
      assertTrue(browser.fitsItsWidth(), width + " pixels");
    }
    assertEquals("tlsdiag probe: app.example:443 works", browser.driver().getTitle());
    assertEquals(List.of(), browser.driver().findElements(By.cssSelector("main img, main script")));
    assertEquals(List.of(), browser.console());
    assertEquals(List.of(), browser.wcagViolations());
    assertTrue(text("#names-2 h2").contains("192.0.2.8:443"));
    assertTrue(text("#certificates-1").contains("unreadable"));
  }
}
