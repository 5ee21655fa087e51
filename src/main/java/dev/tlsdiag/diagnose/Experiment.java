package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Hop;
import java.util.List;

/**
 * A hop repeated with one thing changed, to test what a finding claims. Every handshake of it was a
 * full one: a resumed session can hide what is asked for.
 *
 * @param id as evidence names it: {@code p1}
 * @param rule the finding it tests
 * @param repeats number of the hop, 1-based
 * @param trace name of the path whose hop it repeats
 * @param question what was asked
 * @param change the one thing that was different: {@code with server_name a.example}
 * @param hops what was seen: the repeated hop is the last one; empty where it was sent repeatedly
 * @param result in words: {@code 200}, {@code alert 112 unrecognized_name by server}
 * @param bearing what it means for the finding
 */
public record Experiment(
    String id,
    String rule,
    String trace,
    int repeats,
    String question,
    String change,
    List<Hop> hops,
    String result,
    Bearing bearing) {

  /** What a result means for the finding under test. */
  public enum Bearing {
    SUPPORTS("supports"),
    REFUTES("refutes"),
    /** It failed for another reason, or the result fits both. */
    OPEN("open");

    private final String label;

    Bearing(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public Experiment {
    requireNonNull(id, "id is null");
    requireNonNull(rule, "rule is null");
    requireNonNull(trace, "trace is null");
    requireNonNull(question, "question is null");
    requireNonNull(change, "change is null");
    hops = List.copyOf(hops);
    requireNonNull(result, "result is null");
    requireNonNull(bearing, "bearing is null");
  }
}
