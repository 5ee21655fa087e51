package dev.tlsdiag.mesh.policy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.Optional;

/**
 * An item of {@code toFQDNs}, or of {@code rules.dns}.
 *
 * @param matchName as written
 * @param matchPattern as written
 */
public record FqdnSelector(
    Optional<String> matchName, Optional<String> matchPattern, Position position) {
  public FqdnSelector {
    requireNonNull(matchName, "matchName is null");
    requireNonNull(matchPattern, "matchPattern is null");
    requireNonNull(position, "position is null");
  }

  /** The name or the pattern; empty text where neither is written. */
  public String text() {
    return matchName.or(() -> matchPattern).orElse("");
  }
}
