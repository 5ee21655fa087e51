package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.OwnClassPath;
import dev.tlsdiag.Tmux;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tour as somebody who is new takes it: at a terminal, through a pipe, left half-way. */
class TourCommandTest {
  private static final int COLUMNS = 80;

  /** Enough for all that two steps say. */
  private static final int ROWS = 240;

  private static final long PATIENCE_SECONDS = 90;

  @TempDir Path folder;
  @TempDir Path terminal;
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

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
          .filter(name -> !name.startsWith("hsperfdata"))
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

  private Tmux atATerminal() throws IOException {
    String line = String.join(" ", program("tour").command());
    String variables =
        environment().entrySet().stream()
            .map(each -> each.getKey() + "=" + each.getValue())
            .reduce("", (all, one) -> all + one + " ");
    Path script =
        Files.writeString(
            terminal.resolve("tour.sh"),
            "trap : INT\n" + variables + line + "\necho \"ended with $?\"\ncat\n");
    return Tmux.start(terminal, COLUMNS, ROWS, List.of("sh", script.toString()));
  }

  @Test
  void enterGoesOnAndQLeaves() throws IOException {
    try (Tmux tmux = atATerminal()) {
      String first = tmux.await("q: leave >");
      assertTrue(first.contains("1 of 10: see"), first);
      assertFalse(first.contains("2 of 10"), first);
      tmux.press("Enter");
      tmux.await("2 of 10: compare");
      tmux.await("exit status 1");
      tmux.press("q", "Enter");
      tmux.await("ended with 0");
    }
    assertEquals(List.of(), left());
  }

  @Test
  void ctrlCLeavesNothingBehind() throws IOException {
    try (Tmux tmux = atATerminal()) {
      tmux.await("q: leave >");
      assertFalse(left().isEmpty());
      tmux.press("C-c");
      tmux.await("ended with 130");
    }
    assertEquals(List.of(), left());
  }
}
