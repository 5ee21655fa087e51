package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.AlertDescription;

/** An alert in the clear, fatal or not. */
public record SeenAlert(Side by, int level, AlertDescription description, long frame) {
  public SeenAlert {
    requireNonNull(by, "by is null");
    requireNonNull(description, "description is null");
  }
}
