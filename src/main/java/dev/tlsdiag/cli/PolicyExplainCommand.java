package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.explain.PolicyExplanation;
import dev.tlsdiag.mesh.policy.explain.PolicyMeaning;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.policy.PolicyMeaningJson;
import dev.tlsdiag.report.policy.PolicyMeaningText;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code tlsdiag policy explain}: what policies mean, in sentences. */
@Command(
    name = "explain",
    sortOptions = false,
    header =
        "Say what network policies mean: for which pods, what is allowed, what is intercepted.",
    customSynopsis = {"tlsdiag policy explain [OPTIONS] FILE|FOLDER|-...", ""},
    description = {
      "For each kind of pods that the policies select and each direction: whether it is denied by",
      "default, what is allowed and denied, what the proxy intercepts and with which secrets, each",
      "with its line; and what one must know, such as toFQDNs that no DNS rule feeds.",
      "",
      "Examples:",
      "  tlsdiag policy explain policy.yaml",
      "  kubectl get cnp,ccnp,netpol -A -o yaml | tlsdiag policy explain -",
      "  tlsdiag policy explain manifests/ --cilium-version 1.15 -o json",
      ""
    },
    footer = {"", "Exit: 0 done · 2 usage, or no policy · 4 could not read"})
final class PolicyExplainCommand implements Callable<Integer> {
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
      description = "The release that reads them (default: 1.20).")
  String version;

  @Mixin PolicyOutput output;

  @Override
  public Integer call() throws IOException {
    PrintWriter out = spec.commandLine().getOut();
    output.check();
    List<String> names = new ArrayList<>(files);
    names.addAll(more);
    if (names.isEmpty()) {
      throw CommandException.usage("no file given")
          .attempt("kubectl get cnp,ccnp,netpol -A -o yaml | tlsdiag policy explain -");
    }
    CiliumVersion cilium = PolicyManifests.version(version);
    PolicyManifests manifests = PolicyManifests.open(names, recursive, spec.commandLine().getErr());
    manifests.enforced(cilium, spec.commandLine().getErr());
    List<PolicyMeaning> meanings = PolicyExplanation.of(manifests.policies(), cilium);
    if (output.json()) {
      new PolicyMeaningJson(new TextBuffer(ResultStream.bytesOf(out)))
          .render(meanings, cilium.toString());
    } else {
      new PolicyMeaningText(output.theme(), output.columns()).render(meanings, out);
    }
    return ExitCode.CLEAN;
  }
}
