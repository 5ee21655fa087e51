package dev.tlsdiag.proxy.live;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * How many flows began in each second of the last minute, for a row of bars.
 *
 * @param seconds the oldest first
 */
public record LiveActivity(List<Second> seconds) {
  public static final int SECONDS = 60;

  /**
   * One second.
   *
   * @param good flows that are ok or have a warning
   * @param bad flows that failed or were denied
   */
  public record Second(int good, int bad) {
    public int all() {
      return good + bad;
    }
  }

  public LiveActivity {
    seconds = List.copyOf(seconds);
  }

  /** Of the minute that ends now; what begins later counts for its last second. */
  public static LiveActivity of(Collection<LiveFlow> flows, Instant now) {
    int[] good = new int[SECONDS];
    int[] bad = new int[SECONDS];
    for (LiveFlow flow : flows) {
      long age = Math.max(0, Duration.between(flow.time(), now).toSeconds());
      if (age < SECONDS) {
        int at = SECONDS - 1 - (int) age;
        boolean isBad =
            flow.verdict() == FlowVerdict.FAILED || flow.verdict() == FlowVerdict.DENIED;
        (isBad ? bad : good)[at]++;
      }
    }
    List<Second> seconds = new ArrayList<>(SECONDS);
    for (int i = 0; i < SECONDS; i++) {
      seconds.add(new Second(good[i], bad[i]));
    }
    return new LiveActivity(seconds);
  }
}
