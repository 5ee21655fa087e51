package dev.tlsdiag.cli;

import dev.tlsdiag.collect.SecretFilter;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
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
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Manifests whose policies are to be understood: what is no YAML ends the command, what the API
 * server would refuse is a warning.
 */
record PolicyManifests(List<YamlText> texts, List<Resource> resources, List<Policy> policies) {
  private static final int SHOWN = 5;

  PolicyManifests {
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
    List<YamlText> texts = ManifestFiles.open(names, recursive);
    List<YamlText> shown = new ArrayList<>();
    List<Resource> resources = new ArrayList<>();
    List<Policy> policies = new ArrayList<>();
    for (YamlText text : texts) {
      Manifests manifests = Manifests.of(text);
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
    return new PolicyManifests(shown, resources, policies);
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
