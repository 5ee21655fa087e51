package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import picocli.CommandLine.Option;

/** Colours and characters of what a command prints. */
final class StyleOptions {
  @Option(
      names = "--color",
      order = 54,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      description = "auto (default), always, never.")
  String color = "auto";

  @Option(names = "--ascii", order = 55, description = "No characters outside ASCII.")
  boolean ascii;

  /** That the options can be followed. */
  void check() {
    new Takes.Color().check("--color", color);
  }

  /** Of standard output. */
  Theme theme() {
    return TerminalStyle.outputTheme(color, ascii);
  }
}
