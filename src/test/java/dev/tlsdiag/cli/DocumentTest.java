package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.OwnClassPath;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the README, the guide and the cookbook show is what the commands print. A block begins with
 * {@code $ tlsdiag …}; where it ends with a line {@code …} the rest of the output is left out.
 *
 * <p>{@code -Dgolden.update=true} writes the cookbook's blocks anew. README and guide show live
 * runs too: numbers may differ there, and they are held to the lines without them.
 */
class DocumentTest {
  private static final Path COOKBOOK = Path.of("samples", "COOKBOOK.md");
  private static final Path README = Path.of("README.md");
  private static final Path GUIDE = Path.of("samples", "GUIDE.md");
  private static final String CUT = " …";
  private static final int BEGIN = 8;
  private static final Pattern BLOCK =
      Pattern.compile(
          "^```text\\n\\$ tlsdiag ([^\\n]+)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  /** What a reader has, and the machine of the test has not. */
  private static final Pattern ELSEWHERE =
      Pattern.compile("probe 10\\..*|lab serve .*|bisect .*|ca verify app.crt.*");

  private static final int FEWEST_SITUATIONS = 10;

  @TempDir static Path folder;
  private static Process reader;
  private static BufferedWriter commands;
  private static BufferedReader answers;

  /** One process for all of them: through a pipe, and Unicode is shown. */
  @BeforeAll
  static void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            OwnClassPath.text(),
            CommandReader.class.getName());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().remove("COLUMNS");
    builder.environment().put("XDG_STATE_HOME", folder.toString());
    builder.environment().put("XDG_CONFIG_HOME", folder.toString());
    builder.redirectError(ProcessBuilder.Redirect.INHERIT);
    reader = builder.start();
    commands = reader.outputWriter();
    answers = reader.inputReader();
  }

  @AfterAll
  static void end() throws IOException {
    commands.close(); // the end of its input ends it
  }

  private static synchronized List<String> run(String command) throws IOException {
    commands.write(command + "\n");
    commands.flush();
    List<String> lines = new ArrayList<>();
    for (String line = answers.readLine(); ; line = answers.readLine()) {
      assertTrue(line != null, () -> command + " ended the program");
      if (line.startsWith(CommandReader.END)) {
        break;
      }
      lines.add(line.stripTrailing());
    }
    while (!lines.isEmpty() && lines.get(lines.size() - 1).isEmpty()) {
      lines.remove(lines.size() - 1);
    }
    return lines;
  }

  /** A block of a document: its command, and what is said to come of it. */
  private record Block(String command, List<String> shown) {
    static Block of(MatchResult match) {
      return new Block(match.group(1), match.group(2).lines().toList());
    }

    /**
     * As much of an output as the block has: pieces of as many lines, the first from the top, each
     * other from the line that begins like its own first.
     */
    List<String> part(List<String> output) {
      if (shown.stream().noneMatch(Block::isCut)) {
        return output;
      }
      List<String> part = new ArrayList<>();
      int at = 0;
      boolean first = true;
      for (String line : shown) {
        if (isCut(line)) {
          part.add(CUT);
          first = false;
          continue;
        }
        if (part.isEmpty() ? !first : isCut(part.get(part.size() - 1))) {
          at = beginningLike(line, output, at);
        }
        if (at < output.size()) {
          part.add(output.get(at));
        }
        at++;
      }
      return part;
    }

    private static boolean isCut(String line) {
      return line.equals(CUT);
    }

    private static int beginningLike(String line, List<String> output, int from) {
      String begin = line.substring(0, Math.min(BEGIN, line.length()));
      for (int i = from; i < output.size(); i++) {
        if (output.get(i).startsWith(begin)) {
          return i;
        }
      }
      return output.size();
    }

    @Override
    public String toString() {
      return command;
    }
  }

  static List<Block> cookbook() throws IOException {
    return BLOCK.matcher(Files.readString(COOKBOOK)).results().map(Block::of).toList();
  }

  static List<Block> readme() throws IOException {
    return BLOCK
        .matcher(Files.readString(README) + Files.readString(GUIDE))
        .results()
        .map(Block::of)
        .filter(block -> !ELSEWHERE.matcher(block.command()).matches())
        .toList();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cookbook")
  void theCookbookShowsWhatIsPrinted(Block block) throws IOException {
    List<String> part = block.part(run(block.command()));
    if (Boolean.getBoolean("golden.update")) {
      rewrite(block, part);
    } else {
      assertEquals(String.join("\n", block.shown()), String.join("\n", part));
    }
  }

  private static void rewrite(Block block, List<String> part) throws IOException {
    String text = Files.readString(COOKBOOK);
    Pattern old =
        Pattern.compile(
            "(^```text\\n\\$ tlsdiag " + Pattern.quote(block.command()) + "\\n).*?(^```$)",
            Pattern.MULTILINE | Pattern.DOTALL);
    String output = String.join("\n", part) + "\n";
    Files.writeString(
        COOKBOOK,
        old.matcher(text)
            .replaceFirst(m -> Matcher.quoteReplacement(m.group(1) + output + m.group(2))));
  }

  @Test
  void thereAreEnoughSituations() throws IOException {
    long titles = Files.readString(COOKBOOK).lines().filter(line -> line.startsWith("## ")).count();
    assertTrue(titles >= FEWEST_SITUATIONS, () -> titles + " situations");
  }

  /** Lines in their order; numbers are those of the run. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("readme")
  void theReadmeShowsWhatIsPrinted(Block block) throws IOException {
    List<String> output = run(block.command()).stream().map(DocumentTest::bare).toList();
    int at = 0;
    for (String line : block.shown()) {
      if (line.strip().equals(CUT.strip())) {
        continue;
      }
      String wanted = bare(line);
      int found = output.subList(at, output.size()).indexOf(wanted);
      String told = "not printed, or not there: " + wanted + "\n" + String.join("\n", output);
      assertTrue(found >= 0, told);
      at += found + 1;
    }
  }

  private static String bare(String line) {
    return line.replaceAll("\\S*…\\S*", "…") // as wide as what stands beside it
        .replaceAll("[0-9]+(\\.[0-9]+)?", "#")
        .replaceAll("# m?s\\b", "# s")
        .replaceAll("\\s+", " ")
        .strip()
        .toLowerCase(Locale.ROOT);
  }

  /** Every command of a shell block is one that there is, with options that it has. */
  @ParameterizedTest
  @MethodSource("documents")
  void commandsAreThere(Path document) throws IOException {
    String text = Files.readString(document);
    List<String> unknown =
        Pattern.compile("^(?:\\$ |sudo )?tlsdiag ([a-z]+)", Pattern.MULTILINE)
            .matcher(text)
            .results()
            .map(match -> match.group(1))
            .filter(name -> Commands.named(name).isEmpty() && !name.equals("help"))
            .toList();
    assertEquals(List.of(), unknown);
  }

  static Stream<Path> documents() {
    return Stream.of(README, COOKBOOK, GUIDE, Path.of("samples", "README.md"));
  }
}
