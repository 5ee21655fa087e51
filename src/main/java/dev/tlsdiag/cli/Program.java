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
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;

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
            Commands.named(first).orElseThrow(() -> WrongUsage.unknownCommand(first, words));
        List<String> rest = words.subList(1, words.size());
        return execute(entry, rest.equals(List.of("help")) ? List.of("--help") : rest);
      }
    }
  }

  /** A help page as the terminal can show it. */
  private static String shown(String page) {
    Theme theme = TerminalStyle.theme("never", /* ascii= */ false, System.getenv(), true);
    return CalledAs.told(theme.unicode() ? page : page.replace("·", "-"));
  }

  private int execute(Commands.Entry entry, List<String> args) throws Exception {
    CommandSpec spec = CommandModels.of(entry);
    boolean helps =
        args.stream().anyMatch(List.of("-h", "--help", CommonOptions.HELP_ALL)::contains)
            || isOfConfiguration(entry);
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
    boolean whole = args.contains(CommonOptions.HELP_ALL);
    if (whole) {
      CommandModels.withSubcommands(spec).forEach(Pager::offer);
    }
    CommandLine program = program(spec);
    List<String> line = new ArrayList<>(List.of(entry.name()));
    line.addAll(args);
    try {
      ParseResult parsed = program.parseArgs(line.toArray(String[]::new));
      for (CommandLine command : parsed.asCommandLineList()) {
        if (command.isUsageHelpRequested()) {
          int columns = TerminalStyle.pageColumns();
          String page = shown(new HelpPage(command.getCommandSpec(), columns, whole).text());
          boolean paged = whole && !command.getParseResult().hasMatchedOption(Pager.OFF);
          Pager.show(page, paged, out);
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
        return call(command, parsed, entry, args);
      }
      throw new ParameterException(called.commandLine(), "missing subcommand");
    } catch (ParameterException e) {
      throw WrongUsage.of(e, entry, args);
    }
  }

  private static int call(
      Callable<?> command, ParseResult parsed, Commands.Entry entry, List<String> args)
      throws Exception {
    try {
      return (Integer) command.call();
    } catch (CommandException e) {
      throw e.exitCode() == ExitCode.USAGE && e.likely().isEmpty()
          ? WrongUsage.ofValue(e, parsed, entry, args)
          : e;
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
}
