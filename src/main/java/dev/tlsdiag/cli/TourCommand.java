package dev.tlsdiag.cli;

import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code tlsdiag tour}: a guided first run, on the captures and the lab that are in the program.
 */
@Command(
    customSynopsis = {"tlsdiag tour [OPTIONS] [STEP]", ""},
    description = {
      "Shows what tlsdiag is for, in ten steps of a command each: less than a minute.",
      "",
      "The commands are really run, on captures of its own and on servers on loopback. It needs no",
      "network and no root, and takes its files away. Enter goes on, q and Ctrl-C leave.",
      "",
      "Examples:",
      "  tlsdiag tour",
      "  tlsdiag tour --list      # the steps and their commands",
      "  tlsdiag tour 4           # one of them; also by its name: tlsdiag tour prove",
      "  tlsdiag tour --yes       # all, without waiting for Enter",
      ""
    },
    footer = {
      "",
      "Exit: 0 seen, or left · 1 a step came out otherwise · 2 usage · 4 no port, no file"
    })
final class TourCommand implements Callable<Integer> {
  private static final int COLUMNS = 80;
  private static final int PROMPT_COLUMNS = 2;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "STEP",
      completionCandidates = StepNames.class,
      description = "Only this one: its number or its name.")
  String wanted;

  @Option(names = "--list", order = 1, description = "Name the steps, and run nothing.")
  boolean list;

  @Option(
      names = {"-y", "--yes"},
      order = 2,
      description = "Do not wait for Enter; so it is where this is no terminal, too.")
  boolean yes;

  @Option(
      names = "--color",
      order = 3,
      paramLabel = "WHEN",
      completionCandidates = Takes.Color.class,
      defaultValue = "auto",
      description = "auto (default), always, never.")
  String color;

  /** Words for completion. */
  static final class StepNames extends Takes.Words {
    StepNames() {
      super(TourStep.ALL.stream().map(TourStep::title).toArray(String[]::new));
    }
  }

  @Override
  public Integer call() throws IOException {
    List<Integer> numbers = numbers();
    if (list) {
      numbers.forEach(
          n ->
              out()
                  .print("%2d  %-8s  tlsdiag %s\n".formatted(n, step(n).title(), step(n).shown())));
      return ExitCode.CLEAN;
    }
    LastComparison last = LastComparison.kept();
    TourFolder files = TourFolder.make();
    Thread cleaning = new Thread(() -> clean(files, last), "tlsdiag-tour");
    Runtime.getRuntime().addShutdownHook(cleaning); // Ctrl-C, wherever it comes
    try {
      return run(numbers, files);
    } finally {
      clean(files, last);
    }
  }

  /** May be done twice. */
  private static void clean(TourFolder files, LastComparison last) {
    try {
      files.close();
      last.close();
    } catch (IOException e) {
      // The temporary folder is cleaned by others, too.
    }
  }

  private List<Integer> numbers() {
    List<Integer> all = IntStream.rangeClosed(1, TourStep.ALL.size()).boxed().toList();
    if (wanted == null) {
      return all;
    }
    List<Integer> meant =
        all.stream()
            .filter(n -> wanted.equals(step(n).title()) || wanted.equals(String.valueOf(n)))
            .toList();
    if (meant.isEmpty()) {
      CommandException problem = CommandException.usage("no step '%s'".formatted(wanted));
      List<String> near =
          DidYouMean.nearest(wanted, TourStep.ALL.stream().map(TourStep::title).toList());
      throw near.isEmpty()
          ? problem.attempt("tlsdiag tour --list")
          : problem.likely(near.get(0)).attempt("tlsdiag tour " + near.get(0));
    }
    return meant;
  }

  private static TourStep step(int number) {
    return TourStep.ALL.get(number - 1);
  }

  private int run(List<Integer> numbers, TourFolder files) throws IOException {
    boolean waits =
        !yes
            && numbers.size() > 1
            && TerminalStyle.isTerminal(TerminalStyle.STDIN)
            && TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    int result = ExitCode.CLEAN;
    for (int number : numbers) {
      if (waits && number > 1 && !goesOn()) {
        return result;
      }
      if (!shown(number, files)) {
        result = ExitCode.FINDINGS;
      }
    }
    if (numbers.size() > 1) {
      out()
          .print(
              """

              That was all, and its files are gone. On your own servers:
                tlsdiag compare https://YOUR.HOST/ --profile envoy   would Envoy break this?
                tlsdiag compare https://YOUR.HOST/ -x PROXY          does this proxy?
                tlsdiag help                                         all commands
              """);
    }
    return result;
  }

  /** Whether the step came out as it should. */
  private boolean shown(int number, TourFolder files) throws IOException {
    TourStep step = step(number);
    Theme theme = theme();
    String title = "%d of %d: %s".formatted(number, TourStep.ALL.size(), step.title());
    out().print("\n%s\n%s\n".formatted(theme.paint(Role.STRONG, title), step.says()));
    Optional<String> missing = step.program().filter(program -> !isOnPath(program));
    if (missing.isPresent()) {
      out().print("left out: %s is not on the PATH\n".formatted(missing.get()));
      return true;
    }
    if (step.scenario().isEmpty()) {
      return ends(step, step.line().replace("@", files.folder() + File.separator));
    }
    try (RunningScenario running = Scenarios.named(step.scenario().get()).orElseThrow().start()) {
      Target target = running.targets().get(0);
      return ends(
          step,
          step.line()
              .replace("@ca", running.trustFile().toString())
              .replace("@port", String.valueOf(target.address().port()))
              .replace("@url", target.url().toString()));
    }
  }

  private boolean ends(TourStep step, String line) {
    out().print("%s\n\n".formatted(theme().paint(Role.HINT, "$ " + wrapped("tlsdiag " + line))));
    out().flush();
    int exit = new Program(out(), err()).run(line.split(" "));
    out().print("\n%s\n".formatted(theme().paint(Role.DIM, "exit status " + exit)));
    out().flush();
    if (exit != step.exit()) {
      err().print("warning: it should have been %d\n".formatted(step.exit()));
      err().flush();
    }
    return exit == step.exit();
  }

  /** A command in lines that can be pasted as they are. */
  private static String wrapped(String line) {
    StringBuilder text = new StringBuilder();
    int column = PROMPT_COLUMNS;
    for (String word : line.split(" ")) {
      if (column + word.length() + 2 > COLUMNS && text.length() > 0) {
        text.append(" \\\n    ");
        column = 4;
      } else if (text.length() > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.toString();
  }

  /** Waits for Enter; false where the reader wants to leave. */
  private boolean goesOn() throws IOException {
    err().print("\nEnter: go on   q: leave > ");
    err().flush();
    StringBuilder line = new StringBuilder();
    for (int c = System.in.read(); c != '\n'; c = System.in.read()) {
      if (c < 0) {
        err().print("\n");
        return false; // Ctrl-D
      }
      line.append((char) c);
    }
    return !line.toString().strip().toLowerCase(Locale.ROOT).startsWith("q");
  }

  private static boolean isOnPath(String program) {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
  }

  private Theme theme() {
    return TerminalStyle.outputTheme(color, /* ascii= */ false);
  }

  private PrintWriter out() {
    return spec.commandLine().getOut();
  }

  private PrintWriter err() {
    return spec.commandLine().getErr();
  }

  /** What 'compare --last' knows is the user's own, and not the tour's. */
  private record LastComparison(Path file, Optional<byte[]> content) implements Closeable {
    static LastComparison kept() throws IOException {
      Path file = CompareState.of(System.getenv()).file();
      return new LastComparison(
          file, Files.exists(file) ? Optional.of(Files.readAllBytes(file)) : Optional.empty());
    }

    @Override
    public void close() throws IOException {
      if (content.isPresent()) {
        Files.write(file, content.get());
      } else {
        Files.deleteIfExists(file);
      }
    }
  }
}
