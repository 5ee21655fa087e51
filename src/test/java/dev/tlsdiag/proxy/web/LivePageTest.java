package dev.tlsdiag.proxy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Browser;
import dev.tlsdiag.BrowserPerClass;
import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.proxy.live.FlowSamples;
import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.NoSuchElementException;
import org.openqa.selenium.StaleElementReferenceException;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.interactions.Actions;

/** The page in a real browser, with flows of our making. */
@ExtendWith(BrowserPerClass.class)
class LivePageTest {
  private static final String HOST = "app.example.test";

  /** Each would run, load or hide something, were it taken for more than text. */
  private static final String HOSTILE =
      "<img/src=x onerror=alert(1)>\"'--><script>alert(2)</script>\u202eevil\u001b[31m";

  private final Browser browser;

  private LiveFlows flows;
  private LiveWeb web;
  private long ids;

  LivePageTest(Browser browser) {
    this.browser = browser;
  }

  @BeforeEach
  void start() throws IOException {
    flows = LiveFlows.start(Redaction.ON);
    WebSettings settings =
        new WebSettings(
            new Endpoint("127.0.0.1", 0),
            "tlsdiag test",
            new FlowCommands(Redaction.ON, Optional.of("ca.pem"), List.of("--profile", "envoy")));
    web =
        LiveWeb.start(
            settings,
            flows,
            new FlowPackets(FlowPackets.USUAL_BYTES, Redaction.ON, "tlsdiag test"));
    browser.size(1280, 800).open("about:blank");
    browser.console(); // what earlier tests left there
  }

  @AfterEach
  void stop() {
    flows.close();
    web.close();
  }

  private void works(String host, String path) {
    long leg = ids += 2;
    flows.onStanding(FlowSamples.downstream(leg, host, 0));
    flows.onStanding(FlowSamples.upstream(leg + 1, leg, host, 0));
    flows.onExchange(FlowSamples.request(leg, leg, leg + 1, "https://" + host + path));
    flows.onLeg(FlowSamples.downstream(leg, host, 1));
  }

  private void fails(String host, String path) {
    long leg = ids += 2;
    flows.onStanding(FlowSamples.downstream(leg, host, 0));
    flows.onLeg(FlowSamples.nameless(leg + 1, leg, host, 112));
    flows.onExchange(FlowSamples.localReply(leg, leg, leg + 1, "https://" + host + path));
    flows.onLeg(FlowSamples.downstream(leg, host, 1));
  }

  private void few() {
    works(HOST, "/a?token=s3cr3t");
    works("api.example.test", "/b");
    fails("bucket.s3.test", "/c");
    flows.onLeg(FlowSamples.leftByClient(ids += 2, "pinned.test"));
    works(HOST, "/d");
  }

  private void await(String what, BooleanSupplier condition) {
    long end = System.nanoTime() + Browser.PATIENCE.toNanos();
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > end) {
        throw new AssertionError(what + "\n" + text("body") + "\n" + browser.console());
      }
      Thread.onSpinWait();
    }
  }

  private String text(String selector) {
    return (String) browser.run("return document.querySelector(arguments[0]).innerText", selector);
  }

  private long count(String selector) {
    return (Long) browser.run("return document.querySelectorAll(arguments[0]).length", selector);
  }

  private void open() {
    browser.open(web.url());
    await("live", () -> text("#state").equals("live"));
  }

  private void openWith(int rows) {
    open();
    await("rows", () -> text("#shown").startsWith(rows + " flows"));
  }

  private WebElement find(String selector) {
    return browser.driver().findElement(By.cssSelector(selector));
  }

  /** As a person does, who looks again where the page has just drawn the thing anew. */
  private void click(String selector) {
    await(
        "still there when it is clicked",
        () -> {
          try {
            find(selector).click();
            return true;
          } catch (StaleElementReferenceException | NoSuchElementException e) {
            return false;
          }
        });
  }

  private void keys(CharSequence... keys) {
    new Actions(browser.driver()).sendKeys(keys).perform();
  }

  private void shot(String name) {
    String folder = System.getProperty("pictures", "");
    if (!folder.isEmpty()) {
      browser.screenshot(Path.of(folder, name + ".png"));
    }
  }

  @Test
  void theTokenLeavesTheAddressAndStaysInTheTab() {
    openWith(0);
    assertFalse(browser.driver().getCurrentUrl().contains(web.token()));
    browser.driver().navigate().refresh();
    await("live again", () -> text("#state").equals("live"));
    assertTrue(text("#empty").contains("No flows yet"));
    assertEquals(List.of(), browser.console());
    shot("empty");
  }

  @Test
  void showsRowsMapAndDetails() {
    few();
    openWith(5);
    assertEquals(5, count("#rows .row"));
    String failed = text("#rows .row[data-verdict=failed]");
    assertTrue(failed.contains("failed"), failed);
    await("map", () -> count("#map .card") == 6);
    String map = text("#map");
    assertTrue(map.contains("failed 1 · no SNI") && map.contains("ok 2 · " + HOST), map);
    shot("few-1280");

    click("#rows .row[data-verdict=failed]");
    await("panel", () -> count("#panel h2") == 1);
    String panel = text("#panel");
    assertFalse(panel.contains("s3cr3t"), panel);
    shot("panel-1280");
    assertEquals(List.of(), browser.wcagViolations());
    assertEquals(List.of(), browser.console());
  }

  @Test
  void pictures() {
    few();
    openWith(5);
    for (int width : new int[] {360, 1280, 1920}) {
      browser.size(width, width < 600 ? 740 : width == 1280 ? 800 : 1080);
      await("drawn", () -> count("#map .card") == 6);
      assertTrue(browser.fitsItsWidth(), "at " + width);
      shot("few-" + width);
      click("#rows .row[data-verdict=failed]");
      await("panel", () -> count("#panel .actions") == 1);
      assertTrue(browser.fitsItsWidth(), "with details at " + width);
      shot("panel-" + width);
      keys(Keys.ESCAPE);
      await("closed", () -> count("#panel .actions") == 0);
    }
  }

  @Test
  void inTheDark() throws IOException {
    few();
    try (Browser dark = Browser.startDark()) {
      dark.size(1280, 800).open(web.url());
      long end = System.nanoTime() + Browser.PATIENCE.toNanos();
      while ((Long) dark.run("return document.querySelectorAll('#map .card').length") < 6) {
        assertTrue(System.nanoTime() < end, "nothing is drawn");
      }
      dark.driver().findElement(By.cssSelector("#rows .row[data-verdict=failed]")).click();
      while ((Long) dark.run("return document.querySelectorAll('#panel h2').length") < 1) {
        assertTrue(System.nanoTime() < end, "no details");
      }
      String folder = System.getProperty("pictures", "");
      if (!folder.isEmpty()) {
        dark.screenshot(Path.of(folder, "dark.png"));
      }
      assertEquals(List.of(), dark.wcagViolations());
    }
  }

  @Test
  void filtersByVerdictNameAndQuery() {
    few();
    openWith(5);
    click(".chips [data-verdict=ok]");
    await("without the good", () -> text("#shown").equals("2 of 5 flows"));
    click(".chips [data-verdict=ok]");
    find("#sni").sendKeys("API");
    await("by name", () -> text("#shown").equals("1 of 5 flows"));
    click("#clear");
    await("all", () -> text("#shown").equals("5 flows"));
    keys("/");
    keys("~nosni");
    await("by query", () -> text("#shown").equals("1 of 5 flows"));
    fails("late.test", "/x");
    works("late.test", "/y");
    await("what comes later, too", () -> text("#shown").equals("2 of 7 flows"));
    keys(" & ~x");
    await("what is wrong", () -> text("#query-problem").contains("         ^ no filter '~x'"));
    assertEquals("2 of 7 flows", text("#shown"), "the last good query stays");
    click("#clear");
    await("all", () -> text("#shown").equals("7 flows"));
    click("#map .card[data-name='late.test']");
    await("by card", () -> text("#shown").equals("2 of 7 flows"));
    click("#party");
    await("all", () -> text("#shown").equals("7 flows"));
    List<String> console =
        browser.console().stream().filter(line -> !line.contains("400 (Bad Request)")).toList();
    assertEquals(List.of(), console);
  }

  @Test
  void isReachedByKeys() {
    few();
    openWith(5);
    find("#grid").sendKeys(Keys.ARROW_DOWN);
    assertEquals(1, count("#rows [aria-selected=true]"));
    keys("jjk");
    keys(Keys.ENTER);
    await("details", () -> text("#panel").contains("pinned.test"));
    keys(Keys.ESCAPE);
    await("closed", () -> count("#panel h2") == 0);
    assertEquals("grid", browser.run("return document.activeElement.id"));
    keys(Keys.END, Keys.ENTER);
    await("the oldest", () -> text("#panel").contains("[redacted]"));
    keys(Keys.ESCAPE);
    keys("?");
    assertEquals(1, count("dialog[open]"));
    keys(Keys.ESCAPE);
    await("help is closed", () -> count("dialog[open]") == 0);
    keys("/");
    assertEquals("query", browser.run("return document.activeElement.id"));
    keys(Keys.ESCAPE);
    assertEquals("grid", browser.run("return document.activeElement.id"));
    keys(" ");
    assertEquals("Frozen", text("#freeze"));
    works("late.test", "/");
    await("counted", () -> text("#totals").startsWith("6 flows"));
    assertEquals("5 flows", text("#shown"));
    keys(" ");
    await("thawed", () -> text("#shown").equals("6 flows"));
    keys("m");
    await("no map", () -> count("#map-box[open]") == 0);
  }

  @Test
  void offersCommandsAndPages() {
    few();
    openWith(5);
    browser.run(
        "window.copied = []; navigator.clipboard.writeText = (t) => {"
            + " window.copied.push(t); return Promise.resolve(); }");
    browser.run(
        "[...document.querySelectorAll('#rows .row')]"
            + ".find((r) => r.textContent.includes('bucket')).click()");
    await("details", () -> count("#panel .actions button") == 4);
    button("Copy as curl");
    await("copied", () -> text("#toast").equals("copied"));
    assertEquals(
        "curl -v -x http://192.0.2.7:8080 --cacert ca.pem --http1.1 -H 'User-Agent: curl/8.5.0'"
            + " -H 'Authorization: Bearer [redacted]' https://bucket.s3.test/c",
        browser.run("return window.copied[0]"));
    button("Compare");
    String compare = "tlsdiag compare https://bucket.s3.test/c --profile envoy";
    await("a command", () -> text("#panel .extra pre").equals(compare));
    assertTrue(
        (Boolean)
            browser.run(
                "return [...document.querySelectorAll('.actions button')].find((b) =>"
                    + " b.textContent === 'Save pcapng').disabled"),
        "there are no packets");
    button("Explain");
    await("the rule's page", () -> count("#panel .page h3") > 0);
    shot("explain-1280");
    browser.run("document.querySelector('#panel .page button').click()");
    await("back", () -> count("#panel .actions") == 1);
  }

  private void button(String text) {
    browser.run(
        "[...document.querySelectorAll('.actions button')].find((b) => b.textContent ==="
            + " arguments[0]).click()",
        text);
  }

  @Test
  void textOfPeersStaysText() {
    works(HOSTILE.replaceAll("[\u0080-\uffff]", ""), "/" + HOSTILE);
    fails("a".repeat(3_000) + ".test", "/");
    openWith(2);
    for (int i = 0; i < 2; i++) {
      find("#rows .row:nth-child(" + (i + 1) + ")").click();
      await("details", () -> count("#panel .actions") == 1);
      keys(Keys.ESCAPE);
      await("closed", () -> count("#panel .actions") == 0);
    }
    assertEquals(0, count("img"));
    assertEquals(1, count("script"));
    assertTrue(browser.fitsItsWidth());
    String all = (String) browser.run("return document.body.textContent");
    assertTrue(all.contains("<img/src=x"), "it is shown");
    assertFalse(all.contains("\u202e") || all.contains("\u001b"), "nothing turns the text round");
    assertEquals(List.of(), browser.console());
    shot("hostile-1280");
  }

  @Test
  void saysWhenTheProxyEndsAndKeepsWhatItHas() {
    few();
    openWith(5);
    flows.close();
    web.close();
    await("the end", () -> text("#state").startsWith("the proxy has ended"));
    assertEquals("5 flows", text("#shown"));
  }

  @Test
  void withoutTheTokenItSaysWhatToDo() {
    browser.open("http://localhost:" + web.address().port() + "/");
    await("refused", () -> text("#state").startsWith("not allowed"));
  }

  /** Numbers are printed for who wants them; the limits hold on a machine that does much else. */
  @Test
  void tenThousandFlowsAreNoBurden() throws Exception {
    for (int i = 0; i < 5_000; i++) {
      works("host" + i % 50 + ".example.test", "/" + i);
      if (i % 2 == 0) {
        fails("bad" + i % 7 + ".test", "/" + i);
      } else {
        works(HOST, "/" + i);
      }
      long told = 2L * (i + 1);
      if (told % 200 == 0) {
        await("taken", () -> flows.counts().total() == told); // faster than any proxy tells
      }
    }
    openWith(10_000);
    shot("many-1280");
    assertTrue(count("#rows .row") < 60, "rows in the document");
    long filter =
        (Long)
            browser.run(
                "const times = []; const sni = document.querySelector('#sni');"
                    + " for (const text of ['host1', 'example', 'nothing', '']) {"
                    + " const start = performance.now(); sni.value = text;"
                    + " sni.dispatchEvent(new Event('input')); document.body.offsetHeight;"
                    + " times.push(performance.now() - start); }"
                    + " return Math.round(Math.max(...times));");
    browser.run(
        "window.frames_ = []; let last = performance.now(); const grid ="
            + " document.querySelector('#grid'); let y = 0; const step = (now) => {"
            + " window.frames_.push(now - last); last = now; grid.scrollTop = (y += 400) % 200000;"
            + " window.running = requestAnimationFrame(step); };"
            + " window.running = requestAnimationFrame(step);");
    Thread feeder =
        new Thread(
            () -> {
              long start = System.nanoTime();
              for (int i = 0; i < 2_500; i++) { // for five seconds, 500 in each
                while (System.nanoTime() - start < i * 2_000_000L) {
                  Thread.onSpinWait();
                }
                works("busy" + i % 20 + ".test", "/" + i);
              }
            });
    feeder.start();
    feeder.join();
    @SuppressWarnings("unchecked")
    List<Number> frames =
        (List<Number>)
            browser.run(
                "cancelAnimationFrame(window.running); return window.frames_.slice(2).sort((a, b)"
                    + " => a - b)");
    double median = frames.get(frames.size() / 2).doubleValue();
    double p95 = frames.get(frames.size() * 95 / 100).doubleValue();
    double worst = frames.get(frames.size() - 1).doubleValue();
    System.out.printf(
        "10,000 flows and 500 more a second, scrolling: %d frames, median %.1f ms, 95%% below %.1f"
            + " ms, worst %.1f ms; a filter takes %d ms at most%n",
        frames.size(), median, p95, worst, filter);
    await("all are there", () -> text("#shown").startsWith("12500 flows"));
    assertTrue(filter < 5_000, filter + " ms for a filter");
    assertTrue(median < 1_000, median + " ms a frame");
    assertEquals(List.of(), browser.console());
  }
}
