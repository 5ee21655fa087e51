package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

class ValueKindTest {
  /** Labels of values of which nothing can be told before: numbers, times, names of one's own. */
  private static final Set<String> FREE =
      Set.of(
          "N",
          "A:B",
          "PORT",
          "[HOST:]PORT",
          "HOST:PORT",
          "HOST[:PORT]",
          "ADDRESS",
          "ADDR,…",
          "IP",
          "SECONDS",
          "DURATION",
          "TIME",
          "TIMEOUT",
          "INTERVAL",
          "H1:P1:H2:P2",
          "HOST:PORT:ADDR",
          "HOST:PORT:ADDR,…",
          "URL",
          "[PROTO://]HOST[:PORT]",
          "USER:PASSWORD",
          "USER:PASS",
          "PASSWORD",
          "TOKEN",
          "HEADER",
          "HEADER|@FILE",
          "LINE",
          "DATA",
          "DATA|@FILE",
          "NAME=CONTENT",
          "NAME=STRING",
          "NAME:VALUE",
          "RANGE",
          "NAME",
          "LIST",
          "HOST",
          "METHOD",
          "FILTER",
          "WHO",
          "ID",
          "UUID",
          "NS",
          "POD",
          "[NS/]POD",
          "[NS/]NAME",
          "[KIND/]NAME",
          "SELECTOR",
          "LABELS",
          "LABELS|NS/NAME",
          "LABELS|ADDRESS[:PORT]",
          "PATTERN",
          "GLOB",
          "REGEX",
          "N|GLOB",
          "CODE",
          "FLAGS",
          "JSON",
          "REQUEST",
          "COMMAND",
          "IMAGE");

  @Test
  void aValueIsDeclaredOrFreeText() {
    List<String> open = new ArrayList<>();
    each(
        (command, argument) -> {
          boolean writeOut = name(command, argument).endsWith(" --write-out");
          boolean free = writeOut || FREE.contains(argument.paramLabel());
          if (ValueKind.of(argument).isEmpty() && !free) {
            open.add(name(command, argument) + " " + argument.paramLabel());
          }
        });
    assertEquals(
        List.of(),
        open,
        "these take a value; say which with completionCandidates, a class of Takes or one beside");
  }

  /** A default among words, with commas, is a list of words. */
  @Test
  void freeTextIsNoListOfWords() {
    List<String> lists = new ArrayList<>();
    each(
        (command, argument) -> {
          String text = String.join(" ", argument.description());
          if (ValueKind.of(argument).isEmpty() && text.matches(".*\\(default\\)(,| or ).*")) {
            lists.add(name(command, argument) + ": " + text);
          }
        });
    assertEquals(List.of(), lists);
  }

  @Test
  void aDefaultIsOneOfTheWords() {
    each(
        (command, argument) ->
            ValueKind.of(argument)
                .filter(ValueKind::closed)
                .filter(kind -> argument.defaultValue() != null)
                .ifPresent(
                    kind ->
                        assertTrue(
                            kind.words().contains(argument.defaultValue()),
                            () -> name(command, argument) + ": " + argument.defaultValue())));
  }

  /** A short list of words stands in the help too, as long as it is the option's own. */
  @Test
  void aDescriptionNamesTheWords() {
    List<String> silent = new ArrayList<>();
    each(
        (command, argument) ->
            ValueKind.of(argument)
                .filter(ValueKind::closed)
                .filter(kind -> !argument.hidden() && argument.type() != boolean.class)
                .filter(kind -> kind.words().size() <= 8)
                .filter(kind -> !kind.namesFile() && !(kind instanceof Takes.TlsVersion))
                .ifPresent(
                    kind -> {
                      String text =
                          (String.join(" ", argument.description()) + argument.paramLabel())
                              .toLowerCase(Locale.ROOT);
                      for (String word : kind.words()) {
                        if (!text.contains(word.toLowerCase(Locale.ROOT))) {
                          silent.add(name(command, argument) + ": " + word);
                        }
                      }
                    }));
    assertEquals(List.of(), silent);
  }

  @Test
  void wordsAreSingleAndClean() {
    each(
        (command, argument) ->
            ValueKind.of(argument)
                .ifPresent(
                    kind -> {
                      String name = name(command, argument);
                      assertEquals(kind.words().size(), Set.copyOf(kind.words()).size(), name);
                      assertTrue(
                          kind.words().stream().allMatch(word -> word.matches("[!-~]+")), name);
                      assertTrue(!kind.words().isEmpty() || !kind.sources().isEmpty(), name);
                    }));
  }

  private static void each(BiConsumer<CommandSpec, ArgSpec> look) {
    for (CommandSpec top : CommandModels.all()) {
      CommandModels.withSubcommands(top)
          .forEach(
              command ->
                  command.args().stream()
                      .filter(argument -> argument.arity().max() > 0)
                      .filter(
                          argument -> !(argument instanceof PositionalParamSpec p && p.hidden()))
                      .forEach(argument -> look.accept(command, argument)));
    }
  }

  private static String name(CommandSpec command, ArgSpec argument) {
    return command.qualifiedName()
        + " "
        + (argument.isOption() ? ((OptionSpec) argument).longestName() : argument.paramLabel());
  }
}
