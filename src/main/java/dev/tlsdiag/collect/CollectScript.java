package dev.tlsdiag.collect;

import dev.tlsdiag.collect.CollectStep.Kind;
import dev.tlsdiag.report.Printable;
import java.util.ArrayList;
import java.util.List;

/** A plan as a script for a POSIX shell, to read, change and run. */
public final class CollectScript {
  private CollectScript() {}

  /**
   * Its lines.
   *
   * @param folder that takes the outputs
   */
  public static List<String> lines(CollectTarget target, List<CollectStep> steps, String folder) {
    List<String> lines = new ArrayList<>();
    lines.add("#!/bin/sh");
    lines.add(
        "# Evidence about %s/%s. What fails is not there: go on."
            .formatted(Printable.escape(target.namespace()), Printable.escape(target.pod())));
    lines.add("# Look through it before you send it: unlike --run, this takes no secrets out.");
    lines.add("mkdir -p %s && cd %s || exit 1".formatted(folder, folder));
    for (CollectStep step : steps) {
      lines.add("");
      lines.add("# " + step.why());
      lines.addAll(lines(step));
      if (step.kind() == Kind.CAPTURE && target.reproduce().isEmpty()) {
        lines.add(
            "echo 'make the request now: capturing for %d s' >&2"
                .formatted(target.captureFor().toSeconds()));
      }
    }
    lines.add("");
    lines.add("wait");
    lines.add("cd .. && tar czf %s.tar.gz %s".formatted(folder, folder));
    lines.add("tlsdiag diagnose %s.tar.gz".formatted(folder));
    return lines;
  }

  private static List<String> lines(CollectStep step) {
    String command = CollectStep.shell(step.command());
    String older = step.otherwise().map(words -> " || " + CollectStep.shell(words)).orElse("");
    return switch (step.kind()) {
      case LOOKUP -> List.of("%s=$(%s)".formatted(step.name(), command));
      case QUERY ->
          older.isEmpty()
              ? List.of("%s > %s".formatted(command, step.name()))
              : List.of("{ %s%s; } > %s".formatted(command, older, step.name()));
      case CAPTURE -> List.of("%s > %s &".formatted(command, step.name()), "sleep 3");
      case SETUP -> List.of(command);
      case CLEANUP -> List.of("wait", command);
    };
  }
}
