package dev.tlsdiag.mesh.lint;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Linter;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.istio.lint.IstioLinter;
import dev.tlsdiag.mesh.policy.lint.PolicyLints;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All lints. */
public final class Linters {
  private static final List<Linter> ALL = List.of(new PolicyLints(), new IstioLinter());

  private Linters() {}

  /** What may be reported, by name. */
  public static List<LintInfo> lints() {
    return Stream.concat(
            YamlLints.lints().stream(), ALL.stream().flatMap(linter -> linter.lints().stream()))
        .sorted(Comparator.comparing(LintInfo::name))
        .toList();
  }

  public static Optional<LintInfo> named(String name) {
    return lints().stream().filter(lint -> lint.name().equals(name)).findFirst();
  }

  /** Of the files, in their order, each from its top to its end. */
  public static List<LintFinding> lint(List<Manifests> files, LintSubject subject) {
    List<LintFinding> findings = new ArrayList<>();
    files.forEach(file -> findings.addAll(YamlLints.of(file)));
    ALL.forEach(linter -> findings.addAll(linter.lint(subject)));
    Map<String, Integer> order = new HashMap<>();
    files.forEach(file -> order.putIfAbsent(file.text().name(), order.size()));
    return findings.stream()
        .sorted(
            Comparator.comparingInt((LintFinding f) -> order.getOrDefault(f.file(), 0))
                .thenComparingInt(f -> f.position().line())
                .thenComparingInt(f -> f.position().column())
                .thenComparing(LintFinding::level)
                .thenComparing(LintFinding::name))
        .distinct()
        .toList();
  }
}
