package dev.tlsdiag.mesh;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class TallyTest {
  @Test
  void theFirstUnreadableLineIsTold() {
    Tally tally = new Tally();
    tally.onRecord();
    tally.onUnreadable(7, "no flow");
    tally.onUnreadable(9, "nor this");
    tally.onUnknownField();
    tally.onLost(3);
    assertEquals(new ReadingTally(1, 2, Optional.of("line 7: no flow"), 1, 3), tally.told());
    assertEquals(5, tally.told(4).unknownFields());
  }

  @Test
  void aLongReasonIsCut() {
    Tally tally = new Tally();
    tally.onUnreadable(1, "x".repeat(10_000));
    assertTrue(tally.told().firstUnreadable().get().length() < 200);
  }

  @Test
  void ofTwoTheEarlierLineIsTold() {
    Tally one = new Tally();
    one.onUnreadable(12, "a");
    Tally other = new Tally();
    other.onUnreadable(5, "b");
    other.onRecord();
    ReadingTally both = new ReadingTally(1, 2, Optional.of("line 5: b"), 0, 0);
    assertEquals(both, one.told().plus(other.told()));
    assertEquals(both, other.told().plus(one.told()));
    assertEquals(one.told(), one.told().plus(ReadingTally.NOTHING));
    ReadingTally placeless = new ReadingTally(0, 1, Optional.of("is empty"), 0, 0);
    assertEquals(Optional.of("line 12: a"), placeless.plus(one.told()).firstUnreadable());
  }
}
