package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.OwnClassPath;
import dev.tlsdiag.Tmux;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The shell in a real terminal, used as a person uses it. */
class ShellTerminalTest {
  private static final Duration PROMPT = Duration.ofSeconds(10);
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);
  private static final String CAPTURE = Path.of("samples", "sni-lost", "combined.pcap").toString();

  @TempDir Path folder;

  private Tmux tmux;

  @AfterEach
  void end() throws IOException {
    if (tmux != null) {
      tmux.close();
    }
  }

  @Test
  void completesRunsAndRemembers() throws Exception {
    start("screen-256color");
    tmux.type("captu");
    tmux.press("Tab");
    tmux.type("samples/sni-lost/comb");
    tmux.press("Tab");
    tmux.await("tlsdiag> capture " + CAPTURE);
    tmux.press("Enter");
    tmux.await("✗ closed by server");

    tmux.type("explain upstream-sni-mis");
    tmux.press("Tab");
    tmux.await("explain upstream-sni-missing");
    tmux.press("C-u");

    tmux.type("capture --outcome esta");
    tmux.press("Tab");
    tmux.await("capture --outcome established");
    tmux.press("C-u");

    tmux.type("probe --servername app");
    tmux.press("Tab");
    tmux.await("probe --servername app.example.test"); // seen in the capture
    tmux.press("C-u");

    tmux.type("$2.outcome.kind");
    tmux.press("Enter");
    tmux.await(screen -> screen.contains("\nclosed\n"), "the outcome of handshake 2");

    tmux.type("!echo from-$((40+2))");
    tmux.press("Enter");
    tmux.await("from-42");

    tmux.type("policy lint -u ann:secret");
    tmux.press("Enter");
    tmux.await("unknown option '-u'");
    leave();

    Path history = folder.resolve("state").resolve("tlsdiag").resolve("history");
    String kept = Files.readString(history);
    assertTrue(kept.contains("capture " + CAPTURE), kept);
    assertFalse(kept.contains("secret"), kept);
    assertEquals(
        "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(history)));

    again();
    tmux.press("C-r");
    tmux.await("bck-i-search");
    tmux.type("combin");
    tmux.await("capture " + CAPTURE);
    tmux.press("Enter");
    tmux.await("3 handshakes: 2 ok, 1 failed");
    leave();
  }

  @Test
  void controlCStopsTheCommandAndNotTheShell() throws Exception {
    start("screen-256color");
    tmux.type("proxy -p 0");
    tmux.press("Enter");
    tmux.await("listening");
    tmux.press("C-c");
    tmux.await("0 connections from clients"); // told as when it is stopped outside

    tmux.type("proxy -p 0 -q");
    tmux.press("Enter");
    tmux.await(screen -> count(screen, "listening") == 2, "a second proxy in the same process");
    tmux.press("C-c");
    tmux.await(screen -> count(screen, "0 connections from clients") == 2, "its summary");

    tmux.type("lab serve sni-alert-112");
    tmux.press("Enter");
    tmux.await("runs until Ctrl-C");
    tmux.press("C-c");
    waitForPrompt();

    tmux.type("lab examine"); // which knows nothing of Ctrl-C, and is left behind
    tmux.press("Enter");
    tmux.await(screen -> screen.stripTrailing().contains("lab examine\n"), "its beginning");
    tmux.press("C-c");
    waitForPrompt();

    tmux.type("!echo ready; cat");
    tmux.press("Enter");
    tmux.await("\nready");
    tmux.press("C-c");
    waitForPrompt();

    tmux.type("half a li");
    tmux.await("half a li");
    tmux.press("C-c"); // and a line is cleared
    waitForPrompt();
    tmux.type("explain unknown-ca-nonsense");
    tmux.press("Enter");
    tmux.await("no page for 'unknown-ca-nonsense'");
    leave();
  }

  /** Whenever it is heard of, it was for the command that ran, not for the line after it. */
  @Test
  void aLateCtrlCDoesNotClearTheNextLine() throws Exception {
    start("screen-256color");
    tmux.type("!(sleep 0.1; kill -INT $PPID) & kill -INT $$");
    tmux.press("Enter");
    waitForPrompt();
    tmux.type("explain unrecognized_name | head");
    tmux.await("\ntlsdiag> explain unrecognized_name | head");
    tmux.press("C-u");
    waitForPrompt();
    assertEquals(2, count(tmux.screen(), "tlsdiag>"), tmux.screen());
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
    while (!tmux.screen().contains("from-42") && System.nanoTime() < end) {
      tmux.type("!echo from-$((40+2))"); // which those still under way may cut
      tmux.press("Enter");
    }
    tmux.await("from-42");
    leave();
  }

  @Test
  void worksOnADumbTerminal() throws Exception {
    start("dumb");
    tmux.type("capture " + CAPTURE);
    tmux.press("Enter");
    tmux.await("closed by server");
    tmux.type("$1.sni");
    tmux.press("Enter");
    tmux.await(screen -> screen.contains("\napp.example.test\n"), "the server name");
    assertFalse(tmux.colours().contains("\u001b[3"), "colours");
    tmux.type("\\q");
    tmux.press("Enter");
    tmux.await("LEFT 0");
  }

  @Test
  void linesWithoutTheirEndGoOn() throws Exception {
    start("screen-256color");
    tmux.type("explain 'unrecognized");
    tmux.press("Enter");
    tmux.await(screen -> screen.contains("\n>"), "the second prompt");
    tmux.type("name'");
    tmux.press("Enter");
    tmux.await("unrecognized_name");
    leave();
  }

  @Test
  void aTerminationEndsCommandAndShell() throws Exception {
    start("screen-256color");
    tmux.type("proxy -p 0");
    tmux.press("Enter");
    tmux.await("listening");
    shell().destroy();
    tmux.await("LEFT 143");
    assertTrue(tmux.screen().contains("0 connections from clients"), tmux.screen());
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
                OwnClassPath.text(),
                Main.class.getName());
    Files.writeString(folder.resolve("run.sh"), script);
    tmux = Tmux.start(folder, 80, 150, List.of("env", "PS1=sh> ", "sh"));
    again();
  }

  private void again() throws Exception {
    tmux.type("clear; . " + folder.resolve("run.sh"));
    tmux.press("Enter");
    tmux.await(screen -> screen.stripTrailing().endsWith("\ntlsdiag>"), "the prompt");
  }

  private void leave() throws Exception {
    waitForPrompt();
    tmux.press("C-d");
    tmux.await("LEFT 0");
  }

  /** The prompt was once not seen behind Ctrl-C, and nobody knows why: a person presses Enter. */
  private void waitForPrompt() throws Exception {
    if (!tmux.shows(ShellTerminalTest::hasPrompt, PROMPT)) {
      tmux.press("Enter");
      tmux.await(ShellTerminalTest::hasPrompt, "the prompt");
    }
  }

  private static boolean hasPrompt(String screen) {
    return screen.stripTrailing().endsWith("\ntlsdiag>");
  }

  private static int count(String text, String part) {
    return text.split(part, -1).length - 1;
  }
}
