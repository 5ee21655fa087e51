package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * What a scenario is to be diagnosed as: the first finding, by the name of its rule.
 *
 * @param live of a comparison that sends requests; {@link #NOTHING} where all is well
 * @param captured of a capture of the same two paths, in which less can be seen
 * @param besides other findings that are true as well, and so are no false alarm
 */
public record Expectation(String live, String captured, List<String> besides) {
  /** No error and no warning. */
  public static final String NOTHING = "nothing";

  /** No finding that is sure: the verdict is that it cannot be told. */
  public static final String CANNOT_TELL = "cannot-tell";

  /** There is nothing in packets to look at. */
  public static final String NO_CAPTURE = "no-capture";

  public Expectation {
    requireNonNull(live, "live is null");
    requireNonNull(captured, "captured is null");
    besides = List.copyOf(besides);
  }

  /** The same live and in a capture. */
  public static Expectation of(String rule) {
    return new Expectation(rule, rule, List.of());
  }

  /** Of a scenario in which nothing is wrong. */
  public static Expectation healthy() {
    return of(NOTHING);
  }

  /** In a capture this is what can be told. */
  public Expectation captured(String rule) {
    return new Expectation(live, rule, besides);
  }

  /** These are true as well. */
  public Expectation besides(String... rules) {
    return new Expectation(live, captured, List.of(rules));
  }
}
