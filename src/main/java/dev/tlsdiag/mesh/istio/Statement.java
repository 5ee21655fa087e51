package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.Optional;

/**
 * A sentence about what the mesh does, and where that is written.
 *
 * @param text a sentence without a period; may quote the configuration
 * @param place empty where it follows from what is not written
 * @param entry the page of the catalogue that it is about: {@code registry-only-blackhole}; empty
 *     where it is no trouble
 */
public record Statement(String text, Optional<Evidence> place, Optional<String> entry) {
  public Statement {
    requireNonNull(text, "text is null");
    requireNonNull(place, "place is null");
    requireNonNull(entry, "entry is null");
  }

  static Statement of(String text, Evidence place) {
    return new Statement(text, Optional.of(place), Optional.empty());
  }

  static Statement unwritten(String text) {
    return new Statement(text, Optional.empty(), Optional.empty());
  }

  Statement about(String newEntry) {
    return new Statement(text, place, Optional.of(newEntry));
  }
}
