package dev.tlsdiag.cli.shell;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;

/** The program, as its shell sees it. */
public interface ShellProgram {
  /**
   * Runs a command; its output goes where the process's goes. Blocks until it has ended.
   *
   * @param words the command's name first
   */
  Ran run(List<String> words);

  /** Ctrl-C: what runs is to end, and to say what it found. May be called from any thread. */
  void interrupt();

  /**
   * Does this when the process gets a signal, until it is closed; nothing where the platform has no
   * such signal.
   *
   * @param name without its {@code SIG}
   */
  Signals onSignal(String name, Runnable action);

  /** Names and one line about each, in the order of the program's help. */
  Map<String, String> commands();

  /** What a command takes; read when it is asked for, and kept. */
  Optional<CommandSpec> model(String command);

  /** What is known of values of an option or an argument. */
  Optional<Values> values(ArgSpec argument);

  /** The nearest of the words that are known, best first. */
  List<String> nearest(String given, Collection<String> known);

  /** Prints as an error of the program is printed. */
  void complain(String message, String hint);

  /** Prints to standard error, as a note. */
  void note(String text);

  /** Prints to standard output. */
  void print(String text);

  /** Signals that are heard until it is closed. */
  interface Signals extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * How a command ended.
   *
   * @param result what {@code $} is from now on; empty where it stays what it is
   * @param leaving whether the process was told to go
   */
  record Ran(int code, Optional<LastResult> result, boolean leaving) {}

  /**
   * What an option or an argument takes.
   *
   * @param closed whether nothing but the words is right
   * @param separator between several in one word; may be empty
   * @param namesFile whether {@code =FILE} may follow a word
   * @param extensions of files; empty for any
   */
  record Values(
      List<String> words,
      boolean closed,
      String separator,
      boolean namesFile,
      Set<Source> sources,
      List<String> extensions) {
    public Values {
      words = List.copyOf(words);
      sources = Set.copyOf(sources);
      extensions = List.copyOf(extensions);
    }
  }

  /** Where more values come from. */
  enum Source {
    FILE,
    FOLDER,
    INTERFACE,
    HOST
  }
}
