package dev.tlsdiag.cli;

import picocli.CommandLine.Option;

/** The options of every command; {@link Program} adds them, a command does not declare them. */
final class CommonOptions {
  /** The same, of all that a command can do. */
  static final String HELP_ALL = "--help-all";

  @Option(
      names = {"-h", "--help", HELP_ALL},
      usageHelp = true,
      description = "Show this page.")
  boolean help;

  @Option(names = "--debug", description = "Show stack traces.")
  boolean debug;
}
