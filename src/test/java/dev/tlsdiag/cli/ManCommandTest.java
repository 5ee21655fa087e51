package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.cli.config.Configuration;
import dev.tlsdiag.cli.config.KnownOptions;
import dev.tlsdiag.cli.config.Setting;
import dev.tlsdiag.cli.manual.ManualPage;
import dev.tlsdiag.cli.manual.PlainWriter;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ManCommandTest {
  /** Where packages take them from. */
  private static final Path FOLDER = Path.of("target", "man");

  private static final List<ManualPage> PAGES = ManualPages.all();

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void write() {
    StringWriter nothing = new StringWriter();
    Program program = new Program(new PrintWriter(nothing), new PrintWriter(nothing));
    assertEquals(ExitCode.CLEAN, program.run("man", "--write", FOLDER.toString()));
    assertEquals("note: %d pages in '%s'\n".formatted(PAGES.size(), FOLDER), nothing.toString());
  }

  static Stream<String> files() {
    return PAGES.stream().map(ManualPage::fileName);
  }

  @ParameterizedTest
  @MethodSource("files")
  void pleasesMan(String file) throws IOException, InterruptedException {
    Installed.require("man");
    String path = FOLDER.resolve(file).toString();
    assertEquals("", output("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", path));
  }

  @Test
  void whatisKnowsEach() throws IOException, InterruptedException {
    Installed.require("lexgrog");
    for (ManualPage page : PAGES) {
      String file = FOLDER.resolve(page.fileName()).toString();
      assertEquals(
          "%s: \"%s - %s\"".formatted(file, page.name(), page.summary()),
          all("lexgrog", file).strip());
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void pleasesMandoc(String file) throws IOException, InterruptedException {
    Installed.require("mandoc");
    // There is no date: the same program makes the same page on any day.
    String path = FOLDER.resolve(file).toString();
    String said = all("mandoc", "-T", "lint", "-W", "warning", path);
    assertEquals("", said.lines().filter(line -> !line.contains("date")).toList().toString());
  }

  @Test
  void eachCommandHasAPageWithItsOptions() {
    for (Commands.Entry entry : Commands.ALL) {
      String text = text(ManualPages.named(entry.name()).orElseThrow());
      CommandModels.withSubcommands(CommandModels.of(entry))
          .filter(model -> !model.usageMessage().hidden())
          .forEach(
              model -> {
                assertTrue(text.contains(model.qualifiedName()), model.qualifiedName());
                model
                    .options()
                    .forEach(
                        option ->
                            assertTrue(
                                text.contains(option.longestName()),
                                entry.name() + " " + option.longestName()));
              });
    }
  }

  @Test
  void eachFindingIsThere() {
    String text = text(ManualPages.named("findings").orElseThrow());
    Catalogue.pages().forEach(name -> assertTrue(text.contains("\n  " + name), name));
  }

  @Test
  void allFitsTheTerminal() {
    for (ManualPage page : PAGES) {
      text(page)
          .lines()
          .filter(line -> Printable.width(line) > 80)
          // A word alone, or an example that cannot be broken.
          .filter(line -> line.strip().contains(" ") && !line.startsWith("        "))
          .forEach(line -> assertEquals("", page.name() + ": " + line));
    }
  }

  static Stream<String> examples() {
    List<String> lines = new ArrayList<>();
    for (ManualPage page : PAGES) {
      for (ManualPage.Block block : page.blocks()) {
        if (block instanceof ManualPage.Code code) {
          lines.add(String.join("\n", code.lines()).replaceAll(" \\\\\n *", " "));
        }
      }
    }
    return lines.stream().filter(line -> line.startsWith("tlsdiag ")).distinct();
  }

  @ParameterizedTest
  @MethodSource("examples")
  void examplesCanBeTyped(String line) {
    CommandLines.check(line.replaceFirst(" [>|&<].*", ""));
  }

  @Test
  void theConfigurationOfThePageIsOne() {
    YamlProblems problems = new YamlProblems();
    String yaml = code("tlsdiag-config", "color:");
    YamlText text = new YamlText("config.yaml", yaml);
    List<Setting> settings =
        Configuration.ofFile(
            text,
            new Setting.Source(Setting.Layer.USER, "config.yaml"),
            new KnownOptions(Optional.empty(), Commands.names(), CommandModels::all),
            problems);
    assertEquals(List.of(), problems.all());
    assertEquals(5, settings.size());
  }

  @Test
  void theQueryOfThePageIsOne() throws Exception {
    String query = code("tlsdiag-filter", "~sni");
    assertEquals(query, FlowQuery.parse(query).text());
  }

  private static String code(String page, String begin) {
    return PAGES.stream()
        .filter(each -> each.name().equals(page))
        .flatMap(each -> each.blocks().stream())
        .filter(ManualPage.Code.class::isInstance)
        .map(block -> String.join("\n", ((ManualPage.Code) block).lines()))
        .filter(text -> text.startsWith(begin))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest
  @CsvSource({
    "tlsdiag, tlsdiag - finds the hop",
    "capture, tlsdiag-capture - every TLS handshake",
    "tlsdiag-ca, tlsdiag-ca - the internal authority",
    "tlsdiag-config.5, tlsdiag-config - options of tlsdiag that need not be typed",
    "config, tlsdiag-config - options that need not be typed",
    "filter, tlsdiag-filter - which",
  })
  void showsAPage(String name, String begin) {
    assertEquals(ExitCode.CLEAN, run("man", name));
    assertTrue(out.toString().startsWith("NAME\n    " + begin), out.toString());
    assertEquals("", err.toString());
  }

  @Test
  void guessesTheName() {
    assertEquals(ExitCode.USAGE, run("man", "captur"));
    assertTrue(err.toString().contains("tlsdiag man capture"), err.toString());
  }

  @Test
  void longExamplesAreBrokenWhereAShellGoesOn() {
    String line = "tlsdiag explain '" + "a b ".repeat(10) + "' and something more behind it, too";
    List<String> lines = CommandManual.broken(line);
    assertEquals(2, lines.size(), lines.toString());
    assertEquals(line, String.join("\n", lines).replaceAll(" \\\\\n *", " "));
    assertFalse(lines.get(0).matches("[^']*'[^']*"), lines.get(0));
  }

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  private static String text(ManualPage page) {
    return PlainWriter.write(page, new Theme(false, true), 80);
  }

  /** What a program says on its second stream. */
  private static String output(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(ProcessBuilder.Redirect.DISCARD);
    builder.environment().put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    String said = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, process.waitFor(), said + Arrays.toString(command));
    return said;
  }

  private static String all(String... command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    process.waitFor();
    return said;
  }
}
