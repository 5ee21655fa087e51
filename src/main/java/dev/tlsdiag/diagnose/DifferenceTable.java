package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.FieldDifference;
import dev.tlsdiag.tls.HelloDiff;
import dev.tlsdiag.tls.Rank;
import dev.tlsdiag.trace.HttpExchange;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * The legs of a comparison side by side.
 *
 * @param legs names of the columns
 * @param rows the most suspect first
 * @param equalFields fields of the ClientHello that are the same on the first and the last leg
 */
public record DifferenceTable(List<String> legs, List<Row> rows, List<String> equalFields) {
  public static final DifferenceTable EMPTY = new DifferenceTable(List.of(), List.of(), List.of());

  public DifferenceTable {
    legs = List.copyOf(legs);
    rows = List.copyOf(rows);
    equalFields = List.copyOf(equalFields);
  }

  /** How much a row matters. */
  public enum Weight {
    /** A finding blames it. */
    CAUSE("cause"),
    UNUSUAL("unusual"),
    /** Every re-origination has it. */
    USUAL("usual"),
    /** No difference of the hellos: what else is known of the legs. */
    CONTEXT("context");

    private final String label;

    Weight(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /**
   * One field.
   *
   * @param values one per leg, not escaped
   * @param usualOf the product that is known to differ so; empty where none is
   */
  public record Row(String field, Weight weight, List<String> values, Optional<String> usualOf) {
    public Row {
      requireNonNull(field, "field is null");
      requireNonNull(weight, "weight is null");
      values = List.copyOf(values);
      requireNonNull(usualOf, "usualOf is null");
    }
  }

  /**
   * Of legs with a ClientHello, the one that works or is the client's first.
   *
   * @param blamed fields that a finding blames, named as in {@link HelloDiff}
   */
  public static DifferenceTable of(List<Leg> legs, Set<String> blamed) {
    return of(legs, blamed, Optional.empty());
  }

  /**
   * As {@link #of(List, Set)}, with a proxy that is known.
   *
   * @param product the proxy's, named like the built-in proxy's profile
   */
  public static DifferenceTable of(List<Leg> legs, Set<String> blamed, Optional<String> product) {
    List<Leg> compared = legs.stream().filter(leg -> leg.hello().isPresent()).toList();
    if (compared.size() < 2) {
      return EMPTY;
    }
    ClientHello left = compared.get(0).hello().orElseThrow();
    HelloDiff diff = HelloDiff.of(left, compared.get(compared.size() - 1).hello().orElseThrow());
    List<HelloDiff> toEach =
        compared.stream().map(leg -> HelloDiff.of(left, leg.hello().orElseThrow())).toList();
    List<Row> rows = new ArrayList<>();
    for (FieldDifference difference : diff.differences()) {
      String field = difference.field();
      List<String> values = toEach.stream().map(d -> value(d.of(field), difference)).toList();
      Weight weight = weight(difference, blamed);
      Optional<String> usualOf =
          product
              .filter(p -> weight == Weight.UNUSUAL)
              .flatMap(p -> KnownProxies.changing(p, field));
      rows.add(new Row(field, weight, values, usualOf));
    }
    rows.sort(Comparator.comparing(Row::weight));
    rows.add(context("JA4", compared, leg -> leg.ja4().orElse("")));
    rows.add(context("address dialled", compared, Leg::dialled));
    rows.add(context("chosen", compared, Leg::chosen));
    rows.add(context("certificate", compared, Leg::certificate));
    rows.add(context("answer", compared, Leg::answer));
    if (compared.stream().anyMatch(leg -> leg.http().isPresent())) {
      rows.add(context("Host header", compared, DifferenceTable::host));
      rows.add(context("status", compared, Leg::status));
    }
    return new DifferenceTable(
        compared.stream().map(Leg::label).toList(), rows, diff.equalFields());
  }

  public long count(Weight weight) {
    return rows.stream().filter(row -> row.weight() == weight).count();
  }

  private static Row context(String field, List<Leg> legs, Function<Leg, String> words) {
    return new Row(field, Weight.CONTEXT, legs.stream().map(words).toList(), Optional.empty());
  }

  private static String host(Leg leg) {
    return leg.http().map(HttpExchange::authority).orElse(Leg.NOTHING);
  }

  /** A leg that does not differ from the first has the first one's value. */
  private static String value(Optional<FieldDifference> ofLeg, FieldDifference whole) {
    return ofLeg
        .map(difference -> difference.right().orElse(Leg.ABSENT))
        .orElseGet(() -> whole.left().orElse(Leg.ABSENT));
  }

  private static Weight weight(FieldDifference difference, Set<String> blamed) {
    if (blamed.contains(difference.field())) {
      return Weight.CAUSE;
    }
    return difference.weight() == Rank.USUAL ? Weight.USUAL : Weight.UNUSUAL;
  }
}
