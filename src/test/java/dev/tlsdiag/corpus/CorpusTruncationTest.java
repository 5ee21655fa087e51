package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * Captures cut off and captures with flipped bits: nothing but the documented exception comes out,
 * and a cut capture gives the same ClientHellos as the whole one up to the cut, and no others.
 */
class CorpusTruncationTest {
  private static final Duration NO_HANG = Duration.ofSeconds(60);
  private static final int DAMAGED_COPIES = 20;
  private static final int CUT_FILES = 3;

  /**
   * Of the first 200 lengths each file takes every eighth, its neighbour in the manifest the next
   * one, and one file of each container format all: with all of all the test took minutes.
   */
  private static final int HEAD_STEP = 8;

  /** Over what the undamaged file takes: buffers that a wrong length may call for. */
  private static final long SPARE_BYTES = 64L << 20;

  @TempDir Path folder;

  /** A ClientHello that was read, so that two readings can be compared. */
  private record Key(long frame, String connection, String random, String serverName) {}

  @TestFactory
  Stream<DynamicTest> givesAPrefixOfTheHellosWhenCut() throws IOException {
    Optional<Corpus> corpus = Corpus.find();
    List<String> files = corpus.isPresent() ? corpus.get().files() : List.of();
    Set<String> thorough = corpus.isPresent() ? corpus.get().oneOfEachContainer() : Set.of();
    return perFile(
        (file, bytes) ->
            checkCuts(
                file,
                bytes,
                thorough.contains(file)
                    ? CaptureCuts.of(bytes, 0, 1)
                    : CaptureCuts.of(bytes, files.indexOf(file) % HEAD_STEP, HEAD_STEP)));
  }

  @TestFactory
  Stream<DynamicTest> survivesFlippedBits() throws IOException {
    return perFile(CorpusTruncationTest::checkDamaged);
  }

  private interface Check {
    void on(String file, byte[] bytes) throws IOException;
  }

  private static Stream<DynamicTest> perFile(Check check) throws IOException {
    Optional<Corpus> corpus = Corpus.find();
    if (corpus.isEmpty()) {
      return Corpus.skipped(Corpus.absent());
    }
    return corpus.get().files().stream()
        .map(
            file ->
                dynamicTest(
                    file,
                    () -> {
                      byte[] bytes = Files.readAllBytes(corpus.get().capture(file));
                      assertTimeoutPreemptively(NO_HANG, () -> check.on(file, bytes));
                    }));
  }

  private void checkCuts(String file, byte[] bytes, List<Integer> lengths) throws IOException {
    List<Key> whole = keys(read(file, bytes, "whole"));
    for (int length : lengths) {
      byte[] cut = Arrays.copyOf(bytes, length);
      checkPrefix(whole, keys(read(file, cut, "cut to " + length)), "cut to " + length);
    }
    for (int i = 1; i <= CUT_FILES; i++) { // the memory-mapped way to read
      int length = lengths.get(lengths.size() * i / CUT_FILES - 1);
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
      checkPrefix(whole, keys(EngineReading.ofFile(cut)), "file cut to " + length);
    }
  }

  private static void checkPrefix(List<Key> whole, List<Key> cut, String what) {
    if (cut.size() > whole.size() || !whole.subList(0, cut.size()).equals(cut)) {
      int at = 0;
      while (at < Math.min(cut.size(), whole.size()) && cut.get(at).equals(whole.get(at))) {
        at++;
      }
      String expected = at < whole.size() ? whole.get(at).toString() : "no more";
      assertEquals(expected, cut.get(at).toString(), what + ", ClientHello " + at);
    }
  }

  private static void checkDamaged(String file, byte[] bytes) {
    long limit = 4 * allocatedFor(file, bytes, "whole") + SPARE_BYTES;
    SplittableRandom random = new SplittableRandom(file.hashCode()); // the same bits every time
    for (int copy = 0; copy < DAMAGED_COPIES; copy++) {
      byte[] damaged = bytes.clone();
      int flips = 1 << random.nextInt(6);
      // half of the copies near the start, where headers and the first handshake are
      int within = copy % 2 == 0 ? Math.min(bytes.length, 1000) : bytes.length;
      for (int i = 0; i < flips; i++) {
        int bit = random.nextInt(8);
        damaged[random.nextInt(within)] ^= (byte) (1 << bit);
      }
      String what = "damaged copy " + copy;
      long used = allocatedFor(file, damaged, what);
      assertTrue(used <= limit, "%s allocated %d bytes, not %d".formatted(what, used, limit));
    }
  }

  /** Bytes allocated while {@code bytes} were read, whether freed or not. */
  private static long allocatedFor(String file, byte[] bytes, String what) {
    MeteredStream in = new MeteredStream(bytes);
    long before = MeteredStream.allocatedByThisThread();
    read(file, in, what);
    return MeteredStream.allocatedByThisThread() - before + in.allocatedByReader();
  }

  /** Tells what the thread that reads it, perhaps one of the engine's, allocated meanwhile. */
  private static final class MeteredStream extends ByteArrayInputStream {
    private volatile long atFirst = -1;
    private volatile long atLast;

    MeteredStream(byte[] bytes) {
      super(bytes);
    }

    @Override
    public synchronized int read(byte[] into, int offset, int length) {
      atLast = allocatedByThisThread();
      atFirst = atFirst < 0 ? atLast : atFirst;
      return super.read(into, offset, length);
    }

    long allocatedByReader() {
      return atLast - Math.max(atFirst, 0);
    }

    static long allocatedByThisThread() {
      ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
      return threads.getCurrentThreadAllocatedBytes();
    }
  }

  private static EngineReading read(String file, byte[] bytes, String what) {
    return read(file, new ByteArrayInputStream(bytes), what);
  }

  private static EngineReading read(String file, InputStream in, String what) {
    try {
      return EngineReading.ofStream(file, in);
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      return fail(what + ": " + e, e);
    }
  }

  private static List<Key> keys(EngineReading reading) {
    return reading.hellos().stream()
        .filter(hello -> !hello.hello().containsKey(Sighting.PROBLEM))
        .map(CorpusTruncationTest::key)
        .sorted(
            Comparator.comparingLong(Key::frame)
                .thenComparing(Key::connection)
                .thenComparing(Key::random))
        .toList();
  }

  private static Key key(Sighting hello) {
    return new Key(
        hello.frame(),
        hello.connection(),
        hello.hello().get("random"),
        hello.hello().get("server_name"));
  }
}
