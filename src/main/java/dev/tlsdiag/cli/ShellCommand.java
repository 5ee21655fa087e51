package dev.tlsdiag.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.cli.shell.LastResult;
import dev.tlsdiag.cli.shell.ShellProgram;
import dev.tlsdiag.cli.shell.ShellSession;
import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag shell}: commands one after another, without leaving. */
@Command(
    customSynopsis = {"tlsdiag shell [-e] [FILE]", "tlsdiag shell [-e] -c LINE", ""},
    description = {
      "Reads commands and runs them: with history, completion by Tab, colours while typing, and $",
      "for what the last command found. \\? in it explains the keys.",
      "",
      "From a file or a pipe lines run one after another, until one ends with 2, 4, 70 or whatever",
      "else is no answer; findings (1) and not knowing (3) are answers, and end it with -e only.",
      "",
      "Examples:",
      "  tlsdiag shell",
      "  tlsdiag shell -e smoke.tlsdiag          # a file of lines; # begins a comment",
      "  tlsdiag shell -c 'capture dump.pcap' -c 'probe $1.sni'",
      "  echo 'diagnose *.pcap' | tlsdiag shell",
      ""
    },
    footer = {
      "",
      "Exit: that of the last line · 0 after a session at a terminal · 2 usage · 4 no file"
    })
final class ShellCommand implements Callable<Integer>, ShellProgram {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @Spec CommandSpec spec;

  @Option(
      names = "-c",
      order = 1,
      paramLabel = "LINE",
      description = "Run this line; several run in order.")
  List<String> lines = List.of();

  @Option(
      names = {"-e", "--errexit"},
      order = 2,
      description = "Stop at findings (1) and at what cannot be told (3), too.")
  boolean strict;

  @Option(
      names = "--color",
      order = 3,
      paramLabel = "WHEN",
      defaultValue = "auto",
      completionCandidates = Takes.Color.class,
      description = "Of words while they are typed: auto (default), always, never.")
  String color;

  @Parameters(
      arity = "0..1",
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Lines to run; - is standard input.")
  String file;

  private final Map<String, Optional<CommandSpec>> models = new HashMap<>();
  private Sinks sinks;
  private volatile HostedRun running;

  /** Where commands print: the process's own streams at a terminal. */
  private record Sinks(OutputStream out, OutputStream err) {}

  @Override
  public Integer call() throws IOException {
    new Takes.Color().check("--color", color);
    if (file != null && !lines.isEmpty()) {
      throw CommandException.usage("'-c' and '%s': lines come from one place".formatted(file));
    }
    Map<String, String> environment = System.getenv();
    Path folder = CompareState.of(environment).file().getParent();
    ShellSession session = new ShellSession(this, folder, environment);
    boolean atTerminal =
        TerminalStyle.isTerminal(TerminalStyle.STDIN)
            && TerminalStyle.isTerminal(TerminalStyle.STDOUT);
    if (lines.isEmpty() && file == null && atTerminal) {
      sinks =
          new Sinks(
              new FileOutputStream(FileDescriptor.out), new FileOutputStream(FileDescriptor.err));
      return session.interactive(TerminalStyle.outputTheme(color, /* ascii= */ false).color());
    }
    try (BufferedReader script = script()) {
      return session.batch(script, strict);
    }
  }

  private BufferedReader script() throws IOException {
    if (!lines.isEmpty()) {
      return new BufferedReader(new StringReader(String.join("\n", lines)));
    }
    if (file != null && !file.equals("-")) {
      return Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8);
    }
    return new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
  }

  @Override
  public Ran run(List<String> words) {
    String[] arguments = words.toArray(String[]::new);
    if (sinks == null) {
      return inBatch(arguments);
    }
    HostedRun run = new HostedRun(sinks.out(), sinks.err());
    running = run;
    try {
      int code = run.run((out, err) -> new Program(out, err).run(arguments));
      Optional<LastResult> result = run.result().flatMap(found -> document(found, run.printed()));
      return new Ran(code, result, run.isLeaving());
    } finally {
      running = null;
    }
  }

  /** On this thread, so that signals do what they do to a command of its own. */
  private Ran inBatch(String[] arguments) {
    PrintWriter out = spec.commandLine().getOut();
    KeptResult[] kept = new KeptResult[1];
    PrintWriter writer = ResultStream.writer(ResultStream.bytesOf(out), found -> kept[0] = found);
    int code = new Program(writer, spec.commandLine().getErr()).run(arguments);
    writer.flush();
    Optional<LastResult> result =
        Optional.ofNullable(kept[0]).flatMap(found -> document(found, ""));
    return new Ran(code, result, false);
  }

  private static Optional<LastResult> document(KeptResult found, String printed) {
    try {
      JsonNode json = MAPPER.readTree(found.json());
      return json == null || !json.isContainerNode()
          ? Optional.empty()
          : Optional.of(new LastResult(json, printed, List.of()));
    } catch (IOException e) {
      return Optional.empty(); // a command that was stopped has half a result
    }
  }

  @Override
  public void interrupt() {
    HostedRun run = running;
    if (run != null) {
      print("\n"); // behind the ^C that the terminal shows
      run.interrupt();
    }
  }

  @Override
  public Signals onSignal(String name, Runnable action) {
    return ProcessSignals.ofProcess(name, action)::close;
  }

  @Override
  public Map<String, String> commands() {
    Map<String, String> all = new LinkedHashMap<>();
    for (Commands.Entry entry : Commands.ALL) {
      all.put(entry.name(), entry.summary());
    }
    return all;
  }

  @Override
  public Optional<CommandSpec> model(String command) {
    return models.computeIfAbsent(command, name -> Commands.named(name).map(CommandModels::of));
  }

  @Override
  public Optional<Values> values(ArgSpec argument) {
    return ValueKind.of(argument)
        .map(
            kind ->
                new Values(
                    kind.words(),
                    kind.closed(),
                    kind.separator().orElse(""),
                    kind.namesFile(),
                    sources(kind),
                    kind.extensions()));
  }

  private static Set<Source> sources(ValueKind kind) {
    return kind.sources().stream()
        .map(
            source ->
                switch (source) {
                  case FILE -> Source.FILE;
                  case FOLDER -> Source.FOLDER;
                  case INTERFACE -> Source.INTERFACE;
                  case HOST -> Source.HOST;
                })
        .collect(Collectors.toUnmodifiableSet());
  }

  @Override
  public List<String> nearest(String given, Collection<String> known) {
    return DidYouMean.nearest(given, known);
  }

  @Override
  public void complain(String message, String hint) {
    CommandException problem = CommandException.usage(message);
    new Problems(spec.commandLine().getErr(), /* debug= */ false)
        .report(hint.isEmpty() ? problem : problem.attempt(hint));
  }

  @Override
  public void note(String text) {
    PrintWriter err = spec.commandLine().getErr();
    err.print("note: " + text + "\n");
    err.flush();
  }

  @Override
  public void print(String text) {
    PrintWriter out = spec.commandLine().getOut();
    out.print(text);
    out.flush();
  }
}
