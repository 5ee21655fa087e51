package dev.tlsdiag.corpus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** A capture read from a pipe gives the very handshakes that the mapped file gives. */
class CorpusStreamTest {
  private static final int[] CHUNKS = {1, 7, 4096};

  /** Reads of one file; more would only take time. */
  private static final int MOST_READS = 50_000;

  @TestFactory
  Stream<DynamicTest> readsAPipeLikeAFile() throws IOException {
    Optional<Corpus> corpus = Corpus.find();
    if (corpus.isEmpty()) {
      return Corpus.skipped(Corpus.absent());
    }
    return corpus.get().files().stream()
        .map(file -> dynamicTest(file, () -> check(corpus.get().capture(file))));
  }

  private static void check(Path capture) throws IOException {
    EngineReading mapped = EngineReading.ofFile(capture);
    for (int chunk : CHUNKS) {
      if (Files.size(capture) / chunk > MOST_READS) {
        continue;
      }
      try (InputStream file = new BufferedInputStream(Files.newInputStream(capture))) {
        EngineReading streamed =
            EngineReading.ofStream(capture.toString(), new Chunks(file, chunk));
        String what = "chunks of %d bytes".formatted(chunk);
        assertEquals(mapped.problem().isPresent(), streamed.problem().isPresent(), what);
        assertEquals(mapped.handshakes().size(), streamed.handshakes().size(), what);
        for (int i = 0; i < mapped.handshakes().size(); i++) {
          assertEquals(mapped.handshakes().get(i), streamed.handshakes().get(i), what);
        }
      }
    }
  }

  /** Gives at most so many bytes at a time, as a pipe may. */
  private static final class Chunks extends FilterInputStream {
    private final int most;

    Chunks(InputStream in, int most) {
      super(in);
      this.most = most;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
      return super.read(into, offset, Math.min(length, most));
    }

    @Override
    public int available() {
      return 0;
    }
  }
}
