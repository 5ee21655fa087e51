package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import java.util.List;

/**
 * A proxy's two legs of one request.
 *
 * @param confidence 0 to 1
 * @param reasons in words, the strongest first
 */
public record LegPair(
    Connection downstream, Connection upstream, double confidence, List<String> reasons) {
  public LegPair {
    requireNonNull(downstream, "downstream is null");
    requireNonNull(upstream, "upstream is null");
    reasons = List.copyOf(reasons);
  }
}
