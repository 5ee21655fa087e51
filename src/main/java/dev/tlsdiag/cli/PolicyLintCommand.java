package dev.tlsdiag.cli;

import dev.tlsdiag.collect.SecretFilter;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.report.check.LintReport;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.TrustAnchors;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag policy lint}: what is wrong in policies, secrets and what belongs to them. */
@Command(
    name = "lint",
    sortOptions = false,
    header = "Find what is wrong in network policies and the secrets they name.",
    customSynopsis = {"tlsdiag policy lint [OPTIONS] FILE|FOLDER|-...", ""},
    description = {
      "Reads resources as kubectl takes them (YAML or JSON, several documents, lists; of a folder",
      "*.yaml, *.yml, *.json) and looks at them together: CiliumNetworkPolicy and its cluster-wide",
      "sister, NetworkPolicy, the Secrets and ConfigMaps that TLS interception needs, Services,"
          + " and",
      "Istio's resources. Says what the API server or the agent refuses, in their words, and what",
      "they accept although it does something else. Values of Secrets are never shown.",
      "",
      "Examples:",
      "  tlsdiag policy lint policy.yaml secrets.yaml",
      "  kubectl get cnp,ccnp,secret,configmap,service -A -o yaml | tlsdiag policy lint -",
      "  tlsdiag policy lint manifests/ --cilium-version 1.15 --trust pods-ca.pem",
      "  tlsdiag policy lint . -R --report sarif=lint.sarif --fail-on warning",
      ""
    },
    footer = {
      "",
      "Exit: 0 nothing at or above --fail-on · 1 findings · 2 usage · 3 no resource · 4 could not"
          + " run"
    })
final class PolicyLintCommand implements Callable<Integer> {
  /** Groups of what is looked at, the core group aside. */
  private static final Pattern KNOWN =
      Pattern.compile("^(cilium|networking[.]k8s|[a-z]+[.]istio)[.]io/");

  @Spec CommandSpec spec;

  @Parameters(
      arity = "0..*",
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "Files, folders, or - for stdin.")
  List<String> files = new ArrayList<>();

  @Option(
      names = {"-f", "--filename"},
      order = 1,
      paramLabel = "FILE",
      completionCandidates = Takes.Yaml.class,
      description = "The same, as kubectl has it; several are allowed.")
  List<String> more = new ArrayList<>();

  @Option(
      names = {"-R", "--recursive"},
      order = 2,
      description = "Look into folders within folders.")
  boolean recursive;

  @Option(
      names = "--cilium-version",
      order = 3,
      paramLabel = "VERSION",
      completionCandidates = Takes.CiliumVersion.class,
      description = "The release that the policies are for (default: 1.20).")
  String version;

  @Option(
      names = "--trust",
      order = 4,
      paramLabel = "FILE",
      completionCandidates = Takes.Pem.class,
      description = "What the pods trust: certificates have to lead there; several are allowed.")
  List<Path> trust = new ArrayList<>();

  @Option(
      names = "--at",
      order = 5,
      paramLabel = "TIME",
      description = "Hold certificates against this time (ISO 8601; default: now).")
  String at;

  @Option(
      names = {"-S", "--suppress"},
      order = 6,
      paramLabel = "NAME",
      completionCandidates = PolicyLintCommand.Lints.class,
      description = "Leave this lint out; several are allowed.")
  List<String> suppressed = new ArrayList<>();

  @Option(
      names = {"-L", "--list"},
      order = 7,
      description = "List the lints, and read nothing.")
  boolean list;

  @Mixin LintOutput output;

  @Option(
      names = "--fail-on",
      order = 52,
      paramLabel = "LEVEL",
      completionCandidates = Takes.FailOn.class,
      defaultValue = "error",
      description = "Exit 1 from this severity on: error (default), warning, note, never.")
  String failOn;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    if (list) {
      Linters.lints()
          .forEach(lint -> out.print("%-38s %s\n".formatted(lint.name(), lint.summary())));
      return ExitCode.CLEAN;
    }
    output.check();
    new Takes.FailOn().check("--fail-on", failOn);
    requireKnown(suppressed);
    List<String> names = new ArrayList<>(files);
    names.addAll(more);
    if (names.isEmpty()) {
      throw CommandException.usage("no file given")
          .attempt("kubectl get cnp,secret -A -o yaml | tlsdiag policy lint -");
    }
    CiliumVersion cilium = PolicyManifests.version(version);
    Instant now = time();
    Optional<TrustAnchors> anchors = anchors();
    List<Manifests> manifests =
        ManifestFiles.open(names, recursive).stream().map(Manifests::of).toList();
    List<Resource> resources = manifests.stream().flatMap(m -> m.resources().stream()).toList();
    boolean nothing = manifests.stream().allMatch(m -> m.problems().isEmpty());
    if (resources.isEmpty() && nothing) {
      throw CommandException.cannotTell(
              "no resource in %s".formatted("'" + String.join("', '", names) + "'"))
          .likely("an empty file, or one with comments alone");
    }
    List<LintFinding> findings =
        Linters.lint(manifests, new LintSubject(resources, now, cilium, anchors)).stream()
            .filter(finding -> !suppressed.contains(finding.name()))
            .toList();
    LintReport report =
        new LintReport(
            Version.NUMBER,
            now,
            cilium.toString(),
            manifests.stream().map(m -> shown(m.text())).toList(),
            resources.size(),
            findings);
    output.write(report, threshold(), System.getenv(), out);
    boolean looked = resources.stream().anyMatch(r -> KNOWN.matcher(r.group() + "/").find());
    if (!looked && findings.isEmpty()) {
      spec.commandLine()
          .getErr()
          .print("warning: no network policy and no resource of Istio is among them\n");
    }
    return threshold().filter(report::hasAtLeast).isPresent() ? ExitCode.FINDINGS : ExitCode.CLEAN;
  }

  private static YamlText shown(YamlText text) {
    return new YamlText(text.name(), new SecretFilter().manifests(text));
  }

  private static void requireKnown(List<String> names) {
    Lints known = new Lints();
    names.forEach(name -> known.check("--suppress", name));
  }

  private Optional<Severity> threshold() {
    return failOn.equals("never")
        ? Optional.empty()
        : Optional.of(Severity.valueOf(failOn.toUpperCase(Locale.ROOT)));
  }

  private Instant time() {
    if (at == null) {
      return Instant.now();
    }
    try {
      return at.contains("T")
          ? OffsetDateTime.parse(at).toInstant()
          : LocalDate.parse(at).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException e) {
      throw CommandException.usage("'--at %s' is no time".formatted(at))
          .attempt("--at 2026-12-31T00:00:00Z")
          .causedBy(e);
    }
  }

  private Optional<TrustAnchors> anchors() throws IOException {
    TrustAnchors all = null;
    for (Path file : trust) {
      TrustAnchors one = TrustStores.load(file);
      all = all == null ? one : all.and(one);
    }
    return Optional.ofNullable(all);
  }

  /** Names of lints. */
  static final class Lints extends ValueKind {
    @Override
    List<String> words() {
      return Linters.lints().stream().map(LintInfo::name).toList();
    }
  }
}
