package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.FrameCopier;
import dev.tlsdiag.collect.BundleParts;
import dev.tlsdiag.collect.EvidenceArchive;
import dev.tlsdiag.collect.SecretFilter;
import dev.tlsdiag.experiment.evidence.CaseChoice;
import dev.tlsdiag.experiment.evidence.Dossier;
import dev.tlsdiag.pile.Contribution;
import dev.tlsdiag.pile.Pile;
import dev.tlsdiag.pile.PileOptions;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag bundle}: evidence without secrets, to send. */
@Command(
    sortOptions = false,
    customSynopsis = {"tlsdiag bundle [OPTIONS] FILE...", ""},
    description = {
      "Packs one archive to send to a colleague or a maintainer: the report of diagnose, of captures",
      "only the packets of the handshakes it is about, logs, flows and configuration without their",
      "secrets, versions, and a list of what is in it and what was taken out.",
      "",
      "Examples:",
      "  tlsdiag bundle node.pcap policy.yaml config_dump.json envoy.log",
      "  tlsdiag bundle evidence-mediabot.tar.gz --host api.example.com -w for-upstream.tar.gz",
      "  tlsdiag bundle --dry-run evidence/         # only lists what would be in it",
      ""
    },
    footer = {
      "",
      "Exit: 0 packed · 2 usage · 3 nothing in it that a diagnosis could use · 4 could not run"
    })
final class BundleCommand implements Callable<Integer> {
  private static final int COLUMNS = 100;
  private static final String FOLDER = "tlsdiag-bundle";

  @Spec CommandSpec spec;

  @Parameters(
      arity = "1..*",
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "Files, folders, archives.")
  List<String> files = new ArrayList<>();

  @Option(
      names = {"-w", "--write"},
      order = 1,
      paramLabel = "FILE",
      completionCandidates = Takes.AnyFile.class,
      description = "The archive: " + FOLDER + ".tar.gz.")
  Path out = Path.of(FOLDER + ".tar.gz");

  @Option(
      names = "--host",
      order = 2,
      paramLabel = "NAME",
      completionCandidates = Takes.Host.class,
      description = "The request it is about: for this host.")
  String host;

  @Option(
      names = "--request-id",
      order = 3,
      paramLabel = "ID",
      description = "The request it is about: with this x-request-id.")
  String requestId;

  @Option(
      names = "--client",
      order = 4,
      paramLabel = "WHO",
      description = "The request it is about: of this address, address:port or pod.")
  String client;

  @Option(names = "--dry-run", order = 5, description = "Only list what would be in it.")
  boolean dryRun;

  @Override
  public Integer call() throws IOException {
    if (files.contains("-")) {
      throw CommandException.usage("'-' can be read only once, and packing takes two readings")
          .attempt("cat > evidence.txt; tlsdiag bundle evidence.txt");
    }
    for (String file : files) {
      if (!Files.exists(Path.of(file))) {
        throw CommandException.couldNotRun("no such file '%s'".formatted(file));
      }
    }
    Dossier dossier =
        Dossier.of(Pile.read(files, PileOptions.reading(InputStream.nullInputStream())));
    if (dossier.contributions().stream().noneMatch(Contribution::useful)) {
      throw DiagnoseCommand.nothingIn(dossier);
    }
    CaseChoice choice =
        new CaseChoice(
            Optional.ofNullable(host),
            Optional.ofNullable(requestId),
            Optional.ofNullable(client),
            Optional.empty());
    Report report = DiagnoseCommand.report(dossier, choice);
    BundleParts parts = new BundleParts();
    addReport(report, parts);
    Path folder = Files.createTempDirectory("tlsdiag"); // its owner's alone
    try {
      BundleEvidence evidence = new BundleEvidence(parts, folder);
      evidence.addAll(files).forEach(problem -> tell("warning: " + Printable.escape(problem)));
      addPackets(report, dossier, evidence, parts, folder);
      addVersions(parts);
      return written(parts);
    } finally {
      delete(folder);
    }
  }

  private static void addReport(Report report, BundleParts parts) throws IOException {
    StringBuilder text = new StringBuilder();
    new TerminalRenderer(Theme.ASCII, COLUMNS, /* verbose= */ true).render(report, text);
    SecretFilter filter = new SecretFilter();
    String shown = filter.text(text.toString());
    parts.add("report.txt", "the report", shown, filter.taken());
    SecretFilter ofJson = new SecretFilter();
    String json = ofJson.text(CompareOutput.json(report));
    parts.add("report.json", "the report, for programs", json, ofJson.taken());
  }

  /** Of captures only what the report is about. */
  private static void addPackets(
      Report report, Dossier dossier, BundleEvidence evidence, BundleParts parts, Path folder)
      throws IOException {
    List<Evidence.Packets> wanted = packets(report).toList();
    List<Handshake> handshakes =
        dossier.captures().stream()
            .flatMap(file -> Stream.concat(file.handshakes().stream(), file.plain().stream()))
            .filter(handshake -> wanted.stream().anyMatch(packets -> isIn(handshake, packets)))
            .toList();
    if (handshakes.isEmpty()) {
      evidence
          .captures()
          .keySet()
          .forEach(name -> parts.leaveOut(name, "the report is about none of its packets"));
      return;
    }
    Path slice = folder.resolve("slice.pcapng");
    try {
      long packets =
          FrameCopier.copy(handshakes, h -> "", slice, Redaction.ON, evidence.captures());
      parts.add(
          "handshakes.pcapng",
          "%,d packets of %d handshakes the report is about".formatted(packets, handshakes.size()),
          Files.readAllBytes(slice),
          0);
    } catch (CaptureProblem e) {
      parts.leaveOut("the packets", e.getMessage());
    }
  }

  private static Stream<Evidence.Packets> packets(Report report) {
    Stream<Evidence> ofSteps =
        report.traces().stream()
            .flatMap(trace -> trace.hops().stream())
            .flatMap(hop -> hop.steps().stream())
            .flatMap(step -> step.evidence().stream());
    Stream<Evidence> ofFindings = report.findings().stream().flatMap(f -> f.evidence().stream());
    return Stream.concat(ofSteps, ofFindings)
        .filter(Evidence.Packets.class::isInstance)
        .map(Evidence.Packets.class::cast);
  }

  private static boolean isIn(Handshake handshake, Evidence.Packets packets) {
    return handshake.file().equals(packets.file())
        && handshake.frame() <= packets.last()
        && handshake.lastFrame() >= packets.first();
  }

  private static void addVersions(BundleParts parts) {
    List<String> lines = new ArrayList<>(List.of("tlsdiag " + Version.NUMBER));
    for (String property :
        List.of("java.version", "java.vm.name", "os.name", "os.version", "os.arch")) {
      lines.add(property + " " + System.getProperty(property, "unknown"));
    }
    parts.add("versions.txt", "versions", String.join("\n", lines) + "\n", 0);
  }

  private int written(BundleParts parts) throws IOException {
    if (!dryRun) {
      try (EvidenceArchive archive = EvidenceArchive.create(out, FOLDER, Instant.now())) {
        parts.write(archive);
      } catch (FileAlreadyExistsException e) {
        throw CommandException.couldNotRun("'%s' is there already".formatted(out))
            .attempt("tlsdiag bundle -w FILE " + String.join(" ", files))
            .causedBy(e);
      }
    }
    for (BundleParts.Part part : parts.parts()) {
      tell(
          "%s  %,d bytes  %s%s"
              .formatted(
                  part.name(),
                  part.content().length(),
                  Printable.escape(part.what()),
                  part.secretsTaken() == 0 ? "" : ", " + BundleParts.secrets(part.secretsTaken())));
    }
    for (BundleParts.LeftOut each : parts.leftOut()) {
      tell(
          "left out: %s: %s"
              .formatted(Printable.escape(each.what()), Printable.escape(each.why())));
    }
    tell("names of hosts and pods, and addresses, are in it: look before you send it");
    if (!dryRun) {
      spec.commandLine().getOut().print(Printable.escape(out.toString()) + "\n");
    }
    return ExitCode.CLEAN;
  }

  private static void delete(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        Files.delete(file);
      }
    }
    Files.delete(folder);
  }

  private void tell(String line) {
    spec.commandLine().getErr().print(line + "\n");
    spec.commandLine().getErr().flush();
  }
}
