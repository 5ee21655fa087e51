package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell in a real terminal, used as a person uses it. */
class ShellTerminalTest {
  private static final long PROMPT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final String CAPTURE = Path.of("samples", "sni-lost", "combined.pcap").toString();

  @TempDir Path folder;

  private String socket;

  @BeforeEach
  void terminal() throws Exception {
    assumeTrue(isThere("tmux"), "tmux is not installed");
    socket = folder.resolve("tmux").toString();
  }

  @AfterEach
  void end() throws Exception {
    tmux("kill-server");
  }

  @Test
  void completesRunsAndRemembers() throws Exception {
    start("screen-256color");
    type("captu");
    key("Tab");
    type("samples/sni-lost/comb");
    key("Tab");
    waitFor("tlsdiag> capture " + CAPTURE);
    key("Enter");
    waitFor("✗ closed by server");

    type("explain upstream-sni-mis");
    key("Tab");
    waitFor("explain upstream-sni-missing");
    key("C-u");

    type("capture --outcome esta");
    key("Tab");
    waitFor("capture --outcome established");
    key("C-u");

    type("probe --servername app");
    key("Tab");
    waitFor("probe --servername app.example.test"); // seen in the capture
    key("C-u");

    type("$2.outcome.kind");
    key("Enter");
    waitFor(screen -> screen.contains("\nclosed\n"), "the outcome of handshake 2");

    type("!echo from-$((40+2))");
    key("Enter");
    waitFor("from-42");

    type("policy lint -u ann:secret");
    key("Enter");
    waitFor("unknown option '-u'");
    leave();

    Path history = folder.resolve("state").resolve("tlsdiag").resolve("history");
    String kept = Files.readString(history);
    assertTrue(kept.contains("capture " + CAPTURE), kept);
    assertFalse(kept.contains("secret"), kept);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));

    again();
    key("C-r");
    waitFor("bck-i-search");
    type("combin");
    waitFor("capture " + CAPTURE);
    key("Enter");
    waitFor("3 handshakes: 2 ok, 1 failed");
    leave();
  }

  @Test
  void controlCStopsTheCommandAndNotTheShell() throws Exception {
    start("screen-256color");
    type("proxy -p 0");
    key("Enter");
    waitFor("listening");
    key("C-c");
    waitFor("0 connections from clients"); // told as when it is stopped outside

    type("proxy -p 0 -q");
    key("Enter");
    waitFor(screen -> count(screen, "listening") == 2, "a second proxy in the same process");
    key("C-c");
    waitFor(screen -> count(screen, "0 connections from clients") == 2, "its summary");

    type("lab serve sni-alert-112");
    key("Enter");
    waitFor("runs until Ctrl-C");
    key("C-c");
    waitForPrompt();

    type("lab examine"); // which knows nothing of Ctrl-C, and is left behind
    key("Enter");
    waitFor(screen -> screen.stripTrailing().contains("lab examine\n"), "its beginning");
    key("C-c");
    waitForPrompt();

    type("!echo ready; cat");
    key("Enter");
    waitFor("\nready");
    key("C-c");
    waitForPrompt();

    type("half a li");
    waitFor("half a li");
    key("C-c"); // and a line is cleared
    waitForPrompt();
    type("explain unknown-ca-nonsense");
    key("Enter");
    waitFor("no page for 'unknown-ca-nonsense'");
    leave();
  }

  /** Whenever it is heard of, it was for the command that ran, not for the line after it. */
  @Test
  void aLateCtrlCDoesNotClearTheNextLine() throws Exception {
    start("screen-256color");
    type("!(sleep 0.1; kill -INT $PPID) & kill -INT $$");
    key("Enter");
    waitForPrompt();
    type("explain unrecognized_name | head");
    waitFor("\ntlsdiag> explain unrecognized_name | head");
    key("C-u");
    waitForPrompt();
    assertEquals(2, count(screen(), "tlsdiag>"), screen());
    leave();
  }

  /** At no moment, not even while a line begins or ends, does Ctrl-C end the shell. */
  @Test
  void survivesManyCtrlC() throws Exception {
    start("screen-256color");
    String pid = Long.toString(shell().pid());
    String many = "n=0; while [ $n -lt 1000 ]; do kill -INT " + pid + "; n=$((n+1)); done";
    assertEquals(0, new ProcessBuilder("sh", "-c", many).inheritIO().start().waitFor());
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (!screen().contains("from-42") && System.nanoTime() < end) {
      type("!echo from-$((40+2))"); // which those still under way may cut
      key("Enter");
    }
    waitFor("from-42");
    leave();
  }

  @Test
  void worksOnADumbTerminal() throws Exception {
    start("dumb");
    type("capture " + CAPTURE);
    key("Enter");
    waitFor("closed by server");
    type("$1.sni");
    key("Enter");
    waitFor(screen -> screen.contains("\napp.example.test\n"), "the server name");
    assertFalse(tmux("capture-pane", "-p", "-e").contains("\u001b[3"), "colours");
    type("\\q");
    key("Enter");
    waitFor("LEFT 0");
  }

  @Test
  void linesWithoutTheirEndGoOn() throws Exception {
    start("screen-256color");
    type("explain 'unrecognized");
    key("Enter");
    waitFor(screen -> screen.contains("\n>"), "the second prompt");
    type("name'");
    key("Enter");
    waitFor("unrecognized_name");
    leave();
  }

  @Test
  void aTerminationEndsCommandAndShell() throws Exception {
    start("screen-256color");
    type("proxy -p 0");
    key("Enter");
    waitFor("listening");
    shell().destroy();
    waitFor("LEFT 143");
    assertTrue(screen().contains("0 connections from clients"), screen());
  }

  private ProcessHandle shell() {
    List<ProcessHandle> ours =
        ProcessHandle.allProcesses()
            .filter(each -> each.info().commandLine().orElse("").contains(folder.toString()))
            .filter(each -> each.info().command().orElse("").endsWith("java"))
            .toList();
    assertEquals(1, ours.size());
    return ours.get(0);
  }

  private void start(String type) throws Exception {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    String script =
        """
        cd '%s'
        export TERM=%s LC_ALL=C.UTF-8 HOME='%s' XDG_STATE_HOME='%s/state'
        unset NO_COLOR COLUMNS LINES
        '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Dtlsdiag.test='%s' -cp '%s' %s shell
        echo LEFT $?
        """
            .formatted(
                Path.of("").toAbsolutePath(),
                type,
                folder,
                folder,
                java,
                folder,
                System.getProperty("java.class.path"),
                Main.class.getName());
    Files.writeString(folder.resolve("run.sh"), script);
    tmux("-f", "/dev/null", "new-session", "-d", "-x", "80", "-y", "150", "env PS1='sh> ' sh");
    again();
  }

  private void again() throws Exception {
    type("clear; . " + folder.resolve("run.sh"));
    key("Enter");
    waitFor(screen -> screen.stripTrailing().endsWith("\ntlsdiag>"), "the prompt");
  }

  private void type(String text) throws Exception {
    tmux("send-keys", "-l", text);
  }

  private void key(String name) throws Exception {
    tmux("send-keys", name);
  }

  private String screen() throws Exception {
    return tmux("capture-pane", "-p");
  }

  private void waitFor(String text) throws Exception {
    waitFor(screen -> screen.contains(text), text);
  }

  /** Looks again and again: asking tmux takes long enough to need no pause. */
  private void waitFor(Predicate<String> shown, String what) throws Exception {
    long end = System.nanoTime() + PATIENCE_NANOS;
    while (System.nanoTime() < end) {
      if (shown.test(screen())) {
        return;
      }
    }
    fail("'" + what + "' never came:\n" + screen());
  }

  private void leave() throws Exception {
    waitForPrompt();
    key("C-d");
    waitFor("LEFT 0");
  }

  /**
   * A terminal throws away what is written while it handles Ctrl-C (termios, NOFLSH), sometimes the
   * prompt: a person presses Enter then.
   */
  private void waitForPrompt() throws Exception {
    long end = System.nanoTime() + PROMPT_NANOS;
    while (!hasPrompt(screen())) {
      if (System.nanoTime() > end) {
        key("Enter");
        end = Long.MAX_VALUE;
        waitFor(ShellTerminalTest::hasPrompt, "the prompt");
      }
    }
  }

  private static boolean hasPrompt(String screen) {
    return screen.stripTrailing().endsWith("\ntlsdiag>");
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }

  private String tmux(String... words) throws IOException, InterruptedException {
    List<String> line = new ArrayList<>(List.of("tmux", "-S", socket));
    line.addAll(List.of(words));
    Process tmux = new ProcessBuilder(line).redirectErrorStream(true).start();
    tmux.getOutputStream().close();
    try (InputStream said = tmux.getInputStream()) {
      String text = new String(said.readAllBytes(), StandardCharsets.UTF_8);
      tmux.waitFor();
      return text;
    }
  }

  private static boolean isThere(String program) throws InterruptedException {
    try {
      return new ProcessBuilder(program, "-V").redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
