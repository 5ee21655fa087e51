package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class RateGateTest {
  /** Later is always possible on a busy machine; earlier never is. */
  @Test
  void nobodyPassesBeforeTheTurn() throws InterruptedException {
    RateGate gate = new RateGate(100);
    long start = System.nanoTime();
    for (int i = 0; i < 6; i++) {
      gate.pass(1);
    }
    gate.charge(3);
    gate.pass(1);
    assertTrue(System.nanoTime() - start >= 90_000_000L, "nine intervals of 10 ms went by");
  }

  @Test
  void thereIsNoRateOfNothing() {
    assertThrows(IllegalArgumentException.class, () -> new RateGate(0));
    assertThrows(IllegalArgumentException.class, () -> new RateGate(Double.NaN));
  }

  @Test
  void thePercentileIsATimeThatWasSeen() {
    List<Duration> times =
        IntStream.rangeClosed(1, 20)
            .mapToObj(Duration::ofMillis)
            .sorted(Collections.reverseOrder())
            .toList();
    assertEquals(Duration.ofMillis(19), HandshakeTimes.percentile95(times));
    assertEquals(
        Duration.ofMillis(7),
        HandshakeTimes.percentile95(Stream.of(7, 3).map(Duration::ofMillis).toList()));
  }
}
