package dev.tlsdiag.capture;

import dev.tlsdiag.trace.Handshake;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The handshakes on an interface from one moment to another. It listens from {@link #begin} on; the
 * caller closes it.
 */
public final class LiveRecording implements AutoCloseable {
  private static final Duration LONGEST_END = Duration.ofSeconds(20);

  private final LiveInput input;
  private final List<Handshake> handshakes = new ArrayList<>();
  private final Thread reader;
  private volatile CaptureProblem problem;
  private long dropped;

  private LiveRecording(String interfaceName, LiveInput input) {
    this.input = input;
    reader = new Thread(() -> read(interfaceName), "tlsdiag-recording");
    reader.setDaemon(true);
    reader.start();
  }

  /**
   * Starts.
   *
   * @param filter in the language of pcap-filter(7); empty for everything
   * @throws CaptureProblem where libpcap, the permission, or the interface is missing
   */
  public static LiveRecording begin(String interfaceName, String filter) throws CaptureProblem {
    return new LiveRecording(interfaceName, LiveInput.open(interfaceName, filter, false));
  }

  private void read(String name) {
    try {
      new CaptureRun(CaptureOptions.DEFAULT, handshakes::add).run(name, input, true);
    } catch (CaptureProblem e) {
      problem = e;
    }
  }

  /**
   * Ends it, and gives what was seen in the order of the ClientHellos. What goes on yet is given as
   * far as it came.
   *
   * @param settle how long to wait for packets that are on their way
   */
  public List<Handshake> end(Duration settle) throws CaptureProblem {
    try {
      Thread.sleep(settle.toMillis());
      dropped = input.stop();
      reader.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
    if (problem != null) {
      throw problem;
    }
    return List.copyOf(handshakes);
  }

  /** Packets that were lost until the end. */
  public long dropped() {
    return dropped;
  }

  /** Gives up what was not asked for with {@link #end}; nothing goes on after it. */
  @Override
  public void close() {
    input.close();
    try {
      reader.join(LONGEST_END.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
