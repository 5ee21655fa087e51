package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.cli.manual.Cheatsheet;
import dev.tlsdiag.report.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class CheatsheetCommandTest {
  /** How each program lists its options. */
  private static final Map<String, List<String>> HELP =
      Map.of(
          "curl", List.of("curl", "--help", "all"),
          "openssl", List.of("openssl", "s_client", "-help"),
          "tshark", List.of("tshark", "-h"),
          "mitmdump", List.of("mitmdump", "--help"),
          "hubble", List.of("hubble", "observe", "--help"));

  private static final Map<String, String> READ = new HashMap<>();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  static Stream<String> ours() {
    return Cheatsheet.all().values().stream().flatMap(List::stream).map(Cheatsheet.Line::ours);
  }

  @ParameterizedTest
  @MethodSource("ours")
  void oursCanBeTyped(String line) {
    CommandLines.check(line);
  }

  static Stream<Arguments> theirs() {
    return Cheatsheet.all().values().stream()
        .flatMap(List::stream)
        .map(Cheatsheet.Line::theirs)
        .flatMap(
            line ->
                Arrays.stream(line.split(" "))
                    .map(word -> word.replaceFirst("=.*", ""))
                    .filter(word -> word.matches("--?[A-Za-z].*"))
                    .map(option -> Arguments.of(line.split(" ", 2)[0], option)))
        .distinct();
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("theirs")
  void theirsIsAnOptionThere(String program, String option)
      throws IOException, InterruptedException {
    if (program.equals("kubectl")) {
      return; // has another help for each of its commands
    }
    Installed.require(program);
    assertTrue(help(program, option), program + " " + option);
  }

  static Stream<Arguments> letters() {
    return Cheatsheet.clashes().entrySet().stream()
        .flatMap(
            row ->
                Arrays.stream(row.getValue().split(" · "))
                    .flatMap(cell -> Arrays.stream(cell.split(":", 2)[0].split(", ")))
                    .map(tool -> Arguments.of(tool, row.getKey())));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("letters")
  void theLetterIsOneThere(String program, String letter) throws IOException, InterruptedException {
    if (!HELP.containsKey(program)) {
      assertTrue(List.of("kubectl", "istioctl").contains(program), program);
      return;
    }
    Installed.require(program);
    assertTrue(help(program, letter), program + " " + letter);
  }

  private static boolean help(String program, String option)
      throws IOException, InterruptedException {
    if (!READ.containsKey(program)) {
      Process process = new ProcessBuilder(HELP.get(program)).redirectErrorStream(true).start();
      READ.put(
          program, new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
      process.waitFor();
    }
    // tshark lists -a ..., --autostop; curl -a, --append; two letters of one flag may stand joined.
    Pattern listed =
        Pattern.compile("(?m)(^|[\\s,\\[|])" + Pattern.quote(option) + "(?![A-Za-z0-9-])");
    return listed.matcher(READ.get(program)).find()
        || program.equals("curl") && option.matches("-[A-Za-z]{2,}") && joined(option);
  }

  /** {@code -sSf}. */
  private static boolean joined(String letters) {
    return letters
        .substring(1)
        .chars()
        .allMatch(letter -> READ.get("curl").contains(" -" + (char) letter + ","));
  }

  @Test
  void fitsEightyColumns() {
    assertEquals(ExitCode.CLEAN, run("cheatsheet"));
    out.toString().lines().forEach(line -> assertTrue(Printable.width(line) <= 80, line));
    HELP.keySet().forEach(tool -> assertTrue(out.toString().contains(tool), tool));
    assertTrue(out.toString().contains("capture, exec, proxy: FILE · compare,"), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void showsOneTool() {
    assertEquals(ExitCode.CLEAN, run("cheatsheet", "hubble"));
    assertTrue(out.toString().startsWith("hubble   "), out.toString());
    assertTrue(!out.toString().contains("curl -v"), out.toString());
  }

  @ParameterizedTest
  @CsvSource({"tsark, tshark", "mitmproxi, mitmproxy"})
  void guessesTheTool(String given, String meant) {
    assertEquals(ExitCode.USAGE, run("cheatsheet", given));
    assertTrue(err.toString().contains(meant), err.toString());
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }
}
