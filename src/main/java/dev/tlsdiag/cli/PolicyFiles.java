package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Manifests of policies, secrets and pods that a command obeys: what cannot be obeyed ends it.
 *
 * @param resources of all files
 * @param warnings what is accepted, and does something else than meant: {@code file:line:column:
 *     message}
 */
record PolicyFiles(
    List<Policy> policies,
    List<Resource> resources,
    SecretManifests secrets,
    List<String> warnings) {

  /** What keeps a policy from being enforced, or a secret from being read. */
  private static final Set<String> REFUSED =
      Set.of(
          "policy-selector",
          "policy-combined-peers",
          "policy-unsupported-entity",
          "policy-cidr",
          "policy-fqdn-syntax",
          "policy-dead-field",
          "policy-port",
          "policy-l7-needs-tcp",
          "policy-icmp-with-ports",
          "policy-listener",
          "policy-l7-on-nodes",
          "policy-several-l7-types",
          "policy-server-names-with-l7",
          "policy-server-name",
          "policy-dead-l7-protocol",
          "policy-http-regex",
          "policy-dns-rule-misplaced",
          "policy-field-needs-newer-cilium",
          "secret-not-base64",
          "secret-key-does-not-match",
          "certificate-unreadable");

  PolicyFiles {
    policies = List.copyOf(policies);
    resources = List.copyOf(resources);
    warnings = List.copyOf(warnings);
  }

  /**
   * Reads the files.
   *
   * @param err gets the problems, each with its place
   */
  static PolicyFiles read(
      List<Path> policyFiles,
      List<Path> secretFiles,
      CiliumVersion version,
      Instant now,
      PrintWriter err)
      throws IOException {
    List<Manifests> all = new ArrayList<>();
    List<Policy> policies = new ArrayList<>();
    for (Path file : policyFiles) {
      Manifests manifests = Manifests.of(YamlFile.open(file));
      all.add(manifests);
      List<Policy> found =
          manifests.resources().stream()
              .flatMap(resource -> PolicyReader.read(resource).stream())
              .toList();
      if (found.isEmpty() && manifests.problems().isEmpty()) {
        throw CommandException.usage("no policy in '%s'".formatted(file))
            .likely("kind: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy or NetworkPolicy");
      }
      policies.addAll(found);
    }
    for (Path file : secretFiles) {
      Manifests manifests = Manifests.of(YamlFile.open(file));
      all.add(manifests);
      boolean none = manifests.resources().stream().noneMatch(r -> r.kind().equals("Secret"));
      if (none && manifests.problems().isEmpty()) {
        throw CommandException.usage("no Secret in '%s'".formatted(file))
            .attempt("kubectl get secret -n kube-system NAME -o yaml > secrets.yaml");
      }
    }
    List<Resource> resources = all.stream().flatMap(m -> m.resources().stream()).toList();
    List<LintFinding> findings =
        Linters.lint(all, new LintSubject(resources, now, version, Optional.empty()));
    for (Manifests manifests : all) {
      refuse(manifests.text(), findings, err);
    }
    SecretManifests secrets = new SecretManifests();
    all.forEach(secrets::add);
    return new PolicyFiles(policies, resources, secrets, warnings(findings));
  }

  private static boolean isRefused(LintFinding finding) {
    return finding.level() == LintLevel.ERROR
        && (REFUSED.contains(finding.name())
            || finding.name().startsWith("manifest-")
            || finding.name().startsWith("yaml-"));
  }

  private static List<String> warnings(List<LintFinding> findings) {
    return findings.stream()
        .filter(finding -> finding.level().atLeast(LintLevel.WARNING))
        .map(each -> "%s:%s: %s".formatted(each.file(), each.position(), each.message()))
        .toList();
  }

  /** The line of a file that has a Secret in it may be the secret: it is not shown. */
  private static void refuse(YamlText text, List<LintFinding> findings, PrintWriter err) {
    List<LintFinding> refused =
        findings.stream()
            .filter(each -> each.file().equals(text.name()) && isRefused(each))
            .toList();
    if (refused.isEmpty()) {
      return;
    }
    if (!text.text().contains("Secret")) {
      YamlProblems problems = new YamlProblems();
      refused.forEach(
          each -> problems.add(new YamlProblem(each.position(), each.message(), each.likely())));
      YamlFile.refuse(text, problems, err);
    }
    refused.forEach(
        each ->
            err.print(
                "%s:%s: %s\n"
                    .formatted(
                        Printable.escape(text.name()),
                        each.position(),
                        Printable.escape(each.message()))));
    err.flush();
    throw CommandException.usage(
        "%s in '%s'"
            .formatted(
                refused.size() == 1 ? "a problem" : refused.size() + " problems", text.name()));
  }
}
