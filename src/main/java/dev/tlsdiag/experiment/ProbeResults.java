package dev.tlsdiag.experiment;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.Ending;
import dev.tlsdiag.probe.Observation;
import dev.tlsdiag.probe.Variant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A base, what was varied of it, and what came of each.
 *
 * @param base the first time
 * @param again the same hello at the end; empty where it was not sent again
 */
record ProbeResults(
    Observation base, Optional<Observation> again, Map<Variant, Observation> variants) {
  ProbeResults {
    requireNonNull(base, "base is null");
    requireNonNull(again, "again is null");
    variants = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(variants));
  }

  ProbeResults with(Map<Variant, Observation> more) {
    Map<Variant, Observation> all = new LinkedHashMap<>(variants);
    all.putAll(more);
    return new ProbeResults(base, again, all);
  }

  ProbeResults withAgain(Observation observation) {
    return new ProbeResults(base, Optional.of(observation), variants);
  }

  /** Whether the same hello ended otherwise the second time. */
  boolean flaps() {
    return again.filter(each -> each.worked() != base.worked()).isPresent();
  }

  Optional<Observation> of(Axis axis, String name) {
    return variants.entrySet().stream()
        .filter(e -> e.getKey().axis() == axis && e.getKey().name().equals(name))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  boolean worked(Axis axis, String name) {
    return of(axis, name).filter(Observation::worked).isPresent();
  }

  /** Those whose name begins so. */
  Optional<Observation> like(Axis axis, String start) {
    return variants.entrySet().stream()
        .filter(e -> e.getKey().axis() == axis && e.getKey().name().startsWith(start))
        .map(Map.Entry::getValue)
        .findFirst();
  }

  /** A server that takes the base would take these too, and does not. */
  List<Variant> surprises() {
    return variants.keySet().stream()
        .filter(variant -> variant.mustWork() && !variants.get(variant).worked())
        .toList();
  }

  /**
   * What turns the result over, the one to blame first: of a base that works what surprises, else
   * what is up to the server; of one that fails what makes it work.
   */
  List<Variant> flips() {
    List<Variant> flips = new ArrayList<>();
    if (!base.worked()) {
      variants.forEach(
          (variant, seen) -> {
            if (seen.worked()) {
              flips.add(variant);
            }
          });
      return byAxis(flips);
    }
    flips.addAll(byAxis(surprises()));
    flips.addAll(
        byAxis(
            variants.keySet().stream()
                .filter(v -> v.healthy() == Variant.Healthy.MAY_REFUSE)
                .filter(v -> !variants.get(v).worked())
                .toList()));
    return flips;
  }

  private static List<Variant> byAxis(List<Variant> variants) {
    return variants.stream()
        .sorted(java.util.Comparator.comparing(Variant::axis)) // stable within an axis
        .toList();
  }

  /** Whether the base got no answer at all, or only its beginning. */
  static boolean starves(Observation seen) {
    return seen.ending() == Ending.SILENT || seen.ending() == Ending.STALLED;
  }
}
