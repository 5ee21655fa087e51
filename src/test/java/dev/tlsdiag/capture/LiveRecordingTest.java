package dev.tlsdiag.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

/** Recordings of the loopback interface, where that is permitted. */
class LiveRecordingTest {
  private static final long PATIENCE_MILLIS = 60_000;

  @RepeatedTest(5)
  void givenUpItLeavesNoThread() throws InterruptedException {
    Set<Thread> before = ours();
    recording().close();
    assertEndedBeside(before);
  }

  @Test
  void endedItLeavesNoThread() throws Exception {
    Set<Thread> before = ours();
    try (LiveRecording recording = recording()) {
      recording.end(Duration.ZERO);
      assertEquals(0, recording.dropped());
    }
    assertEndedBeside(before);
  }

  /** No new one begins, and those that are seen yet are at their end. */
  private static void assertEndedBeside(Set<Thread> before) throws InterruptedException {
    for (Thread thread : ours()) {
      if (!before.contains(thread)) {
        thread.join(PATIENCE_MILLIS);
        assertFalse(thread.isAlive(), () -> thread + " goes on");
      }
    }
  }

  private static LiveRecording recording() {
    try {
      return LiveRecording.begin("lo", "tcp port 1");
    } catch (CaptureProblem e) {
      assumeTrue(false, "cannot capture on lo: " + e.getMessage());
      throw new AssertionError(e);
    }
  }

  private static Set<Thread> ours() {
    Set<String> names =
        Set.of("tlsdiag-recording", "tlsdiag-scan", "tlsdiag-datagrams", "tlsdiag-read");
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> names.contains(thread.getName()))
        .collect(Collectors.toSet());
  }
}
