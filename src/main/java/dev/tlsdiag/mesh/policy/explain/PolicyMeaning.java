package dev.tlsdiag.mesh.policy.explain;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.policy.Direction;
import dev.tlsdiag.mesh.policy.Ruling;
import java.util.List;

/**
 * What policies mean for one kind of pods.
 *
 * @param pods in words: {@code pods with app=web in namespace shop}
 * @param policies that select them, by label
 * @param also other kinds of pods that they are among, whose policies hold for them too
 * @param directions egress and ingress
 * @param notes what one must know
 */
public record PolicyMeaning(
    String pods, List<String> policies, List<String> also, List<Way> directions, List<Note> notes) {
  public PolicyMeaning {
    requireNonNull(pods, "pods is null");
    policies = List.copyOf(policies);
    also = List.copyOf(also);
    directions = List.copyOf(directions);
    notes = List.copyOf(notes);
  }

  /**
   * One direction.
   *
   * @param closed whether what no statement allows is denied
   */
  public record Way(Direction direction, boolean closed, String summary, List<Statement> all) {
    public Way {
      requireNonNull(direction, "direction is null");
      requireNonNull(summary, "summary is null");
      all = List.copyOf(all);
    }
  }

  /**
   * What an item says.
   *
   * @param details what the proxy does with it
   */
  public record Statement(Ruling.Decider place, String text, List<String> details) {
    public Statement {
      requireNonNull(place, "place is null");
      requireNonNull(text, "text is null");
      details = List.copyOf(details);
    }
  }

  /** Something to mind, where it stands. */
  public record Note(Ruling.Decider place, String text) {
    public Note {
      requireNonNull(place, "place is null");
      requireNonNull(text, "text is null");
    }
  }
}
