package dev.tlsdiag.experiment;

import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Variant;
import dev.tlsdiag.report.ProbeReport.Statement;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What size and pieces of a hello have to do with it: a path that loses large packets, something
 * that cannot put two segments together, something that minds the length.
 */
final class SizeVerdict {
  static final String LABEL = "SIZE";

  private SizeVerdict() {}

  /**
   * Empty where none was tried.
   *
   * @param proxied whether a proxy makes the segments anew
   */
  static Optional<Statement> of(ProbeResults results, boolean proxied) {
    List<Map.Entry<Variant, Observation>> tried =
        results.variants().entrySet().stream()
            .filter(e -> e.getKey().axis() == Axis.SEGMENTS || e.getKey().axis() == Axis.SIZE)
            .toList();
    if (tried.isEmpty()) {
      return Optional.empty();
    }
    String caveat = proxied ? " (segments are the proxy's own behind it)" : "";
    if (!results.base().worked()) {
      return failing(results).map(words -> new Statement(LABEL, words + caveat, false, true));
    }
    List<Map.Entry<Variant, Observation>> failed =
        tried.stream().filter(e -> !e.getValue().worked()).toList();
    if (failed.isEmpty()) {
      return Optional.of(
          new Statement(LABEL, "any: " + names(tried) + " are taken" + caveat, true, true));
    }
    return Optional.of(new Statement(LABEL, working(results, failed) + caveat, false, true));
  }

  /** Why a base fails, in a few words, where its size or its packets' are it. */
  static Optional<String> cause(ProbeResults results) {
    return results.base().worked()
        ? Optional.empty()
        : failing(results).map(words -> words.replaceFirst("; allow ICMP.*", ""));
  }

  /** The base works. */
  private static String working(
      ProbeResults results, List<Map.Entry<Variant, Observation>> failed) {
    Optional<Observation> large = large(results);
    boolean split = results.worked(Axis.SEGMENTS, "two with a pause");
    boolean largeFails = large.filter(seen -> !seen.worked()).isPresent();
    boolean largeInPieces = large(results, true).filter(Observation::worked).isPresent();
    String told = results(failed);
    if (largeFails && largeInPieces) {
      return "path MTU: a hello above one packet gets lost, and in small segments it arrives ("
          + told
          + "); allow ICMP 'fragmentation needed' or clamp the MSS";
    }
    if (largeFails && !split) {
      return "something cannot put a hello together that comes in two segments (" + told + ")";
    }
    if (largeFails) {
      return "a long hello is not taken, in small segments neither: its length matters, not the "
          + "packets' ("
          + told
          + ")";
    }
    if (!split && results.of(Axis.SEGMENTS, "two with a pause").isPresent()) {
      return "a hello in two small segments is not taken: something looks at the first one only ("
          + told
          + ")";
    }
    if (failed.size() == 1 && failed.get(0).getKey().name().equals("two records")) {
      return "a hello in two records is not taken: something reads the first record only ("
          + told
          + ")";
    }
    return "not taken: " + told;
  }

  /** The base fails, and something about its size or pieces makes it work. */
  private static Optional<String> failing(ProbeResults results) {
    boolean starves = ProbeResults.starves(results.base());
    boolean small = results.worked(Axis.SIZE, "small");
    boolean pieces = results.like(Axis.SIZE, "unchanged").filter(Observation::worked).isPresent();
    boolean classical = results.worked(Axis.GROUPS, "without post-quantum");
    if (starves && pieces && (small || classical)) {
      return Optional.of(
          "path MTU: the silence ends when the packets shrink; allow ICMP 'fragmentation needed' or"
              + " clamp the MSS");
    }
    if (starves && (small || classical)) {
      return Optional.of(
          "the silence ends when the hello shrinks, and not when only its packets do: something"
              + " cannot put it together, or minds its length");
    }
    return Optional.empty();
  }

  private static Optional<Observation> large(ProbeResults results) {
    return large(results, false);
  }

  private static Optional<Observation> large(ProbeResults results, boolean inPieces) {
    return results.variants().entrySet().stream()
        .filter(e -> e.getKey().axis() == Axis.SIZE && e.getKey().name().startsWith("2000"))
        .filter(e -> e.getKey().name().contains("segments") == inPieces)
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private static String names(List<Map.Entry<Variant, Observation>> tried) {
    return String.join(", ", tried.stream().map(e -> e.getKey().name()).toList());
  }

  private static String results(List<Map.Entry<Variant, Observation>> failed) {
    return String.join(
        "; ",
        failed.stream()
            .map(e -> e.getKey().name() + ": " + ProbeWords.result(e.getValue()))
            .toList());
  }
}
