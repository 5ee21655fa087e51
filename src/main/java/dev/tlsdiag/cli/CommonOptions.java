package dev.tlsdiag.cli;

import picocli.CommandLine.Option;

/** The options of every command; {@link Program} adds them, a command does not declare them. */
final class CommonOptions {
  @Option(
      names = {"-h", "--help"},
      usageHelp = true,
      description = "Show this page.")
  boolean help;

  @Option(names = "--debug", description = "Show stack traces.")
  boolean debug;
}
