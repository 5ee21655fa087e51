package dev.tlsdiag.launch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The packaged file, started as a user starts it. */
@DisabledOnOs(OS.WINDOWS)
class LauncherIT {
  private static final Path EXECUTABLE = Path.of(System.getProperty("tlsdiag.executable"));
  private static final String VERSION = "tlsdiag " + System.getProperty("tlsdiag.version") + "\n";
  private static final Ended HELP =
      new Ended(0, "Usage: tlsdiag COMMAND [OPTIONS] [ARGUMENTS]\n", "");

  @TempDir Path folder;
  private Path home;

  @BeforeEach
  void makeHome() throws IOException {
    home = Files.createDirectory(folder.resolve("home"));
  }

  /** What the launcher knows by itself is what the program says. */
  @ParameterizedTest
  @ValueSource(strings = {"--version", "-V"})
  void printsTheVersion(String option) throws Exception {
    assertEquals(new Ended(0, VERSION, ""), sh("\"$T\" " + option));
    assertEquals(new Ended(0, VERSION, ""), sh("TLSDIAG_JAVA_OPTS=-Da=b \"$T\" " + option));
    assertEquals(new Ended(0, VERSION, ""), sh("\"$JAVA_HOME/bin/java\" -jar \"$T\" " + option));
  }

  @Test
  void startsByRelativePathLinkAndSearchPath() throws Exception {
    Path odd = Files.createDirectory(folder.resolve("a b"));
    Files.copy(EXECUTABLE, odd.resolve("tlsdiag"));
    odd.resolve("tlsdiag").toFile().setExecutable(true);
    Files.createSymbolicLink(folder.resolve("link"), odd.resolve("tlsdiag"));
    assertEquals(new Ended(0, VERSION, ""), sh("cd 'a b' && ./tlsdiag --version"));
    assertEquals(new Ended(0, VERSION, ""), sh("cd home && '../a b/tlsdiag' --version"));
    assertEquals(new Ended(0, VERSION, ""), sh("./link --version"));
    assertEquals(new Ended(0, VERSION, ""), sh("PATH=\"$PWD/a b:$PATH\"; tlsdiag --version"));
  }

  @Test
  void passesArgumentsUnchanged() throws Exception {
    Ended ended = sh("\"$T\" 'no such' '*' ''");
    assertEquals(2, ended.code());
    assertTrue(ended.err().startsWith("error: unknown command 'no such'\n"), ended.err());
  }

  @Test
  void saysThatThereIsNoJava() throws Exception {
    Ended ended = sh("unset JAVA_HOME; PATH=/nowhere; \"$T\" --version");
    assertEquals(4, ended.code());
    assertTrue(ended.err().startsWith("error: no 'java' in JAVA_HOME or PATH"), ended.err());
  }

  @Test
  void isSilentWhenTheReaderLeaves() throws Exception {
    Ended ended = sh("{ sleep 0.2; \"$T\" --help; echo $? >code; } | true; sleep 2; cat code");
    assertEquals(new Ended(0, "141\n", ""), ended);
  }

  @Test
  void makesAnArchiveAndUsesIt() throws Exception {
    assertEquals(HELP, help(""));
    Path cache = home.resolve(".cache/tlsdiag");
    sh(
        "i=0; while [ $i -lt 900 ] && ! ls home/.cache/tlsdiag/*.java; do sleep 0.1; i=$((i+1)); done");
    List<String> made = names(cache);
    assertEquals(2, made.size(), () -> "archive and note: " + made);
    String loaded = "TLSDIAG_JAVA_OPTS=-Xlog:class+load:file=loaded \"$T\" --help";
    assertEquals(0, sh(loaded).code());
    assertTrue(
        Files.readString(folder.resolve("loaded"))
            .lines()
            .anyMatch(line -> line.contains("dev.tlsdiag.cli.RootHelp source: shared objects")));
    // A damaged archive, and one of another Java, cost time but nothing else.
    sh("for f in home/.cache/tlsdiag/*.jsa; do chmod 600 \"$f\"; echo broken >\"$f\"; done");
    assertEquals(HELP, help(""));
    assertEquals(made, names(cache));
  }

  @Test
  void makesNoArchiveWhereItMayNot() throws Exception {
    assertEquals(HELP, help("TLSDIAG_NO_CDS=1 "));
    assertEquals(HELP, help("HOME=/dev/null "));
    assertEquals(HELP, help("unset HOME; "));
    assertEquals(List.of(), names(home));
  }

  private Ended help(String before) throws IOException, InterruptedException {
    return sh(before + "\"$T\" --help >page; code=$?; head -n 1 page; exit $code");
  }

  private static List<String> names(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Runs a line in {@code folder}, with a home of its own and {@code $T} as the program. */
  private Ended sh(String line) throws IOException, InterruptedException {
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder("/bin/sh", "-c", line)
            .directory(folder.toFile())
            .redirectOutput(out.toFile())
            .redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("XDG_.*|TLSDIAG_.*|JAVA_TOOL_OPTIONS"));
    environment.put("HOME", home.toString());
    environment.put("JAVA_HOME", System.getProperty("java.home"));
    environment.put("T", EXECUTABLE.toString());
    Process process = builder.start();
    assertTrue(process.waitFor(120, SECONDS), () -> "still running: " + line);
    return new Ended(process.exitValue(), Files.readString(out), Files.readString(err));
  }

  private record Ended(int code, String out, String err) {}
}
