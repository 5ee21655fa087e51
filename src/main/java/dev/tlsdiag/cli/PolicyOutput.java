package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import java.util.List;
import picocli.CommandLine.Option;

/** How the commands of {@code policy} show what they found. */
final class PolicyOutput {
  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

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
    Choices.requireOneOf("--output", format, List.of("text", "json"));
    Choices.requireOneOf("--color", color, List.of("auto", "always", "never"));
  }

  boolean json() {
    return format.equals("json");
  }

  Theme theme() {
    return TerminalStyle.outputTheme(color, ascii);
  }

  int columns() {
    return TerminalStyle.outputColumns();
  }
}
