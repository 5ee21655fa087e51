package dev.tlsdiag.experiment.bisect;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a bisection came to.
 *
 * @param good without what cannot be mixed
 * @param bad without what cannot be mixed
 * @param differences between them, the most suspect first
 * @param causes each is enough alone; empty where the size is the cause, or none was found
 * @param size where the size alone decides
 * @param tallies of what was sent repeatedly
 * @param trials all that was sent, in order
 * @param most how many trials were allowed
 * @param notes what else has to be said
 */
public record BisectResult(
    Verdict verdict,
    Opening good,
    Opening bad,
    List<Difference> differences,
    List<Cause> causes,
    Optional<SizeRange> size,
    List<Tally> tallies,
    List<Sent> trials,
    int most,
    Duration took,
    List<String> notes) {

  /** What it came to. */
  public enum Verdict {
    /** There is one, or several. */
    CAUSE,
    /** The two hellos are the same, but for what is random. */
    NOTHING_DIFFERS,
    BOTH_WORK,
    /** The good one fails too. */
    NOT_IN_HELLO,
    /** The good one fails, and the bad one works. */
    SWAPPED,
    /** One and the same hello works and fails. */
    FLAPPING,
    /** The trials were not enough. */
    OUT_OF_TRIALS,
    UNREACHABLE
  }

  /** One trial. */
  public record Sent(int number, String what, boolean worked, String result) {}

  public BisectResult {
    requireNonNull(verdict, "verdict is null");
    requireNonNull(good, "good is null");
    requireNonNull(bad, "bad is null");
    differences = List.copyOf(differences);
    causes = List.copyOf(causes);
    requireNonNull(size, "size is null");
    tallies = List.copyOf(tallies);
    trials = List.copyOf(trials);
    requireNonNull(took, "took is null");
    notes = List.copyOf(notes);
  }

  /**
   * How often a server that fails at random, whatever it is sent, would look like this: one in so
   * many, for the rate of failing that would look like this most often.
   */
  public double oneIn() {
    int worked = tallies.stream().mapToInt(Tally::worked).sum();
    int failed = tallies.stream().mapToInt(Tally::failed).sum();
    double all = worked + failed;
    double chance = Math.pow(worked / all, worked) * Math.pow(failed / all, failed);
    return 1 / chance;
  }

  /**
   * The highest rate of failing, in percent, that so many successes in a row leave open (95 %
   * sure).
   */
  public static int openRate(int worked) {
    return (int) Math.ceil(100 * (1 - Math.pow(0.05, 1.0 / worked)));
  }
}
