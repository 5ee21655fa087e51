package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.MatrixRun;
import dev.tlsdiag.experiment.Repeats;
import dev.tlsdiag.experiment.Since;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag compare}: how one request goes along two paths, live or in captures. */
@Command(
    sortOptions = false,
    modelTransformer = CurlOptions.Brief.class,
    customSynopsis = {
      "tlsdiag compare [OPTIONS] URL",
      "       tlsdiag compare [OPTIONS] -- curl …",
      "       tlsdiag compare [OPTIONS] --exec -- COMMAND …",
      "       tlsdiag compare [OPTIONS] --lab NAME",
      "       tlsdiag compare [OPTIONS] DIRECT PROXIED | BOTH",
      ""
    },
    description = {
      "Compares how one request goes directly and through a proxy: which hop breaks it, and why.",
      "",
      "A URL or a curl command is sent along both paths, with curl's options (all that 'tlsdiag",
      "replay --help' lists work here); what seems to break it is then tested by",
      "repeating that hop with only this changed. DIRECT and PROXIED are captures of the two paths,",
      "BOTH holds a proxy's two legs, and perhaps a direct request.",
      "",
      "Examples:",
      "  tlsdiag compare --lab mrap-no-sni",
      "  tlsdiag compare https://app.example.test/ --profile envoy   # as Envoy would at its defaults",
      "  tlsdiag compare -x proxy.example.test:3128 -- curl -d a=1 https://app.example.test/",
      "  tlsdiag compare --exec --profile cilium-before-sni-fix -- aws s3 ls s3://bucket",
      "  tlsdiag compare https://app.example.test/ --via 192.0.2.2:443 --tap 8443",
      "  tlsdiag compare https://app.example.test/ --profile envoy --prove   # which difference?",
      "  tlsdiag compare direct.pcap proxied.pcap",
      "  tlsdiag compare proxy.pcap --host app.example.test   # the legs are found by themselves",
      ""
    },
    footer = {
      "",
      "Exit: 0 paths agree · 1 finding · 2 usage · 3 cannot tell · 4 no file, or both unreachable"
    })
final class CompareCommand implements Callable<Integer>, CurlOptions.Taker {
  private static final int MOST_RUNS = 1000;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      completionCandidates = Takes.CaptureOrHost.class,
      description = "A URL, a curl command after --, or captures; - is standard input.")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--lab",
      order = 1,
      paramLabel = "NAME",
      completionCandidates = Takes.LabScenario.class,
      description = "A scenario of the lab; 'tlsdiag lab' lists them.")
  String lab;

  @Option(
      names = "--connect-timeout",
      order = 2,
      paramLabel = "SECONDS",
      description = {
        "Patience for name, TCP, tunnel and handshake together: 2 for what",
        "is to fail and for the built-in proxy, 10 for the rest."
      })
  Double connectTimeout;

  @Option(
      names = "--matrix",
      order = 3,
      description = "Every host by every mode: direct, relayed, intercepted. What fails?")
  boolean matrix;

  @Option(
      names = "--baseline",
      order = 4,
      paramLabel = "FILE",
      completionCandidates = Takes.Json.class,
      description = "An earlier run's -o json: what is fixed, still there, new?")
  Path baseline;

  @Option(
      names = "--last",
      order = 5,
      description = "The run before once more: what is fixed, still there, new?")
  boolean last;

  @Option(
      names = {"-n", "--count"},
      order = 6,
      paramLabel = "N",
      defaultValue = "1",
      description = "Compare so often, at most 1000: what fails now and then?")
  int count;

  @Option(
      names = "--exec",
      order = 7,
      description = {
        "WHAT is a command, run twice: its TLS untouched, then intercepted.",
        "--host chooses one of the hosts it asks for."
      })
  boolean exec;

  @Option(
      names = "--no-probe",
      order = 8,
      description = "Send the request along each path and nothing else: no experiments.")
  boolean noProbe;

  @Mixin ProofOptions proof;
  @Mixin UpstreamOptions upstream;
  @Mixin CompareProxy proxy;
  @Mixin CompareRequest requests;
  @Mixin CompareFiles files;
  @Mixin CompareOutput output;

  private static final List<String> WITH_LAST =
      List.of(
          "--last",
          "--output",
          "--report",
          "--hops",
          "--verbose",
          "--fail-on",
          "--fail-on-unknown",
          "--ignore-file",
          "--color",
          "--ascii",
          "--debug");

  private List<String> arguments;
  private List<Since.Known> earlier;
  private final CompareState state = CompareState.of(System.getenv());

  @Override
  public List<String> curlWords() {
    return requests.curlWords();
  }

  @Override
  public Integer call() throws IOException {
    output.check(spec.commandLine().getErr());
    proof.check(noProbe, matrix);
    if (last) {
      return repeat();
    }
    if (lab != null) {
      return lab(CompareLab.named(lab));
    }
    if (exec && what.isEmpty()) {
      throw CommandException.usage("no command after '--exec --'")
          .attempt("tlsdiag compare --exec -- curl https://app.example.test/");
    }
    if (what.isEmpty() && !requests.isRequest(what)) {
      throw CommandException.usage("nothing to compare")
          .attempt("tlsdiag compare --lab mrap-no-sni");
    }
    if (exec) {
      return live(
          new CompareExec(
                  what,
                  Optional.ofNullable(files.host),
                  requests,
                  upstream,
                  patience(),
                  "tlsdiag compare --last",
                  output.verbose,
                  System.getenv())
              .paths());
    }
    if (requests.isRequest(what)) {
      return request();
    }
    Report report = proof.of(files.compare(what, spec.commandLine().getErr()));
    output.print(report, spec.commandLine().getOut());
    return output.exitCode(report);
  }

  private int request() throws IOException {
    CompareLive bench =
        new CompareLive(
            requests,
            proxy,
            upstream,
            patience(),
            again(),
            System.getenv(),
            spec.commandLine().getErr());
    if (!matrix) {
      return live(bench.paths(what));
    }
    List<MatrixRun.Target> targets = new ArrayList<>();
    for (String url : what) {
      targets.add(bench.target(url));
    }
    return matrix(targets);
  }

  /** With the arguments of the run before; what was given besides shows the same otherwise. */
  private int repeat() throws IOException {
    if (!what.isEmpty() || lab != null) {
      throw CommandException.usage(
          "'--last' repeats the run before, and takes nothing else to run");
    }
    refuseOtherThanOutput();
    List<String> arguments =
        state
            .arguments()
            .orElseThrow(
                () ->
                    CommandException.usage("there is no run before this one to repeat")
                        .attempt("tlsdiag compare --lab mrap-no-sni"));
    CompareCommand again = new CompareCommand();
    CommandLine line = new CommandLine(again);
    line.parseArgs(arguments.toArray(String[]::new));
    again.spec = line.getCommandSpec();
    again.arguments = arguments;
    again.earlier = state.findings();
    again.output = output;
    line.setOut(spec.commandLine().getOut());
    line.setErr(spec.commandLine().getErr());
    return again.call();
  }

  /** Options that would change the run are those of the run before: none is dropped silently. */
  private void refuseOtherThanOutput() {
    spec.commandLine().getParseResult().matchedOptions().stream()
        .map(CommandLine.Model.OptionSpec::longestName)
        .filter(name -> !WITH_LAST.contains(name))
        .findFirst()
        .ifPresent(
            name -> {
              throw CommandException.usage(
                      "'%s' cannot be given with '--last', which has the options of the run before"
                          .formatted(name))
                  .likely("only how it is shown can change: " + String.join(", ", WITH_LAST));
            });
  }

  /** What a report says to paste needs the servers, which are gone with this run. */
  private int told(int code, Scenario scenario) {
    if (code == ExitCode.FINDINGS && !output.json()) {
      spec.commandLine()
          .getErr()
          .print(
              "note: the scenario is closed again; to try commands on it: tlsdiag lab serve %s\n"
                  .formatted(scenario.name()));
    }
    return code;
  }

  private int lab(Scenario scenario) throws IOException {
    if (!what.isEmpty()) {
      throw CommandException.usage(
          "'--lab' brings its own servers, not '%s'".formatted(what.get(0)));
    }
    if (requests.given()) {
      throw CommandException.usage("'--lab' brings its own request: curl's options go with a URL");
    }
    try (RunningScenario running = scenario.start()) {
      CompareLab bench = new CompareLab(scenario, running, patience());
      if (matrix) {
        List<MatrixRun.Target> targets = new ArrayList<>();
        for (Target target : running.targets()) {
          targets.add(
              new MatrixRun.Target(bench.paths(target, upstream, again()), target.address()));
        }
        return matrix(targets);
      }
      return told(live(bench.paths(running.targets().get(0), upstream, again())), scenario);
    }
  }

  private int matrix(List<MatrixRun.Target> targets) throws IOException {
    Matrix result = MatrixRun.run(targets);
    output.print(result, again(), spec.commandLine().getOut());
    return result.failures() == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private int live(LivePaths paths) throws IOException {
    LiveComparison.Result result;
    try {
      LiveComparison comparison = new LiveComparison(Version.NUMBER, paths);
      result = repeated(noProbe ? comparison.withoutExperiments() : comparison);
    } catch (UncheckedIOException e) {
      throw CommandException.couldNotRun("cannot compare: " + e.getCause().getMessage())
          .causedBy(e);
    }
    Report report = proof.of(result.report());
    List<Since.Known> before = baseline == null ? earlier : CompareState.baseline(baseline);
    if (before != null) {
      report = Since.told(report, before);
    }
    output.print(report, spec.commandLine().getOut());
    spec.commandLine().getOut().flush(); // what is kept for another run need not be waited for
    keep(report);
    return result.unreachable() ? ExitCode.COULD_NOT_RUN : output.exitCode(report);
  }

  private LiveComparison.Result repeated(LiveComparison comparison) {
    if (count < 1 || count > MOST_RUNS) {
      throw CommandException.usage(
          "'--count %d' is not between 1 and %d".formatted(count, MOST_RUNS));
    }
    List<LiveComparison.Result> runs = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      runs.add(comparison.run());
    }
    return count == 1 ? runs.get(0) : Repeats.joined(runs);
  }

  private Patience patience() {
    return connectTimeout == null ? Patience.USUAL : Patience.of(connectTimeout);
  }

  /** So that {@code --last} can do it again; a run is not spoiled by a folder that is not there. */
  private void keep(Report report) {
    try {
      state.keep(arguments(), CompareOutput.json(report));
    } catch (IOException e) {
      spec.commandLine()
          .getErr()
          .print("warning: no --last: cannot write '%s'\n".formatted(state.file()));
    }
  }

  private List<String> arguments() {
    if (arguments != null) {
      return arguments;
    }
    List<String> all = spec.commandLine().getParseResult().originalArgs();
    return all.subList(all.indexOf("compare") + 1, all.size());
  }

  /** The command line as it was given; where it may hold secrets the kept one is referred to. */
  private String again() {
    return requests.mayHoldSecrets(what)
        ? "tlsdiag compare --last"
        : arguments().stream()
            .map(ShellWord::quote)
            .collect(Collectors.joining(" ", "tlsdiag compare ", ""));
  }
}
