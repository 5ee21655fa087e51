package dev.tlsdiag.launch;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.OwnClassPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts in front of Java: what they answer themselves, and what they leave to it. */
@DisabledOnOs(OS.WINDOWS)
class LauncherScriptTest {
  private static final Path SOURCES = Path.of("src");

  /** Says that it was started. */
  private static final String JAVA = "#!/bin/sh\necho java\n";

  @TempDir static Path folder;

  /** As the build does it: the version of the pom is written into both. */
  @BeforeAll
  static void install() throws IOException {
    Path runtime = Files.createDirectories(folder.resolve("lib/tlsdiag/bin"));
    executable(runtime.resolve("java"), JAVA);
    Files.createDirectory(folder.resolve("bin"));
    executable(folder.resolve("bin/package"), script("package/launcher.sh"));
    executable(folder.resolve("bin/jar"), script("main/launcher/tlsdiag.sh"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"package", "jar"})
  void saysTheVersionAsTheProgramDoes(String script) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> program =
        List.of(java.toString(), "-cp", OwnClassPath.text(), Launcher.class.getName());
    for (String option : List.of("--version", "-V")) {
      Ended said = run(program, Map.of(), option);
      assertTrue(said.out().startsWith("tlsdiag "), said.toString());
      assertEquals(said, run(named(script), Map.of(), option));
      // What configures the program has no say in its version.
      assertEquals(said, run(named(script), Map.of("TLSDIAG_OUTPUT", "json"), option));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "package, --version --debug",
    "package, --debug --version",
    "package, -V -V",
    "package, --Version",
    "package, ''",
    "jar, --version --debug",
    "jar, --debug --version",
    "jar, -V -V",
    "jar, --Version",
    "jar, ''"
  })
  void leavesAllElseToJava(String script, String arguments) throws Exception {
    String[] words = arguments.isEmpty() ? new String[0] : arguments.split(" ");
    assertEquals(new Ended(0, "java\n"), run(named(script), Map.of(), words));
  }

  @ParameterizedTest
  @ValueSource(strings = {"package", "jar"})
  void optionsForJavaNeedJava(String script) throws Exception {
    Map<String, String> options = Map.of("TLSDIAG_JAVA_OPTS", "-verbose");
    assertEquals(new Ended(0, "java\n"), run(named(script), options, "--version"));
  }

  /** An installation that could run nothing else is not to be told from a good one by this. */
  @ParameterizedTest
  @ValueSource(strings = {"package", "jar"})
  void needsAJavaEvenSo(String script, @TempDir Path elsewhere) throws Exception {
    Path alone = Files.copy(folder.resolve("bin").resolve(script), elsewhere.resolve("tlsdiag"));
    Map<String, String> none = Map.of("JAVA_HOME", "/nowhere", "PATH", "/nowhere");
    Ended ended = run(List.of("/bin/sh", alone.toString()), none, "--version");
    assertEquals(4, ended.code(), ended.out());
    assertTrue(ended.out().startsWith("error: no "), ended.out());
  }

  private static List<String> named(String script) {
    return List.of("/bin/sh", folder.resolve("bin").resolve(script).toString());
  }

  private static Ended run(List<String> program, Map<String, String> more, String... arguments)
      throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(new ArrayList<>(program)).redirectErrorStream(true);
    builder.command().addAll(List.of(arguments));
    Map<String, String> environment = builder.environment();
    environment.keySet().removeIf(name -> name.matches("XDG_.*|TLSDIAG_.*|J.*_OPTIONS"));
    environment.put("JAVA_HOME", folder.resolve("lib/tlsdiag").toString());
    environment.put("TLSDIAG_NO_CDS", "1");
    environment.putAll(more);
    Path said = Files.createTempFile(folder, "said", "");
    Process process = builder.redirectOutput(said.toFile()).start();
    assertTrue(process.waitFor(60, SECONDS), () -> "still running: " + program);
    return new Ended(process.exitValue(), Files.readString(said));
  }

  private static String script(String name) throws IOException {
    Matcher version =
        Pattern.compile("<version>(.*?)</version>").matcher(Files.readString(Path.of("pom.xml")));
    assertTrue(version.find());
    return Files.readString(SOURCES.resolve(name))
        .replace("@version@", version.group(1))
        .replace("@options@", "");
  }

  private static void executable(Path file, String text) throws IOException {
    Files.writeString(file, text);
    assertTrue(file.toFile().setExecutable(true));
  }

  private record Ended(int code, String out) {}
}
