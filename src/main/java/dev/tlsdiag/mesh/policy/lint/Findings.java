package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintLevel;
import dev.tlsdiag.mesh.NodePath;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.yaml.Position;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Gathers findings, each at most once. */
final class Findings {
  private final Set<LintFinding> all = new LinkedHashSet<>();

  /** At the value of a path; with the level that the lint usually has. */
  void at(LintInfo lint, Resource resource, String path, String message, String likely) {
    at(lint, lint.level(), resource, path, message, likely);
  }

  /**
   * At the value of a path.
   *
   * @param likely empty text where there is nothing to say
   */
  void at(
      LintInfo lint,
      LintLevel level,
      Resource resource,
      String path,
      String message,
      String likely) {
    add(lint, level, resource, NodePath.valueAt(resource.node(), path), message, likely);
  }

  /** At the key of a path. */
  void atKey(LintInfo lint, Resource resource, String path, String message, String likely) {
    atKey(lint, lint.level(), resource, path, message, likely);
  }

  void atKey(
      LintInfo lint,
      LintLevel level,
      Resource resource,
      String path,
      String message,
      String likely) {
    add(lint, level, resource, NodePath.keyAt(resource.node(), path), message, likely);
  }

  void add(
      LintInfo lint,
      LintLevel level,
      Resource resource,
      Position position,
      String message,
      String likely) {
    all.add(
        new LintFinding(
            lint.name(),
            level,
            resource.file(),
            position,
            message,
            Optional.of(likely).filter(text -> !text.isEmpty()),
            resource.label()));
  }

  List<LintFinding> all() {
    return List.copyOf(all);
  }
}
