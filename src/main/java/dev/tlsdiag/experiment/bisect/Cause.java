package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.stream.Collectors;

/**
 * What makes the good opening fail as the bad one does.
 *
 * @param members of several, none can be missing: only together they do it
 * @param alternatives other GREASE values; the first was seen to do it as well
 * @param way of failing
 */
public record Cause(List<Difference> members, List<Difference> alternatives, String way) {
  public Cause {
    members = List.copyOf(members);
    alternatives = List.copyOf(alternatives);
    requireNonNull(way, "way is null");
  }

  /** As {@code extension padding added} or {@code A, only together with B}. */
  public String text() {
    String all =
        switch (members.size()) {
          case 1 -> members.get(0).text();
          case 2 -> members.get(0).text() + ", only together with " + members.get(1).text();
          default ->
              members.stream()
                  .map(Difference::text)
                  .collect(
                      Collectors.joining(
                          "; ", "only all %d together: ".formatted(members.size()), ""));
        };
    return alternatives.isEmpty()
        ? all
        : all + " (and so does another GREASE value: %s)".formatted(alternatives.get(0).text());
  }
}
