package dev.tlsdiag.report.html;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.SampleHandshakes;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.openqa.selenium.By;
import org.openqa.selenium.WebElement;

@ExtendWith(BrowserPerClass.class)
class CapturePageTest {
  private static final CapturePage.Source SOURCE =
      new CapturePage.Source("1.2.3", List.of("cap.pcap"), "tlsdiag capture cap.pcap");

  private final Browser browser;

  @TempDir Path folder;

  CapturePageTest(Browser browser) {
    this.browser = browser;
  }

  private static String page(List<Handshake> handshakes, CaptureKept.Limits limits)
      throws IOException {
    CapturePage page = new CapturePage(SOURCE, new AddressNames(), limits);
    page.begin();
    page.startOfFile(HandshakeSamples.START);
    for (Handshake each : handshakes) {
      page.render(each);
    }
    page.end(SampleHandshakes.summary(handshakes, CaptureCounters.NONE));
    return page.text();
  }

  private void open(List<Handshake> handshakes) throws IOException {
    String text = page(handshakes, CaptureKept.Limits.DEFAULT);
    browser.open(Files.writeString(folder.resolve("page.html"), text)).size(1280, 900);
  }

  private List<String> texts(String selector) {
    return browser.driver().findElements(By.cssSelector(selector)).stream()
        .filter(WebElement::isDisplayed)
        .map(WebElement::getText)
        .toList();
  }

  private WebElement find(String selector) {
    return browser.driver().findElement(By.cssSelector(selector));
  }

  @Test
  void rowsAreFoundAndLeadToTheirBytes() throws IOException {
    open(SampleHandshakes.evening());
    assertEquals("7 handshakes: 3 ok, 4 failed", texts("h1").get(0));
    assertEquals(7, texts("#handshake-rows tbody tr").size());
    find(".finder [data-tag=nameless]").click();
    find(".finder [data-tag=failed]").click();
    assertEquals(List.of("2", "4", "5", "6"), texts("#handshake-rows tbody th"));
    assertEquals("4 of 7 shown", find(".found").getText());
    find(".finder input").sendKeys("8444");
    assertEquals(List.of("4"), texts("#handshake-rows tbody th"));
    find("#handshake-rows a[href='#h-4']").click();
    assertTrue(texts("#h-4").get(0).contains("NO SNI"), texts("#h-4").toString());
    find("#h-4 .hello summary").click();
    assertTrue(
        texts("#h-4 .fields li").stream().anyMatch(field -> field.contains("cipher_suites")));
    assertEquals(List.of(), browser.console());
    assertEquals(List.of(), browser.wcagViolations());
  }

  @Test
  void whatPeersSentStaysText() throws IOException {
    String hostile = "\"><img src=x onerror=document.title='y'></td><script>document.title='x'";
    List<Handshake> handshakes = new ArrayList<>(SampleHandshakes.zoo());
    handshakes.add(HandshakeSamples.bare(99).hello(HelloSamples.client(hostile)).build());
    open(handshakes);
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
    for (int width : new int[] {360, 1280}) {
      browser.size(width, 900);
      assertTrue(browser.fitsItsWidth(), width + " pixels");
    }
    assertTrue(browser.driver().getTitle().startsWith("tlsdiag capture: "));
    assertTrue(find("#h-99").getText().contains("onerror=document.title='y'"));
    assertEquals(List.of(), browser.driver().findElements(By.cssSelector("main img, main script")));
    assertEquals(List.of(), browser.console());
    Object read =
        browser.run(
            "return JSON.parse(document.getElementById('tlsdiag').textContent).handshakes.length");
    assertEquals((long) handshakes.size(), read);
  }

  @Test
  void aChainIsShownWithWhatWasLeftOfIt() throws Exception {
    CertificateAuthority authority =
        CertificateAuthority.create(
            new AuthoritySpec("Test <CA>", KeyType.EC_P256, Duration.ofDays(365), List.of()),
            HandshakeSamples.START);
    byte[] leaf =
        authority
            .issue(LeafSpec.of(List.of("app.example"), HandshakeSamples.START))
            .certificate()
            .getEncoded();
    open(List.of(new HandshakeSamples().certificates(Bytes.wrap(leaf)).build()));
    browser.run("document.querySelectorAll('details').forEach(d => d.open = true)");
    assertTrue(
        texts("#h-0 .tree").get(0).contains("CN=Test \\\\<CA\\\\>"),
        texts("#h-0 .tree").toString());
    assertTrue(texts("#h-0 .tree .chip").get(0).endsWith(" left"));
  }

  @Test
  void aLargeCaptureIsBoundedAndSaysWhatIsLeftOut() throws IOException {
    CapturePage page = new CapturePage(SOURCE, new AddressNames());
    page.begin();
    page.startOfFile(HandshakeSamples.START);
    Handshake good = new HandshakeSamples().build();
    Handshake bad = new HandshakeSamples().alert(112).build();
    for (int i = 0; i < 100_000; i++) {
      page.render(i % 10 == 9 ? bad : good);
    }
    page.end(SampleHandshakes.summary(List.of(good, bad), CaptureCounters.NONE));
    int length = page.text().length();
    assertTrue(length < 8_000_000, length + " characters");
    assertTrue(
        page.text()
            .contains(
                "500 of 100,000 handshakes are on this page: the first 400 of 10,000 that failed,"
                    + " the first 100 of 90,000 others; 100 of them in detail."));
  }

  @Test
  void theSameHandshakesGiveTheSameBytes() throws IOException {
    List<Handshake> all = SampleHandshakes.zoo();
    assertEquals(page(all, CaptureKept.Limits.DEFAULT), page(all, CaptureKept.Limits.DEFAULT));
    String few = page(all, new CaptureKept.Limits(5, 3, 2, 1 << 20));
    assertTrue(few.contains("5 of %d handshakes are on this page".formatted(all.size())));
    String none = page(List.of(), CaptureKept.Limits.DEFAULT);
    assertTrue(none.contains("No handshake was seen"));
  }
}
