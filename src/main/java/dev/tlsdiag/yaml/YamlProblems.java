package dev.tlsdiag.yaml;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** What is wrong in one file, gathered while it is read. */
public final class YamlProblems {
  private final List<YamlProblem> all = new ArrayList<>();

  public void add(YamlProblem problem) {
    requireNonNull(problem, "problem is null");
    if (!all.contains(problem)) { // an alias is read once for each place it stands in
      all.add(problem);
    }
  }

  public void add(Position position, String message) {
    add(YamlProblem.of(position, message));
  }

  public void add(Position position, String message, String likely) {
    add(YamlProblem.of(position, message).likely(likely));
  }

  /** From the top of the file to its end. */
  public List<YamlProblem> all() {
    return all.stream()
        .sorted(
            Comparator.<YamlProblem>comparingInt(p -> p.position().line())
                .thenComparingInt(p -> p.position().column()))
        .toList();
  }

  /** Whether something is wrong right there. */
  boolean isAt(Position position) {
    return all.stream().anyMatch(problem -> problem.position().equals(position));
  }

  public boolean isEmpty() {
    return all.isEmpty();
  }
}
