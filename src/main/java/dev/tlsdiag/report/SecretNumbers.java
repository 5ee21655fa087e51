package dev.tlsdiag.report;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/**
 * Tells secrets of one trace apart without showing them: the first that a header has is 1, and
 * another one 2. So a reader knows whether a proxy changed what is redacted.
 */
final class SecretNumbers {
  private final Map<String, Map<String, Integer>> known = new HashMap<>();

  /** The number of this value of the header, 1-based. */
  int of(String header, String value) {
    Map<String, Integer> values =
        known.computeIfAbsent(header.toLowerCase(Locale.ROOT), name -> new HashMap<>());
    values.putIfAbsent(value, values.size() + 1);
    return values.get(value);
  }
}
