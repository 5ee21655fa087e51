package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class NameCacheTest {
  private static final Instant START = Instant.parse("2023-02-01T21:45:19Z");

  private final NameCache cache = new NameCache();

  private void learn(String pod, String name, long seconds, String... addresses) {
    cache.learn(pod, name, List.of(addresses), Duration.ofSeconds(seconds), START);
  }

  @Test
  void anAddressHasTheNamesThatWereAskedFor() {
    learn("a", "One.Example.", 30, "1.1.1.1", "1.1.1.2");
    learn("a", "two.example", 30, "1.1.1.1");
    assertEquals(List.of("one.example", "two.example"), cache.names("a", "1.1.1.1", START));
    assertEquals(List.of("one.example"), cache.names("a", "1.1.1.2", START));
    assertEquals(List.of("1.1.1.1", "1.1.1.2"), cache.addresses("a", "ONE.example.", START));
  }

  @Test
  void whatOnePodLearnedAnotherDoesNotKnow() {
    learn("a", "one.example", 30, "1.1.1.1");
    assertEquals(List.of(), cache.names("b", "1.1.1.1", START));
  }

  @Test
  void anAnswerCountsAsLongAsItSays() {
    learn("a", "one.example", 30, "1.1.1.1");
    assertEquals(1, cache.names("a", "1.1.1.1", START.plusSeconds(30)).size());
    assertEquals(0, cache.names("a", "1.1.1.1", START.plusSeconds(31)).size());
  }

  @Test
  void aLaterAnswerWithAShorterLifeTakesNothing() {
    learn("a", "one.example", 300, "1.1.1.1");
    learn("a", "one.example", 1, "1.1.1.1");
    assertEquals(1, cache.names("a", "1.1.1.1", START.plusSeconds(200)).size());
  }

  @Test
  void aLeastLifeIsKept() {
    NameCache patient = new NameCache(Duration.ofHours(1));
    patient.learn("a", "one.example", List.of("1.1.1.1"), Duration.ofSeconds(1), START);
    assertEquals(1, patient.names("a", "1.1.1.1", START.plusSeconds(3599)).size());
  }

  @Test
  void whatIsOverIsForgotten() {
    learn("a", "one.example", 30, "1.1.1.1");
    learn("a", "two.example", 300, "1.1.1.1");
    cache.expire(START.plusSeconds(100));
    assertEquals(List.of("two.example"), cache.names("a", "1.1.1.1", START));
    assertEquals(List.of(), cache.addresses("a", "one.example", START));
  }

  @Test
  void spellingsOfAnAddressAreOne() {
    learn("a", "six.example", 30, "2606:4700:0:0:0:0:0:1111");
    assertEquals(List.of("six.example"), cache.names("a", "2606:4700::1111", START));
    learn("a", "four.example", 30, "::ffff:1.2.3.4");
    assertEquals(List.of("four.example"), cache.names("a", "1.2.3.4", START));
  }

  @Test
  void holdsSoManyAndGivesUpThoseNotRenewed() {
    learn("a", "kept.example", 3000, "9.9.9.9");
    for (int i = 0; i < 210_000; i++) {
      learn("a", "n" + i + ".example", 3000, "1.1.1.1");
      if (i % 50_000 == 0) {
        learn("a", "kept.example", 3000, "9.9.9.9");
      }
    }
    assertEquals(List.of("kept.example"), cache.names("a", "9.9.9.9", START));
    assertEquals(List.of(), cache.addresses("a", "n0.example", START));
    assertTrue(cache.names("a", "1.1.1.1", START).size() <= 200_000);
  }

  @Test
  void threadsMayShareIt() throws Exception {
    ExecutorService pool = Executors.newFixedThreadPool(4);
    try {
      List<Future<?>> done = new ArrayList<>();
      for (int t = 0; t < 4; t++) {
        int thread = t;
        done.add(
            pool.submit(
                () -> {
                  for (int i = 0; i < 2000; i++) {
                    learn("p" + thread, "n" + i + ".example", 30, "1.1.1." + i % 200);
                    cache.names("p" + (thread + 1) % 4, "1.1.1." + i % 200, START);
                    if (i % 500 == 0) {
                      cache.expire(START.minusSeconds(1));
                    }
                  }
                }));
      }
      for (Future<?> one : done) {
        one.get(60, TimeUnit.SECONDS);
      }
    } finally {
      pool.shutdownNow();
    }
    assertEquals(10, cache.names("p0", "1.1.1.7", START).size());
  }
}
