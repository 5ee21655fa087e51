package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Optional;

/** Whatever an archive holds: an {@link IOException} at most, and no more bytes than allowed. */
class ArchiveFuzz {
  private static final ArchiveLimits LIMITS = new ArchiveLimits(20, 1 << 20, 400, 3);

  @FuzzTest(maxDuration = "60s")
  void zip(byte[] bytes) {
    read(ArchiveFormat.ZIP, bytes);
  }

  @FuzzTest(maxDuration = "60s")
  void tar(byte[] bytes) {
    read(ArchiveFormat.TAR, bytes);
  }

  @FuzzTest(maxDuration = "60s")
  void packed(byte[] bytes) {
    for (ArchiveFormat format :
        new ArchiveFormat[] {ArchiveFormat.GZIP, ArchiveFormat.ZSTD, ArchiveFormat.BZIP2}) {
      try (InputStream in =
          new ArchiveReading(new Allowance(LIMITS))
              .unpack(format, new ByteArrayInputStream(bytes))) {
        assertTrue(in.readAllBytes().length <= LIMITS.bytes());
      } catch (IOException expected) {
        // Any other exception, or a hang, is a bug.
      }
    }
  }

  private static void read(ArchiveFormat format, byte[] bytes) {
    Taken taken = new Taken();
    try {
      new ArchiveReading(new Allowance(LIMITS))
          .read(format, new ByteArrayInputStream(bytes), taken);
    } catch (IOException expected) {
      // Any other exception, or a hang, is a bug.
    }
    assertTrue(taken.bytes <= LIMITS.bytes(), "bytes " + taken.bytes);
    assertTrue(taken.members <= LIMITS.members(), "members " + taken.members);
  }

  private static final class Taken implements ArchiveReading.Members {
    private long bytes;
    private int members;

    @Override
    public void onMember(String name, InputStream in, Optional<Instant> written)
        throws IOException {
      members++;
      bytes += in.readAllBytes().length;
    }

    @Override
    public void onSkipped(String name, String why) {
      assertTrue(!why.isEmpty());
    }
  }
}
