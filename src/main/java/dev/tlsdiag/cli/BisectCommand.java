package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.bisect.BisectReports;
import dev.tlsdiag.experiment.bisect.Bisection;
import dev.tlsdiag.experiment.bisect.Mixtures;
import dev.tlsdiag.experiment.bisect.Opening;
import dev.tlsdiag.experiment.bisect.ServerTrial;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.report.BisectJson;
import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.BisectText;
import dev.tlsdiag.report.Printable;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag bisect}: which difference of two ClientHellos makes a server fail. */
@Command(
    sortOptions = false,
    customSynopsis = {
      "tlsdiag bisect [OPTIONS] --good HELLO --bad HELLO [HOST[:PORT]]",
      "       tlsdiag bisect [OPTIONS] --from REPORT.json [HOST[:PORT]]",
      "       tlsdiag bisect [OPTIONS] DIRECT.pcap PROXIED.pcap | BOTH.pcap",
      ""
    },
    description = {
      "Finds the smallest difference between a ClientHello that works and one that fails.",
      "",
      "Sends mixtures of the two, on connections of their own, and narrows down what turns success",
      "into failure: an extension, a cipher suite, an order, a size, a record, two things together.",
      "Then it shows it: the good hello with it fails, the bad one without it works, repeatedly and",
      "shuffled. A server that fails at random is never given a cause. No handshake is finished.",
      "",
      "HELLO is FILE:NUMBER as 'tlsdiag capture FILE' numbers it, the name of a client ('--good",
      "help' lists them), or base. Without HOST the server of the good one is asked.",
      "",
      "Examples:",
      "  tlsdiag bisect --good curl-openssl-3.0 --bad chrome-125 app.example.test",
      "  tlsdiag bisect --good dump.pcap:3 --bad dump.pcap:7",
      "  tlsdiag bisect direct.pcap proxied.pcap",
      "  tlsdiag compare -o json https://app.example.test/ > report.json; \\",
      "    tlsdiag bisect --from report.json",
      "  tlsdiag bisect --good base --bad java-17 10.0.0.7:8443 --servername app.example.test",
      ""
    },
    footer = {
      "",
      "Exit: 0 nothing differs, or both work · 1 cause found · 2 usage · 3 not in the hello, it",
      "flaps, or out of probes · 4 unreachable, or no file"
    })
final class BisectCommand implements Callable<Integer> {
  private static final int MOST_TRIALS = 1000;
  private static final int SHOWN_PROBES = 8;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..2",
      paramLabel = "WHAT",
      completionCandidates = Takes.CaptureOrHost.class,
      description = "HOST[:PORT] to ask; or captures, as compare takes them.")
  List<String> what = new ArrayList<>();

  @Option(
      names = "--good",
      order = 1,
      paramLabel = "HELLO",
      completionCandidates = Takes.Hello.class,
      description = "The one that works; default base, a usual one.")
  String good;

  @Option(
      names = "--bad",
      order = 2,
      paramLabel = "HELLO",
      completionCandidates = Takes.Hello.class,
      description = "The one that fails.")
  String bad;

  @Option(
      names = "--from",
      order = 3,
      paramLabel = "FILE",
      completionCandidates = Takes.Json.class,
      description = "Both out of what 'tlsdiag compare -o json' printed.")
  Path from;

  @Option(
      names = {"--servername", "-servername"},
      order = 4,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "SNI of hellos that are not from a capture; default HOST.")
  String serverName;

  @Option(
      names = "--max-probes",
      order = 10,
      paramLabel = "N",
      defaultValue = "" + Bisection.USUAL_TRIALS,
      description = "Open so many connections at most; default 60.")
  int most;

  @Option(
      names = "--dry-run",
      order = 11,
      description = "Show the differences and what would be sent first; send nothing.")
  boolean dryRun;

  @Mixin BisectPath path;
  @Mixin CompareFiles files;
  @Mixin BisectOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if ("help".equals(good) || "help".equals(bad)) {
      out.print("%-24s %s\n".formatted(BisectHellos.BASE, "a hello that any server should like"));
      ProbeHello.names().forEach(line -> out.print(Printable.escape(line) + "\n"));
      return ExitCode.CLEAN;
    }
    output.check();
    if (most < Bisection.LEAST_TRIALS || most > MOST_TRIALS) {
      throw CommandException.usage(
          "'--max-probes %d' is not between %d and %d"
              .formatted(most, Bisection.LEAST_TRIALS, MOST_TRIALS));
    }
    Limits limits = path.limits();
    BisectHellos.Both both = hellos();
    Mixtures mixtures = new Mixtures(both.good(), both.bad());
    if (dryRun) {
      plan(mixtures, limits, out);
      return ExitCode.CLEAN;
    }
    Prober prober = new Prober(path.route(), limits);
    Bisection bisection =
        new Bisection(mixtures, new ServerTrial(prober, Preface.NONE), most, new Random());
    BisectReport report =
        BisectReports.of(bisection.run(), Version.NUMBER, path.target().toString(), path.way());
    print(report, out);
    return VerdictOptions.exitCode(report.verdict());
  }

  private BisectHellos.Both hellos() {
    boolean pair = good != null || bad != null;
    if (pair && from != null) {
      throw CommandException.usage("'--from' has both hellos: '--good' and '--bad' go without it");
    }
    if (from != null) {
      return target(BisectHellos.of(from), single());
    }
    if (pair) {
      return named(single());
    }
    if (what.isEmpty() || !Files.exists(Path.of(what.get(0)))) {
      throw CommandException.usage("there are no two hellos to compare")
          .attempt("tlsdiag bisect --good base --bad chrome-125 app.example.test");
    }
    return target(
        BisectHellos.of(files.compare(what, spec.commandLine().getErr())), Optional.empty());
  }

  private Optional<String> single() {
    if (what.size() > 1) {
      throw CommandException.usage("one argument too many: '%s'".formatted(what.get(1)))
          .attempt("tlsdiag bisect --help");
    }
    return what.stream().findFirst();
  }

  private BisectHellos.Both named(Optional<String> target) {
    if (bad == null) {
      throw CommandException.usage("'--bad' is missing: the hello that fails")
          .attempt("tlsdiag bisect --good %s --bad chrome-125 …".formatted(good));
    }
    String first = good == null ? BisectHellos.BASE : good;
    target.ifPresent(path::read);
    Optional<String> host =
        Optional.ofNullable(serverName).or(() -> target.map(t -> path.target().host()));
    BisectHellos.One one = BisectHellos.named("--good", first, host);
    BisectHellos.One other = BisectHellos.named("--bad", bad, host);
    return target(
        new BisectHellos.Both(one.opening(), other.opening(), one.server().or(other::server)),
        target);
  }

  private BisectHellos.Both target(BisectHellos.Both both, Optional<String> given) {
    String word =
        given
            .or(both::server)
            .orElseThrow(
                () ->
                    CommandException.usage("it is not known which server to ask")
                        .attempt("tlsdiag bisect … app.example.test:443"));
    path.read(word);
    return both;
  }

  private void plan(Mixtures mixtures, Limits limits, PrintWriter out) {
    out.print(
        "would open at most %d connections to %s (%s), one at a time, %s a second at most;"
            .formatted(
                most,
                Printable.escape(path.target().toString()),
                Printable.escape(path.way()),
                Problems.number(limits.perSecond())));
    out.print(" nothing was sent\n");
    out.print(row("good", mixtures.good()));
    out.print(row("bad", mixtures.bad()));
    mixtures
        .differences()
        .forEach(each -> out.print("differ  " + Printable.escape(each.text()) + "\n"));
    if (mixtures.differences().isEmpty()) {
      out.print("differ  in nothing that could be sent otherwise\n");
      return;
    }
    out.print(
        "first   good and bad in turn, %d probes; then the good hello with half of the"
                .formatted(SHOWN_PROBES)
            + " differences\n");
  }

  private static String row(String role, Opening opening) {
    String sni = opening.hello().serverName().map(name -> "SNI " + name).orElse("no SNI");
    return "%-7s %s, %d bytes, %s\n"
        .formatted(role, Printable.escape(opening.name()), opening.size(), Printable.escape(sni));
  }

  private void print(BisectReport report, PrintWriter out) throws IOException {
    KeptResult json = () -> ReportFiles.written(buffer -> new BisectJson(buffer).render(report));
    KeptResult.offer(out, json);
    if (output.json()) {
      out.print(json.json());
      return;
    }
    new BisectText(output.theme(), output.columns(), output.verbose).render(report, out);
  }
}
