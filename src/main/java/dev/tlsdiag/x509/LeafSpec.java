package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * What a certificate for a server is to say.
 *
 * @param names DNS names (a wildcard in the first label is allowed) and IP literals, at least one;
 *     the first is the common name too
 * @param withSan whether the names go into subjectAltName, as they have to; without it the
 *     certificate is the one that old recipes make
 */
public record LeafSpec(
    List<String> names, KeyType keyType, Instant notBefore, Instant notAfter, boolean withSan) {
  /** How long leaf certificates live; no client accepts more than 398 days, most need a day. */
  public static final Duration USUAL_VALIDITY = Duration.ofDays(7);

  /** So that a clock that is a little late does not refuse a certificate just made. */
  public static final Duration BACKDATED = Duration.ofHours(1);

  public LeafSpec {
    names = List.copyOf(names);
    requireNonNull(keyType, "keyType is null");
    requireNonNull(notBefore, "notBefore is null");
    requireNonNull(notAfter, "notAfter is null");
    if (names.isEmpty()) {
      throw new IllegalArgumentException("a certificate needs a name");
    }
  }

  public static LeafSpec of(List<String> names, Instant now) {
    return new LeafSpec(
        names, KeyType.EC_P256, now.minus(BACKDATED), now.plus(USUAL_VALIDITY), true);
  }

  public LeafSpec valid(Instant from, Instant until) {
    return new LeafSpec(names, keyType, from, until, withSan);
  }

  public LeafSpec withKeyType(KeyType newType) {
    return new LeafSpec(names, newType, notBefore, notAfter, withSan);
  }

  public LeafSpec withoutSan() {
    return new LeafSpec(names, keyType, notBefore, notAfter, false);
  }
}
