package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;

/** A single value and where it stands. */
public record Word(String text, Position position) {
  public Word {
    requireNonNull(text, "text is null");
    requireNonNull(position, "position is null");
  }

  public boolean is(String other) {
    return text.equals(other);
  }

  @Override
  public String toString() {
    return text;
  }
}
