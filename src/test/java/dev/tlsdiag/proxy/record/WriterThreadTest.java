package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;

class WriterThreadTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  /** A disk that writes as often as it is allowed to. */
  private static final class Disk implements WriterThread.Drain<Integer> {
    final List<Integer> written = Collections.synchronizedList(new ArrayList<>());
    final Semaphore allowed = new Semaphore(0);
    volatile IOException broken;

    @Override
    public boolean write(Integer item) throws IOException {
      allowed.acquireUninterruptibly();
      if (broken != null) {
        throw broken;
      }
      written.add(item);
      return true;
    }

    @Override
    public long flush() {
      return 0;
    }

    @Override
    public void close() {}
  }

  @Test
  void losesNothingWhileTheDiskMoves() throws InterruptedException {
    Disk disk = new Disk();
    WriterThread<Integer> writer = new WriterThread<>("test", 10, disk);
    CountDownLatch producing = new CountDownLatch(1);
    Thread producer =
        new Thread(
            () -> {
              for (int i = 0; i < 1000; i++) {
                writer.offer(i, 1);
              }
              producing.countDown();
            });
    producer.start();
    while (producing.getCount() > 0) {
      disk.allowed.release(); // slower than the producer, never slower than its patience
      Thread.onSpinWait();
    }
    disk.allowed.release(2000);
    assertTrue(writer.finish(LONG));
    assertEquals(0, writer.dropped());
    assertEquals(1000, disk.written.size());
    for (int i = 0; i < 1000; i++) {
      assertEquals(i, disk.written.get(i));
    }
  }

  @Test
  void aDiskThatStandsStillHoldsNobodyUpTwice() {
    Disk disk = new Disk();
    WriterThread<Integer> writer = new WriterThread<>("test", 10, disk);
    long start = System.nanoTime();
    int taken = 0;
    for (int i = 0; i < 1000; i++) {
      taken += writer.offer(i, 1) ? 1 : 0;
    }
    Duration held = Duration.ofNanos(System.nanoTime() - start);
    assertTrue(held.compareTo(WriterThread.PATIENCE.multipliedBy(50)) < 0, held.toString());
    assertEquals(10, taken);
    disk.allowed.release(2000);
    assertTrue(writer.finish(LONG));
    assertEquals(10, disk.written.size());
    assertEquals(990, writer.dropped());
  }

  @Test
  void whatIsTooLargeForTheQueueIsWrittenAlone() {
    Disk disk = new Disk();
    disk.allowed.release(1);
    WriterThread<Integer> writer = new WriterThread<>("test", 10, disk);
    assertTrue(writer.offer(1, 1_000_000));
    assertTrue(writer.finish(LONG));
    assertEquals(List.of(1), disk.written);
  }

  @Test
  void afterAnErrorNothingWaits() {
    Disk disk = new Disk();
    disk.broken = new IOException("No space left on device");
    disk.allowed.release(1000);
    WriterThread<Integer> writer = new WriterThread<>("test", 10, disk);
    for (int i = 0; i < 1000; i++) {
      writer.offer(i, 1);
    }
    writer.finish(LONG);
    assertEquals(1000, writer.dropped());
    assertEquals("No space left on device", writer.failure().orElseThrow().getMessage());
    assertFalse(writer.offer(1, 1));
  }

  @Test
  void aFlushThatFailsUncheckedIsAnErrorOfTheDisk() {
    IOException brokenPipe = new IOException("Broken pipe");
    WriterThread<Integer> writer =
        new WriterThread<>(
            "test",
            10,
            new WriterThread.Drain<>() {
              @Override
              public boolean write(Integer item) {
                return false;
              }

              @Override
              public long flush() {
                throw new UncheckedIOException(brokenPipe);
              }

              @Override
              public void close() {
                throw new UncheckedIOException(new IOException("still broken"));
              }
            });
    long end = System.nanoTime() + LONG.toNanos();
    while (writer.failure().isEmpty() && System.nanoTime() < end) {
      Thread.onSpinWait(); // its first flush comes with nothing to write
    }
    for (int i = 0; i < 1000; i++) {
      assertFalse(writer.offer(i, 1));
    }
    assertTrue(writer.finish(LONG));
    assertEquals(1000, writer.dropped());
    assertEquals(brokenPipe, writer.failure().orElseThrow());
  }
}
