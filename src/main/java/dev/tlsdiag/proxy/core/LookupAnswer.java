package dev.tlsdiag.proxy.core;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * An answer to a DNS query.
 *
 * @param responseCode as registered by IANA
 * @param addresses of its A and AAAA records, whatever CNAMEs lead to them
 * @param ttl the shortest of its records; zero without any
 * @param canonicalNames targets of its CNAMEs, with their last dot
 * @param recordTypes of its records, as registered by IANA
 */
public record LookupAnswer(
    int responseCode,
    List<String> addresses,
    Duration ttl,
    List<String> canonicalNames,
    List<String> recordTypes) {
  public LookupAnswer {
    addresses = List.copyOf(addresses);
    requireNonNull(ttl, "ttl is null");
    canonicalNames = List.copyOf(canonicalNames);
    recordTypes = List.copyOf(recordTypes);
  }

  /** One without records. */
  public static LookupAnswer of(int responseCode) {
    return new LookupAnswer(responseCode, List.of(), Duration.ZERO, List.of(), List.of());
  }
}
