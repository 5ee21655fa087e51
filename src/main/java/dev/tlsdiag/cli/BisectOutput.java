package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;

/** How {@code bisect} shows what it found. */
final class BisectOutput {
  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = {"-v", "--verbose"},
      order = 43,
      description = "Every difference and every probe.")
  boolean verbose;

  @Option(
      names = "--color",
      order = 44,
      paramLabel = "WHEN",
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 45, description = "No characters outside ASCII.")
  boolean ascii;

  void check() {
    requireOneOf("--output", format, List.of("text", "json"));
    requireOneOf("--color", color, List.of("auto", "always", "never"));
  }

  boolean json() {
    return format.equals("json");
  }

  Theme theme() {
    boolean terminal = TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    return TerminalStyle.theme(color, ascii, System.getenv(), terminal);
  }

  int columns() {
    Map<String, String> environment = System.getenv();
    if (TerminalStyle.isTerminal(TerminalStyle.STDOUT)) {
      return TerminalStyle.columns(environment);
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}")
        ? Integer.parseInt(columns)
        : TerminalStyle.USUAL_COLUMNS;
  }

  private static void requireOneOf(String option, String given, List<String> known) {
    if (!known.contains(given)) {
      CommandException problem =
          CommandException.usage("unknown value '%s' after '%s'".formatted(given, option));
      List<String> near = DidYouMean.nearest(given, known);
      throw near.isEmpty()
          ? problem.likely(String.join(", ", known))
          : problem.likely(near.get(0)).attempt(option + " " + near.get(0));
    }
  }
}
