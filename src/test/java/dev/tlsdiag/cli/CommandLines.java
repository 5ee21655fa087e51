package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParseResult;

/** Lines of documents, held against the models of the commands they call. */
final class CommandLines {
  private CommandLines() {}

  /**
   * Fails where a line calls a command or an option that is not there, or gives a value that cannot
   * be.
   *
   * @param line for a POSIX shell; {@code tlsdiag} may stand behind a pipe
   */
  static void check(String line) {
    List<String> words = words(line);
    int at = words.lastIndexOf("tlsdiag");
    assertTrue(at >= 0, line);
    List<String> called = words.subList(at + 1, words.size());
    String name = called.isEmpty() ? "--help" : called.get(0);
    if (name.startsWith("-") || name.equals("help")) {
      return;
    }
    Commands.Entry entry =
        Commands.named(name).orElseThrow(() -> new AssertionError("no command in: " + line));
    CommandLine program =
        CommandModels.of(entry).root().commandLine().setCaseInsensitiveEnumValuesAllowed(true);
    ParseResult parsed = program.parseArgs(called.toArray(String[]::new));
    for (; ; parsed = parsed.subcommand()) {
      for (OptionSpec option : parsed.matchedOptions()) {
        ValueKind.of(option)
            .filter(kind -> kind.closed() && !kind.namesFile())
            .ifPresent(
                kind ->
                    option.originalStringValues().stream()
                        .flatMap(value -> Stream.of(value.split(kind.separator().orElse("\0"))))
                        .forEach(
                            value ->
                                assertTrue(kind.words().contains(value), value + " in " + line)));
      }
      if (!parsed.hasSubcommand()) {
        return;
      }
    }
  }

  /** Of a line that needs no more of a shell than quotation marks. */
  private static List<String> words(String line) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean begun = false;
    char open = 0;
    for (char c : (line + " ").toCharArray()) {
      if (open == 0 && c == '#' && !begun) {
        break;
      }
      if (open == 0 && (c == '\'' || c == '"')) {
        open = c;
        begun = true;
      } else if (c == open && open != 0) {
        open = 0;
      } else if (c == ' ' && open == 0) {
        if (begun) {
          words.add(word.toString());
        }
        word.setLength(0);
        begun = false;
      } else {
        word.append(c);
        begun = true;
      }
    }
    return words;
  }
}
