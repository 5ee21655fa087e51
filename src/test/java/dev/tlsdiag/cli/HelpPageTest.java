package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The pages of all commands and subcommands, short and whole. */
class HelpPageTest {
  private static final int MOST_LINES = 50;

  static List<CommandSpec> specs() {
    return CommandModels.all().stream().flatMap(CommandModels::withSubcommands).toList();
  }

  @ParameterizedTest
  @MethodSource("specs")
  void fitsTheTerminal(CommandSpec spec) {
    for (int columns : new int[] {60, 80, 100}) {
      for (String page : pages(spec, columns)) {
        page.lines()
            .filter(line -> line.strip().contains(" ")) // a word is not broken
            .filter(line -> !isToPaste(line, spec))
            .forEach(line -> assertTrue(line.length() <= columns, columns + ": " + line));
      }
    }
  }

  /** Examples and the lines of usage are to be copied, so they stay in one piece. */
  private static boolean isToPaste(String line, CommandSpec spec) {
    CommandText text = CommandText.of(spec);
    return Stream.concat(
            text.synopsis().stream(), text.examples().stream().map(CommandText.Example::line))
        .anyMatch(line::contains);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void isShortAndWholeWhereItSaysSo(CommandSpec spec) {
    List<String> pages = pages(spec, 80);
    String shortPage = pages.get(0);
    assertTrue(shortPage.lines().count() <= MOST_LINES, shortPage);
    for (OptionSpec option : HelpPage.visible(spec)) {
      assertTrue(pages.get(1).contains(HelpPage.label(option)), option.longestName());
      assertFalse(CommandText.of(option).isEmpty(), option.longestName() + " says nothing");
    }
    assertFalse(CommandText.of(spec).summary().isEmpty());
    assertFalse((shortPage + pages.get(1)).contains("%n"), shortPage);
  }

  @ParameterizedTest
  @MethodSource("specs")
  void hasTwoExamplesAndTheExitCodes(CommandSpec spec) {
    boolean below = spec.parent().parent() != null;
    CommandText text = CommandText.of(spec);
    assertAll(
        spec.qualifiedName(),
        () -> assertTrue(text.examples().size() >= (below ? 1 : 2), "examples: " + text.examples()),
        () -> assertTrue(below || text.exit().contains("2 usage"), "exit: " + text.exit()));
  }

  @Test
  void usualOptionsAreOptions() {
    Set<String> known = Commands.ALL.stream().map(Commands.Entry::name).collect(Collectors.toSet());
    List<String> missing = new ArrayList<>();
    UsualOptions.all()
        .forEach(
            (name, usual) -> {
              assertTrue(known.contains(name), name);
              CommandSpec spec = CommandModels.of(Commands.named(name).orElseThrow());
              for (String option : usual.split(" ")) {
                OptionSpec found = spec.optionsMap().get(option);
                if (found == null || found.hidden()) {
                  missing.add(name + " " + option);
                }
              }
            });
    assertEquals(List.of(), missing);
    for (CommandSpec spec : specs()) {
      List<OptionSpec> all = HelpPage.visible(spec);
      assertTrue(
          all.size() <= UsualOptions.FEW + 6 || UsualOptions.all().containsKey(spec.name()),
          () -> spec.qualifiedName() + " has " + all.size() + " options: which are usual?");
    }
  }

  @Test
  void readsTheParts() {
    CommandText text = CommandText.of(CommandModels.of(Commands.named("capture").orElseThrow()));
    assertEquals("tlsdiag capture [OPTIONS] FILE...", text.synopsis().get(0));
    assertTrue(text.summary().startsWith("Lists every TLS, DTLS and QUIC handshake"));
    assertEquals(
        new CommandText.Example("tlsdiag capture dump.pcap --no-sni", "who sends no server name?"),
        text.examples().get(0));
    assertTrue(text.exit().startsWith("0 ran · 2 usage"), text.exit());
  }

  private static List<String> pages(CommandSpec spec, int columns) {
    return List.of(
        new HelpPage(spec, columns, false).text(), new HelpPage(spec, columns, true).text());
  }
}
