package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * tcpdump on the loopback interface.
 *
 * <p>It gets a packet at once, and for that the kernel keeps one slot of 64 KiB for each: with a
 * small buffer a busy machine has too few of them, and packets are lost without a trace in the
 * file. So the buffer is large, and what was lost is told.
 */
final class PacketRecorder implements Closeable {
  static final String LOOPBACK = "lo";

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String BUFFER_KIB = "65536";
  private static final String LARGEST = "65600"; // and not 256 KiB, where there is no MTU
  private static final Pattern DROPPED = Pattern.compile("([0-9]+) packets dropped by kernel");

  private final Process tcpdump;
  private final BufferedReader said;
  private final Path file;
  private boolean whole;

  private PacketRecorder(Process tcpdump, BufferedReader said, Path file) {
    this.tcpdump = tcpdump;
    this.said = said;
    this.file = file;
  }

  /** Records from the return of this method on; skips the test where that is not permitted. */
  static PacketRecorder start(Path file) throws IOException {
    return start(file, LOOPBACK);
  }

  /** Likewise, of another interface, or of any. */
  static PacketRecorder start(Path file, String device) throws IOException {
    Process tcpdump =
        ForeignProgram.start(
            file.getParent(),
            java.util.Map.of(),
            "tcpdump",
            "-i",
            device,
            "-U",
            "-s",
            LARGEST,
            "--immediate-mode",
            "-B",
            BUFFER_KIB,
            "-w",
            file.toString(),
            "tcp or port 53");
    var said =
        new BufferedReader(new InputStreamReader(tcpdump.getInputStream(), StandardCharsets.UTF_8));
    StringBuilder words = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      words.append(line).append(' ');
      if (line.contains("listening on")) {
        PacketRecorder recorder = new PacketRecorder(tcpdump, said, file);
        recorder.awaitMark("begin");
        return recorder;
      }
    }
    assumeTrue(false, "tcpdump cannot record on lo: " + words);
    throw new AssertionError();
  }

  /**
   * Sends a packet and waits until it is in the file, and with it all that went before: on a busy
   * machine tcpdump lags behind, and what it has not read when it ends is lost.
   */
  private void awaitMark(String name) throws IOException {
    byte[] mark = (name + " of a capture " + file).getBytes(StandardCharsets.UTF_8);
    String sought = new String(mark, StandardCharsets.ISO_8859_1);
    long end = System.nanoTime() + PATIENCE.toNanos();
    try (DatagramSocket socket = new DatagramSocket()) {
      while (System.nanoTime() < end) {
        socket.send(
            new DatagramPacket(mark, mark.length, InetAddress.getLoopbackAddress(), /* DNS */ 53));
        LockSupport.parkNanos(20_000_000);
        if (Files.readString(file, StandardCharsets.ISO_8859_1).contains(sought)) {
          return;
        }
      }
    }
    throw new IOException("tcpdump does not record on lo");
  }

  /** Whether no packet was lost; known when it is closed. */
  boolean isWhole() {
    return whole;
  }

  /** Ends when tcpdump has written all that it saw. */
  @Override
  public void close() throws IOException {
    try {
      awaitMark("end");
    } finally {
      stop();
    }
  }

  private void stop() throws IOException {
    tcpdump.toHandle().destroy(); // SIGTERM: it writes what it has, and counts
    String counts = said.lines().collect(Collectors.joining(" "));
    Matcher dropped = DROPPED.matcher(counts);
    whole = dropped.find() && dropped.group(1).equals("0");
    try {
      if (!tcpdump.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        tcpdump.destroyForcibly();
        throw new IOException("tcpdump did not end");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }
}
