package dev.tlsdiag.cli;

import dev.tlsdiag.experiment.evidence.CaseChoice;
import dev.tlsdiag.experiment.evidence.Dossier;
import dev.tlsdiag.experiment.evidence.EvidenceDiagnosis;
import dev.tlsdiag.experiment.evidence.NoSuchRequestException;
import dev.tlsdiag.pile.Contribution;
import dev.tlsdiag.pile.EnvoyConsole;
import dev.tlsdiag.pile.Pile;
import dev.tlsdiag.pile.PileContents;
import dev.tlsdiag.pile.PileOptions;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag diagnose}: any pile of evidence, one answer. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag diagnose [OPTIONS] [FILE...]", ""},
    description = {
      "Puts together what captures, flows, logs, policies and dumps tell of one request: which hop",
      "broke it, why, and what to change; or what is missing to say so, and how to collect it.",
      "",
      "Every file is recognised by its content: pcap and pcapng, Hubble flows, Envoy's config_dump,",
      "debug and access logs, CiliumNetworkPolicies and Istio's resources, sysdumps and bug reports",
      "as they are; FROM in the answer says what each gave. Failures are looked at first.",
      "",
      "Examples:",
      "  tlsdiag diagnose node.pcap flows.json config_dump.json policy.yaml envoy.log",
      "  tlsdiag diagnose cilium-sysdump.zip --host app.example.test",
      "  hubble observe -o jsonpb | tlsdiag diagnose - policies.yaml",
      "  tlsdiag diagnose envoy.log --envoy-admin unix:/var/run/cilium/envoy/sockets/admin.sock",
      "  tlsdiag diagnose istio-proxy.log mesh.yaml --request-id 58c0e2c6-1111-4a4a-9d9d-0123456789ab",
      ""
    },
    footer = {"", "Exit: 0 no finding · 1 finding · 2 usage · 3 cannot tell · 4 could not read"})
final class DiagnoseCommand implements Callable<Integer> {
  private static final int LISTED = 4;

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Files, folders, archives; - is standard input.")
  List<String> files = new ArrayList<>();

  @Option(
      names = "--host",
      order = 1,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The request to look at: for this host.")
  String host;

  @Option(
      names = "--request-id",
      order = 2,
      paramLabel = "ID",
      description = "The request to look at: with this x-request-id.")
  String requestId;

  @Option(
      names = "--client",
      order = 3,
      paramLabel = "WHO",
      description = "The request to look at: of this address, address:port or pod.")
  String client;

  @Option(
      names = "--since",
      order = 4,
      paramLabel = "TIME",
      description = {
        "Only requests from then on: 2026-11-20T12:01:53Z, or 5m before the",
        "latest record."
      })
  String since;

  @Option(
      names = "--envoy-admin",
      order = 5,
      paramLabel = "ADDRESS",
      description = {
        "Also ask the admin console of a running Envoy, by GET alone: HOST:PORT or",
        "unix:/PATH. May be given several times."
      })
  List<String> envoyAdmins = new ArrayList<>();

  @Mixin CompareOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter err = spec.commandLine().getErr();
    output.check(err);
    if (files.stream().filter("-"::equals).count() > 1) {
      throw CommandException.usage("standard input can be only one of the files");
    }
    for (String file : files) {
      if (!file.equals("-") && !Files.exists(Path.of(file))) {
        throw CommandException.couldNotRun("no such file '%s'".formatted(file));
      }
    }
    List<EnvoyConsole> consoles = consoles();
    if (files.isEmpty() && consoles.isEmpty()) {
      throw CommandException.usage("no FILE to look at, and no --envoy-admin");
    }
    PileContents pile = Pile.read(files, consoles, PileOptions.reading(System.in));
    pile.problems().forEach(problem -> err.print("warning: " + Printable.escape(problem) + "\n"));
    Dossier dossier = Dossier.of(pile);
    if (dossier.contributions().stream().noneMatch(Contribution::useful)) {
      throw files.isEmpty()
          ? CommandException.couldNotRun("no Envoy answered")
          : nothingIn(dossier);
    }
    CaseChoice choice =
        new CaseChoice(
            Optional.ofNullable(host),
            Optional.ofNullable(requestId),
            Optional.ofNullable(client),
            from(dossier));
    Report report = report(dossier, choice);
    output.print(report, spec.commandLine().getOut());
    return output.exitCode(report);
  }

  /** Of files that give nothing, what they are taken for. */
  static CommandException nothingIn(Dossier dossier) {
    List<String> each =
        dossier.contributions().stream()
            .limit(LISTED)
            .map(file -> Printable.escape(file.name() + ": " + file.sentence()))
            .toList();
    CommandException problem =
        CommandException.cannotTell("nothing in it that a diagnosis could use");
    return each.isEmpty() ? problem : problem.likely(String.join("; ", each));
  }

  static Report report(Dossier dossier, CaseChoice choice) {
    try {
      return new EvidenceDiagnosis(Version.NUMBER, choice).diagnose(dossier);
    } catch (NoSuchRequestException e) {
      CommandException problem = CommandException.cannotTell(Printable.escape(e.getMessage()));
      throw e.others().isEmpty()
          ? problem
          : problem.likely(Printable.escape(String.join(", ", e.others())));
    }
  }

  private List<EnvoyConsole> consoles() {
    try {
      return envoyAdmins.stream()
          .map(address -> EnvoyConsole.at(address, EnvoyConsole.LIMITS))
          .toList();
    } catch (IllegalArgumentException e) {
      throw CommandException.usage("--envoy-admin: " + e.getMessage());
    }
  }

  private Optional<Instant> from(Dossier dossier) {
    if (since == null) {
      return Optional.empty();
    }
    TimeBound bound = TimeBound.parse("--since", since);
    Optional<Instant> latest =
        dossier.contributions().stream()
            .flatMap(each -> each.to().stream())
            .max(Comparator.naturalOrder());
    return bound.moment().or(() -> latest.map(time -> time.minus(bound.afterFirst())));
  }
}
