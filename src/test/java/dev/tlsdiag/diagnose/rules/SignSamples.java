package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.trace.WireSigns;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** What packets show beside their bytes, for tests. */
final class SignSamples {
  private SignSamples() {}

  static WireSigns hopLimits(int synAck, int reset) {
    return signs(OptionalInt.of(synAck), OptionalInt.of(reset), 400, false);
  }

  /**
   * Of a hello in segments.
   *
   * @param largest bytes
   * @param again whether the first was sent again
   */
  static WireSigns segments(int largest, boolean again) {
    return signs(OptionalInt.empty(), OptionalInt.empty(), largest, again);
  }

  private static WireSigns signs(
      OptionalInt synAck, OptionalInt reset, int largest, boolean again) {
    return new WireSigns(
        synAck,
        reset,
        largest,
        again ? 2 : 0,
        again,
        false,
        0,
        false,
        0,
        0,
        OptionalLong.empty(),
        OptionalInt.empty(),
        OptionalInt.empty());
  }
}
