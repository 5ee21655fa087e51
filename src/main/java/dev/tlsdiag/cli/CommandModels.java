package dev.tlsdiag.cli;

import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * What each command takes: its options, arguments and subcommands, read from its class. Help pages,
 * manual pages, completions, the configuration file and the shell are made from it.
 */
final class CommandModels {
  private CommandModels() {}

  /**
   * The model of one command, with the options that all have; its root is the program as if it had
   * this one command.
   *
   * @param entry of {@link Commands}
   */
  static CommandSpec of(Commands.Entry entry) {
    CommandSpec spec = CommandSpec.forAnnotatedObject(entry.type());
    spec.name(entry.name());
    addCommonOptions(spec);
    if (spec.usageMessage().description().length == 0) {
      spec.usageMessage().description(sentence(entry.summary()));
    }
    CommandLine command = new CommandLine(spec); // which is when transformers add their options
    new CommandLine(CommandSpec.create().name("tlsdiag")).addSubcommand(entry.name(), command);
    return command.getCommandSpec();
  }

  /** Of all commands; takes a while, and no command that runs should wait for it. */
  static List<CommandSpec> all() {
    return Commands.ALL.stream().map(CommandModels::of).toList();
  }

  /** A command and, below it, its subcommands, the former first. */
  static Stream<CommandSpec> withSubcommands(CommandSpec spec) {
    return Stream.concat(
        Stream.of(spec),
        spec.subcommands().values().stream()
            .flatMap(below -> withSubcommands(below.getCommandSpec())));
  }

  /** To the command and to the commands below it. */
  private static void addCommonOptions(CommandSpec spec) {
    spec.addMixin("common", CommandSpec.forAnnotatedObject(new CommonOptions()));
    spec.subcommands().values().forEach(below -> addCommonOptions(below.getCommandSpec()));
  }

  private static String sentence(String summary) {
    return Character.toUpperCase(summary.charAt(0)) + summary.substring(1) + ".";
  }
}
