package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import picocli.CommandLine.Option;

/** How the commands of {@code policy} show what they found. */
final class PolicyOutput {
  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--color",
      order = 44,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  @Option(names = "--ascii", order = 45, description = "No characters outside ASCII.")
  boolean ascii;

  void check() {
    new Takes.TextOrJson().check("--output", format);
    new Takes.Color().check("--color", color);
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
