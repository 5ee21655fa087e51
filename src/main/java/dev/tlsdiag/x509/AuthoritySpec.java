package dev.tlsdiag.x509;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.List;

/**
 * What a new authority is to be.
 *
 * @param validity from its creation on
 * @param permittedHosts the hosts it may issue for, as X.509 name constraints: a DNS name permits
 *     itself and all below it, {@code *.} in front changes nothing; an IP address or a network in
 *     CIDR form permits itself. Empty permits everything.
 */
public record AuthoritySpec(
    String commonName, KeyType keyType, Duration validity, List<String> permittedHosts) {
  /** Of the authority that a user makes; each leaf is far shorter. */
  public static final Duration USUAL_VALIDITY = Duration.ofDays(365);

  private static final int MAX_COMMON_NAME = 64; // ub-common-name, RFC 5280 appendix A.1

  public AuthoritySpec {
    requireNonNull(commonName, "commonName is null");
    requireNonNull(keyType, "keyType is null");
    requireNonNull(validity, "validity is null");
    permittedHosts = List.copyOf(permittedHosts);
    if (commonName.isBlank() || commonName.length() > MAX_COMMON_NAME) {
      throw new IllegalArgumentException(
          "'" + commonName + "' is no name of 1 to " + MAX_COMMON_NAME + " characters");
    }
    if (validity.isNegative() || validity.isZero()) {
      throw new IllegalArgumentException("a validity of " + validity + " is none");
    }
  }
}
