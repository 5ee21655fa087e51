package dev.tlsdiag;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.deque.html.axecore.results.Results;
import com.deque.html.axecore.results.Rule;
import com.deque.html.axecore.selenium.AxeBuilder;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.openqa.selenium.Dimension;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

/**
 * A real Chromium without a window. A test that starts one is skipped where Chromium or its driver
 * is not installed.
 */
public final class Browser implements Closeable {
  /** For a page to show what it should; what takes longer is a failure. */
  public static final Duration PATIENCE = Duration.ofSeconds(60);

  private static final List<Path> PROGRAMS =
      List.of(Path.of("/usr/bin/chromium"), Path.of("/usr/bin/chromedriver"));

  /** Held here: the level of a logger that nobody holds is lost. */
  private static final Logger SELENIUM = Logger.getLogger("org.openqa.selenium");

  private final ChromeDriver driver;

  private Browser(ChromeDriver driver) {
    this.driver = driver;
  }

  /** One with scripts, in light colours. */
  public static Browser start() {
    return start(List.of(), /* scripts= */ true);
  }

  /** One in which no script of a page runs. */
  public static Browser startWithoutScripts() {
    return start(List.of(), /* scripts= */ false);
  }

  /** One that asks pages for dark colours. */
  public static Browser startDark() {
    return start(
        List.of("--force-dark-mode", "--blink-settings=preferredColorScheme=0"),
        /* scripts= */ true);
  }

  private static Browser start(List<String> more, boolean scripts) {
    for (Path program : PROGRAMS) {
      assumeTrue(Files.isExecutable(program), program + " is not installed (chromium-driver)");
    }
    SELENIUM.setLevel(Level.SEVERE); // it misses a protocol of Chromium that it does not need here
    ChromeOptions options = new ChromeOptions();
    options.setBinary(PROGRAMS.get(0).toFile());
    options.addArguments(
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--hide-scrollbars");
    options.addArguments(more);
    if (!scripts) {
      options.setExperimentalOption(
          "prefs", Map.of("profile.managed_default_content_settings.javascript", 2));
    }
    LoggingPreferences logging = new LoggingPreferences();
    logging.enable(LogType.BROWSER, Level.ALL);
    options.setCapability("goog:loggingPrefs", logging);
    ChromeDriverService service =
        new ChromeDriverService.Builder()
            .usingDriverExecutable(PROGRAMS.get(1).toFile())
            .usingAnyFreePort()
            .build();
    return new Browser(new ChromeDriver(service, options));
  }

  /** For what is not here. */
  public ChromeDriver driver() {
    return driver;
  }

  /** Loads a file or an address of loopback. */
  public Browser open(Path file) {
    return open(file.toUri().toString());
  }

  public Browser open(String url) {
    driver.get(url);
    return this;
  }

  /** The viewport, in CSS pixels. */
  public Browser size(int width, int height) {
    driver.executeCdpCommand(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    driver.manage().window().setSize(new Dimension(Math.max(width, 500), height));
    return this;
  }

  /** What a script of ours returns; works only in a browser with scripts. */
  public Object run(String script, Object... arguments) {
    return driver.executeScript(script, arguments);
  }

  /** Whether nothing is wider than the viewport. */
  public boolean fitsItsWidth() {
    return (Boolean)
        run("return document.documentElement.scrollWidth <= document.documentElement.clientWidth");
  }

  /** What the page said on its console, violations of its security policy among it. */
  public List<String> console() {
    return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
        .map(LogEntry::getMessage)
        .toList();
  }

  /** Writes a picture of the whole page, as large as it is. */
  public void screenshot(Path file) {
    try {
      Files.createDirectories(Optional.ofNullable(file.getParent()).orElse(Path.of(".")));
      Files.write(file, driver.getScreenshotAs(OutputType.BYTES));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Rules of WCAG 2 at the levels A and AA that axe-core sees broken, with the elements. */
  public List<String> wcagViolations() {
    Results results =
        new AxeBuilder()
            .withTags(List.of("wcag2a", "wcag2aa", "wcag21a", "wcag21aa"))
            .analyze(driver);
    return results.getViolations().stream().flatMap(Browser::lines).toList();
  }

  private static Stream<String> lines(Rule rule) {
    return rule.getNodes().stream().map(node -> rule.getId() + ": " + node.getHtml());
  }

  @Override
  public void close() {
    driver.quit();
  }
}
