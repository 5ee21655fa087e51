package dev.tlsdiag.cli;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Theme;
import java.util.Locale;
import java.util.Optional;
import picocli.CommandLine.Option;

/** How {@code probe} shows what it saw, and what it returns for it. */
final class ProbeOutput {
  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = "--fail-on",
      order = 42,
      paramLabel = "LEVEL",
      completionCandidates = Takes.FailOn.class,
      defaultValue = "error",
      description = "Exit 1 from this severity on: error (default), warning, note, never.")
  String failOn;

  @Option(
      names = {"-v", "--verbose"},
      order = 43,
      description = "Every answer, every finding and fix.")
  boolean verbose;

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
    new Takes.FailOn().check("--fail-on", failOn);
    new Takes.Color().check("--color", color);
  }

  boolean json() {
    return format.equals("json");
  }

  /** From which severity on it fails; empty for never. */
  Optional<Severity> failsOn() {
    return failOn.equals("never")
        ? Optional.empty()
        : Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
  }

  Theme theme() {
    return TerminalStyle.outputTheme(color, ascii);
  }

  int columns() {
    return TerminalStyle.outputColumns();
  }
}
