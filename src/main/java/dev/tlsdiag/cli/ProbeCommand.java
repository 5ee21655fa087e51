package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.ProbeRun;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.ProbeText;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag probe}: one endpoint, one variable at a time. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag probe [OPTIONS] HOST[:PORT]", ""},
    description = {
      "Sends ClientHellos that differ in one thing each, and says what the server minds.",
      "",
      "First a usual hello, then the same with other names, segments, sizes, groups, versions, ALPN,",
      "ciphers, a PROXY header or a request in the clear: about 30 connections, 30 a second, of which",
      "none finishes a handshake. Told are whose certificate it is, how the server takes names, and",
      "the first change that turns the result over.",
      "",
      "Examples:",
      "  tlsdiag probe app.example.test",
      "  tlsdiag probe 10.0.0.7:8443 --servername app.example.test    # that address, this name",
      "  tlsdiag probe app.example.test -x http://proxy:3128          # the proxy resolves the name",
      "  tlsdiag probe mail.example.test --starttls smtp",
      "  tlsdiag probe app.example.test --axis sni,size --full        # fewer probes, each in a row",
      "  tlsdiag probe app.example.test --hello dump.pcap:3           # what that client sent",
      "  tlsdiag probe app.example.test --dry-run                     # what would be sent",
      ""
    },
    footer = {
      "",
      "Axes: sni segments size groups versions alpn ciphers signatures resumption proxy-header",
      "plaintext.",
      "Exit: 0 it works · 1 it fails, or a finding · 2 usage · 3 cannot tell · 4 unreachable"
    })
final class ProbeCommand implements Callable<Integer> {
  private static final double MOST_PER_SECOND = 1000;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..1",
      paramLabel = "HOST[:PORT]",
      completionCandidates = Takes.Host.class,
      description = "What to probe; the port is 443, or that of --starttls.")
  String target;

  @Mixin ProbeHello hello;

  @Option(
      names = "--axis",
      order = 10,
      paramLabel = "NAME",
      completionCandidates = Takes.ProbeAxis.class,
      split = ",",
      description = "Vary only these, separated by commas.")
  List<String> axes = new ArrayList<>();

  @Option(
      names = "--dry-run",
      order = 11,
      description = "Say what would be sent, and send nothing.")
  boolean dryRun;

  @Mixin ProbePath path;

  @Option(
      names = "--rate",
      order = 30,
      paramLabel = "N",
      defaultValue = "30",
      description = "New connections a second, at most 8 at once; default 30.")
  double rate;

  @Option(
      names = "--connect-timeout",
      order = 31,
      paramLabel = "SECONDS",
      defaultValue = "2",
      description = "Patience to connect, and again for an answer; default 2.")
  double patience;

  @Option(
      names = {"--ca", "--cacert"},
      order = 32,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "Say whether these are trusted; default the machine's.")
  List<Path> anchors = new ArrayList<>();

  @Option(names = "--full", order = 40, description = "Every probe in a table, every answer.")
  boolean full;

  @Mixin ProbeOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if ("help".equals(hello.hello)) {
      ProbeHello.names().forEach(line -> out.print(Printable.escape(line) + "\n"));
      return ExitCode.CLEAN;
    }
    if (target == null) {
      throw CommandException.usage("there is no host to probe")
          .attempt("tlsdiag probe app.example.test:443");
    }
    output.check();
    Limits limits = limits();
    Set<Axis> wanted = axes();
    path.read(target, hello.startTls());
    Probe base = hello.base(path.target().host());
    if (dryRun) {
      // Nothing is sent, so nothing is read for it either.
      ProbePlan.print(
          options(base, wanted, CompletableFuture.completedFuture(Optional.empty())),
          path,
          limits,
          out);
      return ExitCode.CLEAN;
    }
    for (Path file : anchors) {
      if (!Files.isReadable(file)) {
        throw CommandException.couldNotRun("cannot read '%s'".formatted(file));
      }
    }
    CompletableFuture<Optional<TrustAnchors>> trust = CompletableFuture.supplyAsync(this::trust);
    ProbeRun.Options options = options(base, wanted, trust);
    List<ProbeReport> reports = new ArrayList<>();
    for (Route route : path.routes(limits.patience())) {
      reports.add(ProbeRun.run(options, route, limits));
    }
    output.writeFiles(reports, CommandLineText.of(spec.commandLine()));
    if (reports.stream().allMatch(r -> r.verdict() == ProbeReport.Verdict.UNREACHABLE)
        && !output.json()) {
      throw unreachable(reports.get(0));
    }
    print(reports, out);
    return VerdictOptions.exitCode(reports, output.failsOn());
  }

  private ProbeRun.Options options(
      Probe base, Set<Axis> wanted, CompletableFuture<Optional<TrustAnchors>> trust) {
    return new ProbeRun.Options(
        Version.NUMBER,
        path.target(),
        path.way(),
        path.proxy(),
        base.hello().serverName().orElse(hello.rightName(path.target().host())),
        base,
        wanted,
        trust);
  }

  private Limits limits() {
    if (!(rate > 0 && rate <= MOST_PER_SECOND)) {
      throw CommandException.usage(
          "'--rate %s' is no number above 0 and up to 1000".formatted(Problems.number(rate)));
    }
    if (!(patience >= 0.05 && patience <= 600)) {
      throw CommandException.usage(
          "'--connect-timeout %s' is not within 0.05 to 600 seconds"
              .formatted(Problems.number(patience)));
    }
    return new Limits(
        Duration.ofMillis(Math.round(1000 * patience)), Limits.DEFAULT.concurrency(), rate);
  }

  private Set<Axis> axes() {
    Set<Axis> wanted = EnumSet.noneOf(Axis.class);
    for (String name : axes) {
      wanted.add(
          Arrays.stream(Axis.values())
              .filter(axis -> axis.label().equals(name.toLowerCase(Locale.ROOT)))
              .findFirst()
              .orElseThrow(() -> unknownAxis(name)));
    }
    return axes.isEmpty() ? EnumSet.allOf(Axis.class) : wanted;
  }

  private static CommandException unknownAxis(String name) {
    List<String> known = Arrays.stream(Axis.values()).map(Axis::label).toList();
    List<String> near = DidYouMean.nearest(name, known);
    CommandException problem = CommandException.usage("no axis is called '%s'".formatted(name));
    return near.isEmpty()
        ? problem.likely(String.join(", ", known))
        : problem.likely(near.get(0)).attempt("--axis " + near.get(0));
  }

  private Optional<TrustAnchors> trust() {
    try {
      TrustAnchors all = null;
      for (Path file : anchors) {
        TrustAnchors one = TrustStores.load(file);
        all = all == null ? one : all.and(one);
      }
      return Optional.of(all == null ? TrustOptions.machine(System.getenv()) : all);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private CommandException unreachable(ProbeReport report) {
    CommandException problem =
        CommandException.couldNotRun(Problems.lowerCaseFirst(report.headline()));
    String proxy = path.proxyOfEnvironment();
    return proxy.isEmpty() || path.proxied()
        ? problem
        : problem
            .likely("this machine reaches it through a proxy only")
            .attempt(
                "tlsdiag probe -x %s %s"
                    .formatted(ShellWord.quote(proxy), ShellWord.quote(path.target().toString())));
  }

  private void print(List<ProbeReport> reports, PrintWriter out) throws IOException {
    KeptResult.offer(out, () -> ProbeOutput.json(reports));
    if (output.json()) {
      out.print(ProbeOutput.json(reports));
      return;
    }
    new ProbeText(output.theme(), output.columns(), full, output.verbose).render(reports, out);
  }
}
