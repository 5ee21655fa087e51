package dev.tlsdiag.experiment.bisect;

import java.util.OptionalInt;

/**
 * Sizes of a ClientHello at which the server fails, in bytes of the handshake message with its
 * header of four.
 *
 * @param least the smallest that was seen to fail
 * @param most the largest that was seen to fail
 * @param worksBelow the largest below them that was seen to work; empty where none was
 * @param worksAbove the smallest above them that was seen to work; empty where none was
 */
public record SizeRange(int least, int most, OptionalInt worksBelow, OptionalInt worksAbove) {
  /** As {@code a ClientHello of 256 to 511 bytes}. */
  public String text() {
    if (worksAbove.isEmpty()) {
      return "a ClientHello of %d bytes or more".formatted(least);
    }
    return worksBelow.isEmpty()
        ? "a ClientHello of %d bytes or less".formatted(most)
        : "a ClientHello of %d to %d bytes".formatted(least, most);
  }

  /** Where it works, and how exactly that is known. */
  public String edges() {
    String above =
        worksAbove.isPresent()
            ? ", works at %d".formatted(worksAbove.getAsInt())
            : ", and larger ones were not tried";
    String below = worksBelow.isPresent() ? "works at %d, ".formatted(worksBelow.getAsInt()) : "";
    return below
        + "fails from %d to %d bytes".formatted(least, most)
        + above
        + (worksBelow.isPresent() ? "" : "; smaller ones could not be tried");
  }
}
