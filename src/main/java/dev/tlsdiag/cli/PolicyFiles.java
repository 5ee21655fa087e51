package dev.tlsdiag.cli;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.policy.Policy;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.yaml.YamlProblem;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Manifests of policies, secrets and pods that a command obeys: what cannot be obeyed ends it.
 *
 * @param resources of all files
 */
record PolicyFiles(List<Policy> policies, List<Resource> resources, SecretManifests secrets) {
  PolicyFiles {
    policies = List.copyOf(policies);
    resources = List.copyOf(resources);
  }

  /**
   * Reads the files.
   *
   * @param err gets the problems, each with its place
   */
  static PolicyFiles read(List<Path> policyFiles, List<Path> secretFiles, PrintWriter err)
      throws IOException {
    List<Policy> policies = new ArrayList<>();
    List<Resource> resources = new ArrayList<>();
    SecretManifests secrets = new SecretManifests();
    for (Path file : policyFiles) {
      YamlText text = YamlFile.open(file);
      Manifests manifests = Manifests.of(text);
      YamlProblems problems = new YamlProblems();
      manifests.problems().forEach(problems::add);
      List<Policy> found = PolicyReader.all(manifests, problems);
      refuse(text, problems, err);
      if (found.isEmpty()) {
        throw CommandException.usage("no policy in '%s'".formatted(file))
            .likely("kind: CiliumNetworkPolicy, CiliumClusterwideNetworkPolicy or NetworkPolicy");
      }
      policies.addAll(found);
      resources.addAll(manifests.resources());
      secrets.add(manifests);
    }
    for (Path file : secretFiles) {
      YamlText text = YamlFile.open(file);
      Manifests manifests = Manifests.of(text);
      YamlProblems problems = new YamlProblems();
      manifests.problems().forEach(problems::add);
      refuse(text, problems, err);
      if (manifests.resources().stream().noneMatch(each -> each.kind().equals("Secret"))) {
        throw CommandException.usage("no Secret in '%s'".formatted(file))
            .attempt("kubectl get secret -n kube-system NAME -o yaml > secrets.yaml");
      }
      resources.addAll(manifests.resources());
      secrets.add(manifests);
    }
    return new PolicyFiles(policies, resources, secrets);
  }

  /** The line of a file that has a Secret in it may be the secret: it is not shown. */
  private static void refuse(YamlText text, YamlProblems problems, PrintWriter err) {
    if (!text.text().contains("Secret")) {
      YamlFile.refuse(text, problems, err);
      return;
    }
    List<YamlProblem> all = problems.all();
    if (all.isEmpty()) {
      return;
    }
    YamlProblem first = all.get(0);
    err.print(
        "%s:%s: %s\n"
            .formatted(
                Printable.escape(text.name()),
                first.position(),
                Printable.escape(first.message())));
    err.flush();
    throw CommandException.usage(
        "%s in '%s'"
            .formatted(all.size() == 1 ? "a problem" : all.size() + " problems", text.name()));
  }
}
