package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.Optional;

/**
 * A resource whose last update Envoy did not take, or that it never got.
 *
 * @param resource {@code cluster api}, {@code listener 0.0.0.0_443}
 * @param status {@code NACKED}, {@code DOES_NOT_EXIST}, {@code TIMEOUT} …; {@code error_state}
 *     where only that is there
 * @param details Envoy's words; empty where there are none
 */
public record RejectedConfig(
    String resource, String status, Optional<String> details, Evidence.ConfigLine at) {
  public RejectedConfig {
    requireNonNull(resource, "resource is null");
    requireNonNull(status, "status is null");
    requireNonNull(details, "details is null");
    requireNonNull(at, "at is null");
  }

  /** Empty where the entry is one that Envoy took. */
  static Optional<RejectedConfig> of(String resource, Json entry) {
    Json error = entry.at("error_state");
    String status = entry.textOrEmpty("client_status");
    boolean bad =
        switch (status) {
          case "DOES_NOT_EXIST", "NACKED", "RECEIVED_ERROR", "TIMEOUT" -> true;
          default -> false; // a text, and newer Envoys have newer ones
        };
    if (!bad && !error.present()) {
      return Optional.empty();
    }
    return Optional.of(
        new RejectedConfig(
            resource,
            bad ? status : "error_state",
            error.text("details"),
            error.present() ? error.place() : entry.place()));
  }
}
