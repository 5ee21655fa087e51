package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.experiment.MatrixRun;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.report.Matrix;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag compare}: how one request goes along two paths, live or in captures. */
@Command(
    sortOptions = false,
    customSynopsis = {
      "tlsdiag compare [OPTIONS] URL",
      "       tlsdiag compare [OPTIONS] -- curl …",
      "       tlsdiag compare [OPTIONS] --lab NAME",
      "       tlsdiag compare [OPTIONS] DIRECT PROXIED | BOTH",
      ""
    },
    description = {
      "Compares how one request goes directly and through a proxy: which hop breaks it, and why.",
      "",
      "A URL or a curl command is sent along both paths; what seems to break it is then tested by",
      "repeating that hop with only this changed. DIRECT and PROXIED are captures of the two paths,",
      "BOTH holds a proxy's two legs, and perhaps a direct request.",
      "",
      "Examples:",
      "  tlsdiag compare --lab mrap-no-sni",
      "  tlsdiag compare https://app.example.test/ --profile envoy",
      "  tlsdiag compare direct.pcap proxied.pcap",
      "  tlsdiag compare proxy.pcap --host app.example.test   # the legs are found by themselves",
      ""
    },
    footer = {
      "",
      "Exit: 0 paths agree · 1 finding · 2 usage · 3 cannot tell · 4 no file, or both unreachable"
    })
final class CompareCommand implements Callable<Integer> {
  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "WHAT",
      description = "A URL, a curl command after --, or captures; - is standard input.")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--lab",
      order = 1,
      paramLabel = "NAME",
      description = "A scenario of the lab; 'tlsdiag lab' lists them.")
  String lab;

  @Option(
      names = "--connect-timeout",
      order = 2,
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Patience for name, TCP, tunnel and handshake of each hop (2).")
  double connectTimeout;

  @Option(
      names = "--matrix",
      order = 3,
      description = "Every host by every mode: direct, relayed, intercepted. What fails?")
  boolean matrix;

  @Mixin UpstreamOptions upstream;
  @Mixin CompareFiles files;
  @Mixin CompareOutput output;

  @Override
  public Integer call() throws IOException {
    output.check();
    if (lab != null) {
      return lab(CompareLab.named(lab));
    }
    if (what.isEmpty()) {
      throw CommandException.usage("nothing to compare")
          .attempt("tlsdiag compare --lab mrap-no-sni");
    }
    Report report = files.compare(what, spec.commandLine().getErr());
    output.print(report, spec.commandLine().getOut());
    return output.exitCode(report);
  }

  private int lab(Scenario scenario) throws IOException {
    if (!what.isEmpty()) {
      throw CommandException.usage(
          "'--lab' brings its own servers, not '%s'".formatted(what.get(0)));
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
      return live(bench.paths(running.targets().get(0), upstream, again()));
    }
  }

  private int matrix(List<MatrixRun.Target> targets) throws IOException {
    Matrix result = MatrixRun.run(targets);
    output.print(result, spec.commandLine().getOut());
    return result.failures() == 0 ? ExitCode.CLEAN : ExitCode.FINDINGS;
  }

  private int live(LivePaths paths) throws IOException {
    LiveComparison.Result result;
    try {
      result = new LiveComparison(Version.NUMBER, paths).run();
    } catch (UncheckedIOException e) {
      throw CommandException.couldNotRun("cannot compare: " + e.getCause().getMessage())
          .causedBy(e);
    }
    output.print(result.report(), spec.commandLine().getOut());
    return result.unreachable() ? ExitCode.COULD_NOT_RUN : output.exitCode(result.report());
  }

  private Duration patience() {
    if (!(connectTimeout > 0 && connectTimeout <= 3600)) {
      throw CommandException.usage(
          "'--connect-timeout %s' is no number of seconds up to 3600".formatted(connectTimeout));
    }
    return Duration.ofMillis(Math.round(connectTimeout * 1000));
  }

  /** The command line as it was given. */
  private String again() {
    return spec.commandLine().getParseResult().originalArgs().stream()
        .map(ShellWord::quote)
        .collect(Collectors.joining(" ", "tlsdiag compare ", ""));
  }
}
