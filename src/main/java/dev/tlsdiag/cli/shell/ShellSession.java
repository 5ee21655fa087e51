package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReader.Option;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingInputStream;

/** Lines that are read and run, at a terminal or out of a file. */
public final class ShellSession {
  private static final String PROMPT = "tlsdiag> ";
  private static final Set<Integer> VERDICTS = Set.of(0, 1, 3);
  private static final Size USUAL_SIZE = new Size(80, 24);

  private final ShellProgram program;
  private final Path folder;
  private final Map<String, String> environment;

  /**
   * @param folder where history and hosts are kept; made when it is missing
   */
  public ShellSession(ShellProgram program, Path folder, Map<String, String> environment) {
    this.program = requireNonNull(program, "program is null");
    this.folder = requireNonNull(folder, "folder is null");
    this.environment = Map.copyOf(environment);
  }

  /**
   * Runs lines until they end, or one does not end well.
   *
   * @param strict whether findings, and not knowing, are no good end either
   * @return the code of the last command that ran
   */
  public int batch(BufferedReader lines, boolean strict) throws IOException {
    SeenHosts hosts = new SeenHosts(folder.resolve("shell-hosts"));
    LineRunner runner = new LineRunner(program, environment, hosts, Optional.empty());
    StringBuilder waiting = new StringBuilder();
    int code = 0;
    int number = 0;
    int first = 1;
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      number++;
      first = waiting.isEmpty() ? number : first;
      waiting.append(line);
      String whole = waiting.toString();
      if (ShellLine.parse(whole).isUnfinished() && !ShellParser.isRaw(whole)) {
        waiting.append('\n');
        continue;
      }
      waiting.setLength(0);
      Optional<Integer> ran = runner.run(whole);
      if (ran.isEmpty()) {
        return code;
      }
      code = ran.get();
      boolean good = strict ? code == 0 : VERDICTS.contains(code);
      if (!good) {
        program.note("stopped at line %d, which ended with %d".formatted(first, code));
        return code;
      }
    }
    return waiting.isEmpty() ? code : runner.run(waiting.toString()).orElse(code);
  }

  /**
   * Runs lines as they are typed, until Ctrl-D.
   *
   * @param color whether words are coloured while they are typed
   */
  public int interactive(boolean color) throws IOException {
    Interrupts interrupts = new Interrupts();
    try (Terminal terminal = terminal();
        ShellProgram.Signals keys = raised(terminal, Terminal.Signal.INT);
        ShellProgram.Signals sizes = raised(terminal, Terminal.Signal.WINCH);
        ShellProgram.Signals resumed = raised(terminal, Terminal.Signal.CONT)) {
      terminal.handle(
          Terminal.Signal.INT,
          signal -> {
            program.interrupt();
            interrupts.came();
          });
      SeenHosts hosts = new SeenHosts(folder.resolve("shell-hosts"));
      LineRunner runner = new LineRunner(program, environment, hosts, Optional.of(interrupts));
      LineReader reader = reader(terminal, runner, hosts, color);
      program.print("Type help for the commands, \\? for the keys; Ctrl-D leaves.\n");
      loop(terminal, reader, runner);
      return runner.leaving();
    }
  }

  /**
   * Signals of the process for the terminal. JLine would ask for them itself, and takes its handler
   * away before it sets the next one, at the beginning and the end of every line: a Ctrl-C between
   * the two ends the process.
   */
  private ShellProgram.Signals raised(Terminal terminal, Terminal.Signal signal) {
    return program.onSignal(signal.name(), () -> terminal.raise(signal));
  }

  private static Terminal terminal() throws IOException {
    Terminal terminal =
        TerminalBuilder.builder()
            .system(true)
            .nativeSignals(false)
            .ffm(false) // is there from Java 22 on only
            .dumb(true) // without a word where nothing better is found
            .graphemeCluster(false) // else the terminal is asked, and some never answer
            .build();
    if (terminal.getWidth() <= 0) {
      terminal.setSize(USUAL_SIZE); // of containers and pipes that only say they are terminals
    }
    return terminal;
  }

  private LineReader reader(Terminal terminal, LineRunner runner, SeenHosts hosts, boolean color) {
    String home = environment.getOrDefault("HOME", "");
    ShellHistory history = new ShellHistory();
    LineReaderBuilder builder =
        LineReaderBuilder.builder()
            .appName("tlsdiag")
            .terminal(terminal)
            .parser(new ShellParser())
            .history(history)
            .completer(new ShellCompleter(program, runner::last, hosts::all, home))
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "> ")
            .variable(LineReader.HISTORY_SIZE, ShellHistory.MOST_LINES)
            .variable(LineReader.HISTORY_FILE_SIZE, ShellHistory.MOST_LINES)
            .variable(LineReader.LIST_MAX, 100)
            .variable(LineReader.BELL_STYLE, "none")
            .option(Option.DISABLE_EVENT_EXPANSION, true)
            .option(Option.HISTORY_IGNORE_SPACE, true)
            .option(Option.HISTORY_IGNORE_DUPS, true)
            .option(Option.HISTORY_INCREMENTAL, true)
            .option(Option.HISTORY_TIMESTAMPED, true)
            .option(Option.CASE_INSENSITIVE, false)
            .option(Option.AUTO_FRESH_LINE, !terminal.getType().startsWith("dumb"))
            .option(Option.INSERT_TAB, false)
            .option(Option.BRACKETED_PASTE, !terminal.getType().startsWith("dumb"))
            .option(Option.AUTO_MENU, false)
            .option(Option.AUTO_LIST, true)
            .option(Option.LIST_PACKED, true);
    if (color) {
      builder.highlighter(new LineHighlighter(program));
    }
    Path file = folder.resolve("history");
    try {
      ShellHistory.prepare(file);
      builder.variable(LineReader.HISTORY_FILE, file);
    } catch (IOException e) {
      program.complain("cannot write '%s': lines are not kept".formatted(file), "");
    }
    return builder.build();
  }

  private void loop(Terminal terminal, LineReader reader, LineRunner runner) {
    InputStream usual = System.in;
    while (true) {
      String line;
      try {
        line = reader.readLine(PROMPT);
      } catch (UserInterruptException e) {
        continue;
      } catch (EndOfFileException e) {
        return;
      }
      if (Thread.interrupted()) {
        continue; // Ctrl-C right behind Enter
      }
      try (TerminalInput input = new TerminalInput((NonBlockingInputStream) terminal.input())) {
        System.setIn(input);
        if (runner.run(line).isEmpty()) {
          return;
        }
      } finally {
        System.setIn(usual);
      }
    }
  }
}
