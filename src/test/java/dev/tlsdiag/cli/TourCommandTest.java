package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.OwnClassPath;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tour as somebody who is new takes it: at a terminal, through a pipe, left half-way. */
class TourCommandTest {
  private static final int COLUMNS = 80;
  private static final long PATIENCE_SECONDS = 30;

  @TempDir Path folder;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @AfterEach
  void nothingIsLeft() throws IOException, InterruptedException {
    if (Installed.has("tmux")) {
      tmux("kill-server");
    }
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  static Stream<String> titles() {
    return TourStep.ALL.stream().map(TourStep::title);
  }

  @ParameterizedTest
  @MethodSource("titles")
  void everyStepComesOutAsItShould(String title) {
    assertEquals(ExitCode.CLEAN, run("tour", title), () -> out + "\n" + err);
    assertFalse(err.toString().contains("it should have been"), err::toString);
    assertTrue(out.toString().contains("$ tlsdiag "), out::toString);
  }

  @Test
  void whatIsSaidFitsATerminal() {
    for (TourStep step : TourStep.ALL) {
      step.says().lines().forEach(line -> assertTrue(line.length() <= COLUMNS, line));
      assertTrue(step.says().lines().count() <= 4, step.title());
    }
    assertEquals(ExitCode.CLEAN, run("tour", "--list"));
    assertEquals(TourStep.ALL.size(), out.toString().lines().count());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          tour 99     | error: no step '99'
          tour prov   | likely: prove
          tour 1 2    | error: one argument too many: '2'
          """)
  void saysWhichStepThereIs(String line, String said) {
    assertEquals(ExitCode.USAGE, run(line.split(" ")));
    assertTrue(err.toString().contains(said), err::toString);
  }

  /** What the tour is made of is in the program, and is what samples has. */
  @Test
  void itsFilesAreThereAndTakenAway() throws IOException {
    Path made;
    try (TourFolder files = TourFolder.make()) {
      made = files.folder();
      for (String name : TourFolder.names()) {
        assertTrue(Files.size(files.file(name)) > 0, name);
      }
    }
    assertFalse(Files.exists(made));
  }

  private ProcessBuilder program(String... args) {
    List<String> words =
        Stream.concat(
                Stream.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:TieredStopAtLevel=1",
                    "-Djava.io.tmpdir=" + folder,
                    "-cp",
                    OwnClassPath.text(),
                    "dev.tlsdiag.cli.Main"),
                Stream.of(args))
            .toList();
    ProcessBuilder builder = new ProcessBuilder(words);
    builder.environment().putAll(environment());
    return builder;
  }

  private Map<String, String> environment() {
    return Map.of("XDG_STATE_HOME", folder.resolve("state").toString(), "LC_ALL", "C.UTF-8");
  }

  /** Files of the user that are as before, and no others. */
  private List<String> left() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> folder.relativize(file).toString())
          .filter(name -> !name.startsWith("hsperfdata") && !name.startsWith("tmux"))
          .sorted()
          .toList();
    }
  }

  @Test
  void throughAPipeItRunsToTheEnd() throws Exception {
    Path last = folder.resolve("state/tlsdiag/last-compare.json");
    Files.createDirectories(last.getParent());
    Files.writeString(last, "the user's own");
    Process process =
        program("tour")
            .redirectErrorStream(true)
            .redirectInput(new java.io.File("/dev/null"))
            .start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS), said);
    assertEquals(ExitCode.CLEAN, process.exitValue(), said);
    for (String title : titles().toList()) {
      assertTrue(said.contains(": " + title + "\n"), title);
    }
    assertTrue(said.contains("That was all"), said);
    assertEquals("the user's own", Files.readString(last));
    assertEquals(List.of("state/tlsdiag/last-compare.json"), left());
  }

  private String tmux(String... args) throws IOException, InterruptedException {
    List<String> words =
        Stream.concat(Stream.of("tmux", "-S", folder.resolve("tmux").toString()), Stream.of(args))
            .toList();
    Process process = new ProcessBuilder(words).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }

  /** What stands on the screen once it has this text. */
  private String screenWith(String text) throws IOException, InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    String screen = "";
    while (System.nanoTime() < end) {
      screen = tmux("capture-pane", "-p", "-S", "-200");
      if (screen.contains(text)) {
        return screen;
      }
      LockSupport.parkNanos(50_000_000);
    }
    throw new AssertionError("no '" + text + "' on\n" + screen);
  }

  private void atATerminal() throws IOException, InterruptedException {
    Installed.require("tmux");
    String line = String.join(" ", program("tour").command());
    String variables =
        environment().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .reduce("", (all, one) -> all + one + " ");
    Path script =
        Files.writeString(
            folder.resolve("tmux.sh"),
            "trap : INT\n" + variables + line + "\necho \"ended with $?\"\ncat\n");
    tmux("new-session", "-d", "-x", "80", "-y", "40", "sh " + script);
  }

  @Test
  void enterGoesOnAndQLeaves() throws Exception {
    atATerminal();
    String first = screenWith("q: leave >");
    assertTrue(first.contains("1 of 10: see"), first);
    assertFalse(first.contains("2 of 10"), first);
    tmux("send-keys", "Enter");
    screenWith("2 of 10: compare");
    screenWith("exit status 1");
    tmux("send-keys", "q", "Enter");
    screenWith("ended with 0");
    assertEquals(List.of(), left());
  }

  @Test
  void ctrlCLeavesNothingBehind() throws Exception {
    atATerminal();
    screenWith("q: leave >");
    assertFalse(left().isEmpty());
    tmux("send-keys", "C-c");
    screenWith("ended with 130");
    assertEquals(List.of(), left());
  }
}
