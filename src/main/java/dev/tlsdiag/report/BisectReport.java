package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * Which difference between two ClientHellos makes a server fail.
 *
 * @param tool version of tlsdiag
 * @param target host and port as the user named them
 * @param headline what it comes to, in one line
 * @param differences between the two, in words
 * @param causes each is enough alone
 * @param size where the size alone decides
 * @param repeated what was sent more than once
 * @param probes all that was sent, in order
 * @param mostProbes how many might have been sent
 * @param chance what the repetitions are worth, in words; empty where nothing was repeated
 * @param notes what else the reader has to know
 */
public record BisectReport(
    String tool,
    String target,
    String way,
    Verdict verdict,
    String headline,
    Hello good,
    Hello bad,
    List<String> differences,
    List<Cause> causes,
    Optional<Size> size,
    List<Repeated> repeated,
    List<Sent> probes,
    int mostProbes,
    String chance,
    List<String> notes,
    Duration took) {
  /** What it came to. */
  public enum Verdict {
    CAUSE("cause"),
    NOTHING_DIFFERS("nothing-differs"),
    BOTH_WORK("both-work"),
    NOT_IN_HELLO("not-in-hello"),
    SWAPPED("swapped"),
    FLAPPING("flapping"),
    OUT_OF_PROBES("out-of-probes"),
    UNREACHABLE("unreachable");

    private final String label;

    Verdict(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  public BisectReport {
    requireNonNull(tool, "tool is null");
    requireNonNull(target, "target is null");
    requireNonNull(way, "way is null");
    requireNonNull(verdict, "verdict is null");
    requireNonNull(headline, "headline is null");
    requireNonNull(good, "good is null");
    requireNonNull(bad, "bad is null");
    differences = List.copyOf(differences);
    causes = List.copyOf(causes);
    requireNonNull(size, "size is null");
    repeated = List.copyOf(repeated);
    probes = List.copyOf(probes);
    requireNonNull(chance, "chance is null");
    notes = List.copyOf(notes);
    requireNonNull(took, "took is null");
  }

  /**
   * One of the two.
   *
   * @param bytes of the handshake message with its header of four
   */
  public record Hello(String name, int bytes, String ja4) {
    public Hello {
      requireNonNull(name, "name is null");
      requireNonNull(ja4, "ja4 is null");
    }
  }

  /**
   * What makes the good one fail.
   *
   * @param members only together
   * @param alternatives other GREASE values, which do it as well
   * @param way of failing
   */
  public record Cause(List<String> members, List<String> alternatives, String text, String way) {
    public Cause {
      members = List.copyOf(members);
      alternatives = List.copyOf(alternatives);
      requireNonNull(text, "text is null");
      requireNonNull(way, "way is null");
    }
  }

  /** Sizes in bytes of the handshake message at which it fails. */
  public record Size(
      int least, int most, OptionalInt worksBelow, OptionalInt worksAbove, String text) {
    public Size {
      requireNonNull(worksBelow, "worksBelow is null");
      requireNonNull(worksAbove, "worksAbove is null");
      requireNonNull(text, "text is null");
    }
  }

  /** One and the same hello, some times. */
  public record Repeated(String what, boolean expectedToWork, int worked, int failed, String way) {
    public Repeated {
      requireNonNull(what, "what is null");
      requireNonNull(way, "way is null");
    }
  }

  /** One probe. */
  public record Sent(int number, String what, boolean worked, String result) {
    public Sent {
      requireNonNull(what, "what is null");
      requireNonNull(result, "result is null");
    }
  }
}
