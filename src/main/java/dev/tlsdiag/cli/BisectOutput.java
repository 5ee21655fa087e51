package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** How {@code bisect} shows what it found. */
final class BisectOutput {
  @Option(
      names = {"-o", "--output"},
      order = 41,
      paramLabel = "FORMAT",
      completionCandidates = Takes.TextOrJson.class,
      defaultValue = "text",
      description = "text (default) or json.")
  String format;

  @Option(
      names = {"-v", "--verbose"},
      order = 43,
      description = "Every difference and every probe.")
  boolean verbose;

  @Mixin StyleOptions style;

  void check() {
    new Takes.TextOrJson().check("--output", format);
    style.check();
  }

  boolean json() {
    return format.equals("json");
  }

  Theme theme() {
    return style.theme();
  }

  int columns() {
    return TerminalStyle.outputColumns();
  }
}
