package dev.tlsdiag.cli.shell;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsdiag.cli.shell.ShellProgram.Ran;
import dev.tlsdiag.report.Printable;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/** Does what one line says: a command of the program, of the system, or of the shell itself. */
final class LineRunner {
  static final String HELP =
      """
      Type a command without 'tlsdiag' before it; 'help' lists them,
      'COMMAND --help' explains one.

        Tab              commands, options, their values, files, interfaces,
                         hosts that were seen
        Up, Ctrl-R       earlier lines, also of other sessions; lines with
                         secrets are not kept
        $                prints the last result again; as an argument, the
                         files it was read from
        $2   $2.sni      handshake, flow or finding number 2 of it; a field,
                         the nearest of that name
        $.summary.failed a path from the top, as in '-o json'; ${...} where
                         letters follow
        $NAME            a variable of the environment
        !COMMAND         runs COMMAND in the system's shell
        # text           a comment; quotes, backslashes, * and ~ are as in sh
        Ctrl-C           stops the command that runs, or clears the line
        \\?               this page
        \\q, exit, Ctrl-D leaves

      From a file or a pipe lines run one after another, until one ends with
      anything but 0, 1 (findings) and 3 (cannot tell); with -e until one ends
      with anything but 0.
      """;

  private static final int USAGE = 2;
  private static final int COULD_NOT_RUN = 4;
  private static final int INTERRUPTED = 130;

  private final ShellProgram program;
  private final Map<String, String> environment;
  private final SeenHosts hosts;
  private final Optional<Interrupts> interrupts;
  private LastResult last = LastResult.NONE;
  private int leaving;

  /**
   * @param interrupts those of the terminal; empty where lines come from elsewhere
   */
  LineRunner(
      ShellProgram program,
      Map<String, String> environment,
      SeenHosts hosts,
      Optional<Interrupts> interrupts) {
    this.program = requireNonNull(program, "program is null");
    this.environment = Map.copyOf(environment);
    this.hosts = requireNonNull(hosts, "hosts is null");
    this.interrupts = requireNonNull(interrupts, "interrupts is null");
  }

  /** Of a process that was told to go, what it is to return; else 0. */
  int leaving() {
    return leaving;
  }

  LastResult last() {
    return last;
  }

  /**
   * Runs a line.
   *
   * @return the exit code; empty where the shell is to be left
   */
  Optional<Integer> run(String line) {
    String stripped = line.strip();
    if (stripped.equals("\\q")) {
      return Optional.empty();
    }
    if (stripped.equals("\\?")) {
      program.print(HELP);
      return Optional.of(0);
    }
    if (stripped.startsWith("!")) {
      return Optional.of(system(stripped.substring(1)));
    }
    ShellLine cut = ShellLine.parse(line);
    if (cut.isUnfinished()) {
      program.complain("the line ends before its " + cut.open(), "");
      return Optional.of(USAGE);
    }
    if (cut.words().isEmpty()) {
      return Optional.of(0);
    }
    try {
      boolean reference =
          cut.words().size() == 1
              && cut.words().get(0).pieces().size() == 1
              && cut.words().get(0).hasReference();
      return reference
          ? Optional.of(show(cut.texts().get(0)))
          : command(new Expansion(last, environment).arguments(cut.words()));
    } catch (Expansion.Problem e) {
      program.complain(e.getMessage(), e.hint());
      return Optional.of(USAGE);
    }
  }

  private Optional<Integer> command(List<String> arguments) {
    List<String> words = new ArrayList<>(arguments);
    if (words.size() > 1 && words.get(0).equals("tlsdiag")) {
      words.remove(0); // pasted from elsewhere
    }
    switch (words.get(0)) {
      case "exit", "quit" -> {
        return Optional.empty();
      }
      case "help" -> {
        int code = program.run(words).code();
        if (words.size() == 1) {
          program.print("Shell: \\? explains keys, $ and !\n");
        }
        return Optional.of(code);
      }
      case "shell" -> {
        program.complain("this is the shell", "\\?");
        return Optional.of(USAGE);
      }
      default -> {
        Ran ran = program.run(words);
        ran.result()
            .ifPresent(
                result -> {
                  last = new LastResult(result.json(), result.text(), files(words));
                  hosts.add(words, last);
                });
        leaving = ran.leaving() ? ran.code() : 0;
        return leaving == 0 ? Optional.of(ran.code()) : Optional.empty();
      }
    }
  }

  /** What the command was given to read, of what is there. */
  private List<String> files(List<String> words) {
    List<LineRoles.Role> roles = LineRoles.of(program, words);
    return IntStream.range(0, words.size())
        .filter(i -> roles.get(i).kind() == LineRoles.Kind.ARGUMENT)
        .mapToObj(words::get)
        .filter(LineRunner::exists)
        .toList();
  }

  private static boolean exists(String word) {
    try {
      return Files.exists(Path.of(word));
    } catch (InvalidPathException e) {
      return false;
    }
  }

  /** {@code $} and what begins with it. */
  private int show(String reference) throws Expansion.Problem {
    String path = Expansion.path(reference);
    if (path.isEmpty()) {
      if (last.text().isEmpty() && last.json().isMissingNode()) {
        program.complain("no command has left a result yet", "capture FILE");
        return USAGE;
      }
      program.print(last.text().isEmpty() ? pretty(last.json()) : last.text());
      return 0;
    }
    Optional<JsonNode> node = last.at(path);
    if (node.isPresent()) {
      program.print(pretty(node.get()));
      return 0;
    }
    ShellLine line = ShellLine.parse(reference);
    program.print(new Expansion(last, environment).arguments(line.words()).get(0) + "\n");
    return 0;
  }

  private static String pretty(JsonNode node) {
    String text = node.isValueNode() ? LastResult.word(node) : node.toPrettyString();
    return visible(text) + "\n";
  }

  /** What peers sent stays without effect on the terminal; JSON has escaped its backslashes. */
  private static String visible(String text) {
    StringBuilder out = new StringBuilder(text.length());
    text.codePoints()
        .forEach(
            c -> {
              String one = Character.toString(c);
              out.append(c == '\n' || c == '\\' ? one : Printable.escape(one));
            });
    return out.toString();
  }

  private int system(String command) {
    try {
      ProcessBuilder shell = new ProcessBuilder("sh", "-c", command).inheritIO();
      if (interrupts.isEmpty()) {
        shell.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
      }
      interrupts.ifPresent(Interrupts::forget);
      int code = waitFor(shell.start());
      if (interrupts.isPresent() && code == INTERRUPTED) {
        interrupts.get().await(); // it was for the command, not for the line that comes next
        program.print("\n"); // behind the ^C that the terminal shows
      }
      return code;
    } catch (IOException e) {
      program.complain("cannot run 'sh'", "");
      return COULD_NOT_RUN;
    }
  }

  /** Ctrl-C reaches it as it reaches us; it decides what that means. */
  private static int waitFor(Process process) {
    boolean interrupted = false;
    while (true) {
      try {
        int code = process.waitFor();
        if (interrupted) {
          Thread.currentThread().interrupt();
        }
        return code;
      } catch (InterruptedException e) {
        interrupted = true;
        process.destroy();
      }
    }
  }
}
