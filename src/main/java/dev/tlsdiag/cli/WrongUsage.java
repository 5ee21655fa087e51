package dev.tlsdiag.cli;

import dev.tlsdiag.report.ShellWord;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** A command line that is wrong, and the one that was meant. A guess is shown, never run. */
final class WrongUsage {
  private WrongUsage() {}

  /** The first word is no command. */
  static CommandException unknownCommand(String given, List<String> words) {
    if (given.startsWith("-")) {
      return CommandException.usage("unknown option '" + given + "' before the command")
          .attempt("tlsdiag --help");
    }
    CommandException problem = CommandException.usage("unknown command '" + given + "'");
    List<String> rest = words.subList(1, words.size());
    if (given.matches(".*\\.(pcap|pcapng|cap|dmp)(\\.gz|\\.zst|\\.lz4)?")) {
      return problem.likely("a capture file").attempt(commandLine("capture", words));
    }
    if (given.matches("https?://.*")) {
      return problem.likely("a request to compare").attempt(commandLine("compare", words));
    }
    List<String> names = Commands.ALL.stream().map(Commands.Entry::name).toList();
    List<String> near = DidYouMean.nearest(given, names);
    if (near.isEmpty()) {
      return problem.attempt("tlsdiag --help");
    }
    return problem.likely(String.join(", ", near)).attempt(commandLine(near.get(0), rest));
  }

  /**
   * A value that the command refused, without knowing what was meant.
   *
   * @param parsed what was typed
   */
  static CommandException ofValue(
      CommandException problem, ParseResult parsed, Commands.Entry entry, List<String> args) {
    for (OptionSpec option : parsed.matchedOptions()) {
      Optional<ValueKind> kind = ValueKind.of(option).filter(ValueKind::closed);
      for (String value : option.originalStringValues()) {
        boolean isIt = kind.isPresent() && problem.getMessage().contains("'" + value + "'");
        List<String> near =
            isIt && !kind.get().words().contains(value)
                ? DidYouMean.nearest(value, kind.get().words())
                : List.of();
        if (!near.isEmpty()) {
          List<String> mended = new ArrayList<>(args);
          mended.replaceAll(word -> replaced(word, value, near.get(0)));
          return problem.likely(String.join(", ", near)).attempt(commandLine(entry.name(), mended));
        }
      }
    }
    return problem;
  }

  private static String replaced(String word, String value, String meant) {
    boolean attached = word.startsWith("-") && word.endsWith("=" + value);
    return word.equals(value)
        ? meant
        : attached ? word.substring(0, word.length() - value.length()) + meant : word;
  }

  /** What the option parser could not take. */
  static CommandException of(ParameterException e, Commands.Entry entry, List<String> args) {
    CommandSpec spec = e.getCommandLine().getCommandSpec();
    String help = spec.qualifiedName() + " --help";
    List<String> unmatched =
        e instanceof UnmatchedArgumentException u ? u.getUnmatched() : List.of();
    if (!spec.subcommands().isEmpty()
        && !unmatched.isEmpty()
        && !unmatched.get(0).startsWith("-")) {
      return unknownSubcommand(unmatched.get(0), spec, entry, args);
    }
    // The parser reports a missing argument before an unknown option, which is more often the
    // cause.
    Optional<String> option =
        Stream.concat(unmatched.stream(), args.stream().takeWhile(word -> !word.equals("--")))
            .filter(word -> word.startsWith("-") && word.length() > 1)
            .filter(word -> unmatched.contains(word) || isUnknownLongOption(word, spec))
            .findFirst();
    if (option.isPresent()) {
      return unknownOption(option.get(), spec, entry, args);
    }
    if (!unmatched.isEmpty()) {
      return CommandException.usage("one argument too many: '" + unmatched.get(0) + "'")
          .attempt(help);
    }
    String message =
        e.getMessage()
            .replaceFirst("' is not an? (?:double|float)$", "' is no number")
            .replaceFirst("' is not an? (?:int|long)$", "' is no whole number");
    return CommandException.usage(Problems.lowerCaseFirst(message)).attempt(help);
  }

  private static boolean isUnknownLongOption(String word, CommandSpec spec) {
    return word.startsWith("--") && !spec.optionsMap().containsKey(nameOf(word));
  }

  private static CommandException unknownOption(
      String given, CommandSpec spec, Commands.Entry entry, List<String> args) {
    String name = nameOf(given);
    CommandException problem = CommandException.usage("unknown option '" + name + "'");
    List<String> known =
        spec.optionsMap().keySet().stream().filter(option -> option.startsWith("--")).toList();
    List<String> near = DidYouMean.nearest(name, known);
    int run = entry.name().equals("lab") ? args.indexOf("run") : -1;
    if (run >= 0 && args.size() > run + 2 && args.indexOf(given) > run + 1) {
      List<String> mended = new ArrayList<>(args);
      mended.add(run + 2, "--");
      return problem
          .likely("an option of compare, which stands after --")
          .attempt(commandLine(entry.name(), mended));
    }
    if (near.isEmpty()) {
      return problem.attempt(spec.qualifiedName() + " --help");
    }
    String meant = near.get(0) + given.substring(name.length());
    List<String> mended = new ArrayList<>(args);
    mended.replaceAll(word -> word.equals(given) ? meant : word);
    return problem.likely(String.join(", ", near)).attempt(commandLine(entry.name(), mended));
  }

  private static CommandException unknownSubcommand(
      String given, CommandSpec spec, Commands.Entry entry, List<String> args) {
    CommandException problem =
        CommandException.usage("unknown command '%s %s'".formatted(entry.name(), given));
    List<String> near = DidYouMean.nearest(given, List.copyOf(spec.subcommands().keySet()));
    if (near.isEmpty()) {
      return problem.attempt(spec.qualifiedName() + " --help");
    }
    List<String> mended = new ArrayList<>(args);
    mended.replaceAll(word -> word.equals(given) ? near.get(0) : word);
    return problem.likely(String.join(", ", near)).attempt(commandLine(entry.name(), mended));
  }

  /** {@code --name} of {@code --name=value}. */
  private static String nameOf(String option) {
    int equals = option.indexOf('=');
    return equals < 0 ? option : option.substring(0, equals);
  }

  /** A line to paste into a POSIX shell. */
  private static String commandLine(String command, List<String> args) {
    StringBuilder line = new StringBuilder("tlsdiag ").append(command);
    for (String arg : args) {
      line.append(' ').append(ShellWord.quote(arg));
    }
    return line.toString();
  }
}
