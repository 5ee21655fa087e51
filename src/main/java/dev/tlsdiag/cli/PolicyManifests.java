package dev.tlsdiag.cli;

import dev.tlsdiag.collect.SecretFilter;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests whose policies are to be understood: what is no YAML ends the command, what the API
 * server would refuse is a warning.
 */
record PolicyManifests(
    List<Manifests> all, List<YamlText> texts, List<Resource> resources, List<Policy> policies) {
  private static final int SHOWN = 5;

  PolicyManifests {
    all = List.copyOf(all);
    texts = List.copyOf(texts);
    resources = List.copyOf(resources);
    policies = List.copyOf(policies);
  }

  /**
   * Reads files, folders, or standard input; a line of a Secret is never shown.
   *
   * @param err gets problems and warnings, each with its place
   */
  static PolicyManifests open(List<String> names, boolean recursive, PrintWriter err)
      throws IOException {
    List<Manifests> all = ManifestFiles.open(names, recursive).stream().map(Manifests::of).toList();
    List<YamlText> shown = new ArrayList<>();
    List<Resource> resources = new ArrayList<>();
    List<Policy> policies = new ArrayList<>();
    for (Manifests manifests : all) {
      YamlText text = manifests.text();
      YamlText safe = new YamlText(text.name(), new SecretFilter().manifests(text));
      YamlProblems broken = new YamlProblems();
      manifests.problems().forEach(broken::add);
      YamlFile.refuse(safe, broken, err);
      YamlProblems refused = new YamlProblems();
      policies.addAll(PolicyReader.all(manifests, refused));
      warn(safe, refused.all(), err);
      resources.addAll(manifests.resources());
      shown.add(safe);
    }
    if (policies.isEmpty()) {
      throw CommandException.usage(
              "no policy in %s".formatted("'" + String.join("', '", names) + "'"))
          .likely("kind: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy or NetworkPolicy")
          .attempt("kubectl get cnp,ccnp,netpol -A -o yaml > policies.yaml");
    }
    return new PolicyManifests(all, shown, resources, policies);
  }

  private static void warn(YamlText text, List<YamlProblem> problems, PrintWriter err) {
    for (YamlProblem problem : problems.subList(0, Math.min(SHOWN, problems.size()))) {
      err.print(
          "warning: %s:%s: %s\n"
              .formatted(
                  Printable.escape(text.name()),
                  problem.position(),
                  Printable.escape(problem.message())));
    }
    if (!problems.isEmpty()) {
      err.print(
          "warning: the API server refuses this%s; read on as if it were not there: tlsdiag policy"
                  .formatted(
                      problems.size() > SHOWN
                          ? " and %d more".formatted(problems.size() - SHOWN)
                          : "")
              + " lint %s\n".formatted(ShellWord.quote(text.name())));
    }
    err.flush();
  }

  /**
   * The policies without those that Cilium's agent refuses, of which nothing is enforced.
   *
   * @param err is told of them
   */
  List<Policy> enforced(CiliumVersion version, PrintWriter err) {
    // No certificate is looked at: the time does not matter.
    LintSubject subject = new LintSubject(resources, Instant.EPOCH, version, Optional.empty());
    Map<String, LintFinding> refused = new LinkedHashMap<>();
    for (LintFinding finding : Linters.lint(all, subject)) {
      if (finding.level() == LintLevel.ERROR && isRefused(finding.name())) {
        refused.putIfAbsent(finding.file() + " " + finding.resource(), finding);
      }
    }
    refused
        .values()
        .forEach(
            finding ->
                err.print(
                    "warning: %s:%s: %s: Cilium refuses %s, and enforces nothing of it\n"
                        .formatted(
                            Printable.escape(finding.file()),
                            finding.position(),
                            Printable.escape(finding.message()),
                            Printable.escape(finding.resource()))));
    err.flush();
    return policies.stream()
        .filter(
            policy ->
                !refused.containsKey(
                    policy.file() + " " + policy.kind().label() + " " + label(policy)))
        .toList();
  }

  private static boolean isRefused(String lint) {
    return Linters.named(lint)
        .filter(info -> info.refusedBy() == LintInfo.RefusedBy.AGENT)
        .isPresent();
  }

  /** As a resource without a namespace is called. */
  private String label(Policy policy) {
    return resources.stream()
        .filter(r -> r.file().equals(policy.file()) && r.name().equals(policy.name()))
        .filter(r -> r.kind().equals(policy.kind().label()))
        .filter(
            r ->
                policy.namespace().isEmpty()
                    || r.namespace()
                        .orElse(PolicyPods.USUAL_NAMESPACE)
                        .equals(policy.namespace().get()))
        .map(r -> r.label().substring(r.kind().length() + 1))
        .findFirst()
        .orElse(policy.label());
  }

  /** The texts by the names of their files. */
  Map<String, YamlText> files() {
    Map<String, YamlText> files = new LinkedHashMap<>();
    texts.forEach(text -> files.put(text.name(), text));
    return files;
  }

  /**
   * The version of an option.
   *
   * @param given null for the newest
   */
  static CiliumVersion version(String given) {
    if (given == null) {
      return CiliumVersion.NEWEST;
    }
    return CiliumVersion.parse(given)
        .orElseThrow(
            () ->
                CommandException.usage("'--cilium-version %s' is no version".formatted(given))
                    .attempt("--cilium-version 1.15"));
  }
}
