package dev.tlsdiag.tls;

import static java.util.Objects.requireNonNull;

import java.util.List;
import java.util.Optional;

/**
 * A field in which two hellos differ.
 *
 * @param field {@code server_name}, {@code alpn}, {@code cipher_suites} …, or the name of an
 *     extension whose values differ
 * @param left its value as text, not escaped; empty where the field is absent
 * @param right as {@code left}
 * @param weight how much it is to be suspected
 * @param onlyLeft of a list the items that the right one lacks; empty of other fields
 * @param onlyRight of a list the items that the left one lacks
 */
public record FieldDifference(
    String field,
    Optional<String> left,
    Optional<String> right,
    Rank weight,
    List<String> onlyLeft,
    List<String> onlyRight) {
  public FieldDifference {
    requireNonNull(field, "field is null");
    requireNonNull(left, "left is null");
    requireNonNull(right, "right is null");
    requireNonNull(weight, "weight is null");
    onlyLeft = List.copyOf(onlyLeft);
    onlyRight = List.copyOf(onlyRight);
  }
}
