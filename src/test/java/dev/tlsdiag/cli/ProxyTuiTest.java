package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.Tmux;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code proxy --tui} in a real terminal, with a real curl as the client. */
class ProxyTuiTest {
  private static final Pattern ADDRESS = Pattern.compile("127\\.0\\.0\\.1:(\\d+)");

  @TempDir Path folder;

  @Test
  void showsFiltersAndOpensFlows() throws Exception {
    Scenario scenario =
        Scenarios.ALL.stream()
            .filter(s -> s.name().equals("sni-alert-112"))
            .findFirst()
            .orElseThrow();
    try (RunningScenario lab = scenario.start(LabNames.AS_WRITTEN);
        Tmux tmux = proxy(lab)) {
      String empty = tmux.await("no flow yet");
      Matcher address = ADDRESS.matcher(empty.lines().findFirst().orElseThrow());
      assertTrue(address.find(), empty);
      assertTrue(empty.contains("/ filter  0 flows"), empty);

      String url = url(lab);
      curl(Integer.parseInt(address.group(1)), url);
      String one = tmux.await("upstream-sni-missing");
      tmux.await("1 flow  1 failed");
      assertTrue(one.contains("NO SNI"), one);
      assertTrue(one.contains("curl"), one);
      assertTrue(one.contains("│proxy│"), one);
      one.lines().forEach(line -> assertTrue(line.length() <= 100, line));

      tmux.press("Enter");
      String details = tmux.await("confidence");
      assertTrue(details.contains("leg 2   NO SNI"), details);
      assertTrue(details.contains("nginx: proxy_ssl_server_name on"), details);
      tmux.press("Escape");
      tmux.await("SNI LEG 2");

      tmux.type("/~d nowhere");
      tmux.press("Enter");
      tmux.await("the filter lets no flow through");
      tmux.type("/ &");
      tmux.press("Enter");
      String wrong = tmux.await("/~d nowhere &");
      assertFalse(wrong.contains("1 flow"), wrong);
      tmux.press("Escape", "Escape");
      tmux.await(screen -> screen.contains("▸") && screen.contains("/ filter"), "the flow again");

      tmux.type("e");
      tmux.await("copied: tlsdiag explain upstream-sni-missing");
      tmux.type("c");
      tmux.await("copied: tlsdiag compare");
      tmux.type("?");
      tmux.await("to the clipboard: the request as a curl command");
      tmux.type("?");
      tmux.await("SNI LEG 2");

      tmux.resize(70, 24);
      tmux.await(
          screen -> !screen.contains("│proxy│") && screen.contains("VERDICT") && fits(screen, 70),
          "no map");
      tmux.resize(50, 14);
      tmux.await(
          screen -> !screen.contains("leg 1") && screen.contains("VERDICT") && fits(screen, 50),
          "the table alone");

      tmux.type(" ");
      tmux.await("FROZEN");
      tmux.type("q");
      String after = tmux.await("1 request");
      assertFalse(after.contains("VERDICT"), "the first screen is back: " + after);
    }
  }

  @Test
  void ctrlCLeavesTooAndWhileAFilterIsTyped() throws Exception {
    try (Tmux tmux =
        Tmux.tlsdiag(
            folder, 100, 30, List.of("LC_ALL=C.UTF-8"), "proxy", "--tui", "-p", "0", "-k")) {
      tmux.await("no flow yet");
      tmux.type("/~d example");
      tmux.await("/~d example");
      tmux.press("C-c");
      tmux.await("0 requests");
    }
  }

  @Test
  void needsATerminal() {
    StringWriter err = new StringWriter();
    int code =
        new Program(new PrintWriter(new StringWriter()), new PrintWriter(err, true))
            .run("proxy", "--tui", "-p", "0");
    assertEquals(ExitCode.USAGE, code);
    assertTrue(err.toString().contains("'--tui' needs a terminal"), err.toString());
  }

  private static boolean fits(String screen, int columns) {
    return screen.lines().allMatch(line -> line.length() <= columns);
  }

  private static String url(RunningScenario lab) {
    return lab.targets().get(0).url().toString();
  }

  private Tmux proxy(RunningScenario lab) throws IOException {
    List<String> args =
        new ArrayList<>(List.of("proxy", "--tui", "-p", "0", "-k", "--sni", "none"));
    var target = lab.targets().get(0);
    String host = target.url().getHost();
    int port = target.url().getPort();
    args.add("--connect-to");
    args.add("%s:%d:%s:%d".formatted(host, port, target.address().host(), target.address().port()));
    return Tmux.tlsdiag(folder, 100, 30, List.of("LC_ALL=C.UTF-8"), args.toArray(String[]::new));
  }

  private static void curl(int proxy, String url) throws Exception {
    assumeTrue(Files.isExecutable(Path.of("/usr/bin/curl")), "curl is not installed");
    new ProcessBuilder("curl", "-sk", "-m", "20", "-x", "http://127.0.0.1:" + proxy, url)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.DISCARD)
        .start()
        .waitFor(60, TimeUnit.SECONDS);
  }
}
