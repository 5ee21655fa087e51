package dev.tlsdiag.mesh.lint;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import dev.tlsdiag.yaml.YamlProblem;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/** What is wrong with the text of a file, before it is known what is in it. */
final class YamlLints {
  private static final LintInfo QUOTES =
      new LintInfo(
          "yaml-unquoted-value",
          LintLevel.ERROR,
          "a value that begins with '*' is a YAML alias unless it stands in quotes",
          LintInfo.RefusedBy.API_SERVER);

  private static final LintInfo UNREADABLE =
      new LintInfo(
          "yaml-unreadable",
          LintLevel.ERROR,
          "a document that is no YAML, or no resource",
          LintInfo.RefusedBy.API_SERVER);

  private YamlLints() {}

  static List<LintInfo> lints() {
    return List.of(QUOTES, UNREADABLE);
  }

  static List<LintFinding> of(Manifests file) {
    return file.problems().stream().map(problem -> finding(problem, file)).toList();
  }

  private static LintFinding finding(YamlProblem problem, Manifests file) {
    Optional<Resource> resource = around(problem.position(), file.resources());
    boolean secret = resource.filter(r -> r.kind().equals("Secret")).isPresent();
    boolean quoting = problem.mended() && secret; // it quotes the value
    return new LintFinding(
        problem.mended() ? QUOTES.name() : UNREADABLE.name(),
        LintLevel.ERROR,
        file.text().name(),
        problem.position(),
        quoting
            ? "a value of a Secret begins like something else and needs quotes"
            : problem.message(),
        quoting ? Optional.of("quotes around it") : problem.likely(),
        resource.filter(r -> problem.mended()).map(Resource::label).orElse(""));
  }

  /** The last one that begins before the place. */
  private static Optional<Resource> around(Position place, List<Resource> resources) {
    return resources.stream()
        .filter(r -> r.node().position().line() <= place.line())
        .max(Comparator.comparingInt(r -> r.node().position().line()));
  }
}
