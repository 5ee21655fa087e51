package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/** tcpdump on the loopback interface. */
final class PacketRecorder implements Closeable {
  private final Process tcpdump;

  private PacketRecorder(Process tcpdump) {
    this.tcpdump = tcpdump;
  }

  /** Records from the return of this method on; skips the test where that is not permitted. */
  static PacketRecorder start(Path file) throws IOException {
    Process tcpdump =
        ForeignProgram.start(
            file.getParent(),
            java.util.Map.of(),
            "tcpdump",
            "-i",
            "lo",
            "-U",
            "--immediate-mode",
            "-B",
            "16384",
            "-w",
            file.toString(),
            "tcp or port 53");
    var said =
        new BufferedReader(new InputStreamReader(tcpdump.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder words = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      words.append(line).append(' ');
      if (line.contains("listening on")) {
        return new PacketRecorder(tcpdump);
      }
    }
    assumeTrue(false, "tcpdump cannot record on lo: " + words);
    throw new AssertionError();
  }

  /** Ends when tcpdump has written all that it saw. */
  @Override
  public void close() throws IOException {
    tcpdump.destroy(); // SIGTERM: it writes what it has
    try {
      if (!tcpdump.waitFor(20, TimeUnit.SECONDS)) {
        tcpdump.destroyForcibly();
        throw new IOException("tcpdump did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
