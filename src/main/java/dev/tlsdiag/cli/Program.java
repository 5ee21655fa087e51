package dev.tlsdiag.cli;

import dev.tlsdiag.cli.config.Configuration;
import dev.tlsdiag.report.Theme;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * One run of the program: finds the command, lets it run, and reports what went wrong.
 *
 * <p>Only the model of the command that is called gets built. Reading all of them would take longer
 * than most commands do.
 */
final class Program {
  private final PrintWriter out;
  private final PrintWriter err;
  private final ConfigFiles files;

  /** Both writers stay open; {@code out} is flushed at the end. */
  Program(PrintWriter out, PrintWriter err) {
    this(out, err, new ConfigFiles(System.getenv(), Path.of("")));
  }

  /** With another configuration than that of this process. */
  Program(PrintWriter out, PrintWriter err, ConfigFiles files) {
    this.out = out;
    this.err = err;
    this.files = files;
  }

  /** Returns the exit code, always: no exception leaves. */
  int run(String... args) {
    List<String> words = new ArrayList<>(Arrays.asList(args));
    boolean debug = takeLeadingDebug(words);
    Problems problems = new Problems(err, debug || asksForDebug(words));
    try {
      int code = dispatch(words);
      out.flush();
      err.flush(); // a warning is no line of its own, so nothing flushed it
      return code;
    } catch (Throwable e) {
      return problems.report(e);
    }
  }

  /** {@code tlsdiag --debug capture …} means the same as {@code tlsdiag capture --debug …}. */
  private static boolean takeLeadingDebug(List<String> words) {
    return !words.isEmpty() && words.get(0).equals("--debug") && words.remove(0) != null;
  }

  private static boolean asksForDebug(List<String> words) {
    int end = words.indexOf("--");
    return (end < 0 ? words : words.subList(0, end)).contains("--debug");
  }

  private int dispatch(List<String> words) throws Exception {
    String first = words.isEmpty() ? "--help" : words.get(0);
    boolean last = words.size() <= 1;
    switch (first) {
      case "-h", "--help" -> {
        out.print(shown(RootHelp.text()));
        return ExitCode.CLEAN;
      }
      case "help" -> {
        return last ? dispatch(List.of()) : dispatch(List.of(words.get(1), "--help"));
      }
      case "-V", "--version" -> {
        out.print("tlsdiag " + Version.NUMBER + "\n");
        return ExitCode.CLEAN;
      }
      default -> {
        Commands.Entry entry =
            Commands.named(first).orElseThrow(() -> unknownCommand(first, words));
        List<String> rest = words.subList(1, words.size());
        return execute(entry, rest.equals(List.of("help")) ? List.of("--help") : rest);
      }
    }
  }

  /** A help page as the terminal can show it. */
  private static String shown(String page) {
    Theme theme = TerminalStyle.theme("never", /* ascii= */ false, System.getenv(), true);
    return theme.unicode() ? page : page.replace("·", "-");
  }

  private static CommandException unknownCommand(String given, List<String> words) {
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

  private int execute(Commands.Entry entry, List<String> args) throws Exception {
    CommandSpec spec = CommandModels.of(entry);
    boolean helps = args.contains("-h") || args.contains("--help") || isOfConfiguration(entry);
    Configuration configuration = helps ? Configuration.NONE : files.read(Optional.of(spec), err);
    if (configuration.settings().isEmpty()) {
      return execute(entry, spec, args);
    }
    Configured configured = Configured.of(spec, args, configuration);
    try {
      return execute(entry, CommandModels.of(entry), configured.args());
    } catch (CommandException e) {
      throw e.exitCode() == ExitCode.USAGE ? configured.told(e) : e;
    }
  }

  /** Which has to work where the configuration is wrong. */
  private static boolean isOfConfiguration(Commands.Entry entry) {
    return entry.type() == ConfigCommand.class;
  }

  private int execute(Commands.Entry entry, CommandSpec spec, List<String> args) throws Exception {
    CommandLine program = program(spec);
    List<String> line = new ArrayList<>(List.of(entry.name()));
    line.addAll(args);
    try {
      ParseResult parsed = program.parseArgs(line.toArray(String[]::new));
      for (CommandLine command : parsed.asCommandLineList()) {
        if (command.isUsageHelpRequested()) {
          boolean whole = args.contains(CommonOptions.HELP_ALL);
          int columns = TerminalStyle.pageColumns();
          out.print(shown(new HelpPage(command.getCommandSpec(), columns, whole).text()));
          return ExitCode.CLEAN;
        }
      }
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      CommandSpec called = parsed.commandSpec();
      if (called.userObject() instanceof ConfigFiles.Taker taker) {
        taker.take(files);
      }
      if (called.userObject() instanceof Callable<?> command) {
        return (Integer) command.call();
      }
      throw new ParameterException(called.commandLine(), "missing subcommand");
    } catch (ParameterException e) {
      throw wrongUsage(e, entry, args);
    }
  }

  /** The program as if it had this one command. */
  private CommandLine program(CommandSpec spec) {
    return spec.root()
        .commandLine()
        .setOut(out)
        .setErr(err)
        .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
        .setCaseInsensitiveEnumValuesAllowed(true);
  }

  private static CommandException wrongUsage(
      ParameterException e, Commands.Entry entry, List<String> args) {
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
      boolean plain = arg.matches("[A-Za-z0-9_@%+=:,./-]+");
      line.append(' ').append(plain ? arg : "'" + arg.replace("'", "'\\''") + "'");
    }
    return line.toString();
  }
}
