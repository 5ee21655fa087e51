package dev.tlsdiag.capture;

import static java.util.Objects.requireNonNull;

import java.nio.ByteBuffer;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import org.pcap4j.core.BpfProgram.BpfCompileMode;
import org.pcap4j.core.NotOpenException;
import org.pcap4j.core.PcapHandle;
import org.pcap4j.core.PcapHandle.BlockingMode;
import org.pcap4j.core.PcapNativeException;
import org.pcap4j.core.PcapNetworkInterface;
import org.pcap4j.core.PcapNetworkInterface.PromiscuousMode;
import org.pcap4j.core.PcapStat;
import org.pcap4j.core.Pcaps;

/**
 * Frames off an interface, through libpcap.
 *
 * <p>One thread calls {@link #run}; any other may call {@link #close}, which ends it. This is the
 * only class that needs a native library and, on most systems, a privilege.
 */
public final class LiveSource implements AutoCloseable {
  private static final int POLL_MILLIS = 100;

  private final PcapHandle handle;
  private final FrameConsumer consumer;
  private final int linkType;
  private volatile boolean closing;
  private volatile long lastNanos = Long.MIN_VALUE; // frames that came later are not wanted
  private boolean running; // guarded by this

  private LiveSource(PcapHandle handle, FrameConsumer consumer) {
    this.handle = handle;
    this.consumer = consumer;
    linkType = linkTypeOf(handle);
  }

  /** The interfaces, in the order of the system: the usual one first. */
  public static List<LiveInterface> list() throws CaptureProblem {
    List<LiveInterface> all = new ArrayList<>();
    for (PcapNetworkInterface device : devices()) {
      List<String> addresses =
          device.getAddresses().stream()
              .filter(a -> a.getAddress() != null)
              .map(a -> a.getAddress().getHostAddress().replaceFirst("%.*", ""))
              .toList();
      all.add(
          new LiveInterface(
              device.getName(),
              device.getDescription() == null ? "" : device.getDescription(),
              addresses,
              device.isUp(),
              linkTypeOf(device)));
    }
    return all;
  }

  /**
   * Opens an interface; frames come only after {@link #run} was called.
   *
   * @param name one of {@link #list}
   * @param filter in the language of pcap-filter(7); empty for everything
   * @param snapLength bytes to take of each frame
   * @param promiscuous whether to take frames for other hosts, too
   * @throws CaptureProblem where libpcap, the permission, or the interface is missing, or the
   *     filter is wrong
   */
  public static LiveSource open(
      String name, String filter, int snapLength, boolean promiscuous, FrameConsumer consumer)
      throws CaptureProblem {
    requireNonNull(consumer, "consumer is null");
    List<PcapNetworkInterface> devices = devices();
    PcapNetworkInterface device =
        devices.stream()
            .filter(d -> d.getName().equals(name))
            .findFirst()
            .orElseThrow(() -> LiveProblems.noSuchInterface(name, names(devices)));
    PcapHandle handle;
    try {
      PromiscuousMode mode =
          promiscuous ? PromiscuousMode.PROMISCUOUS : PromiscuousMode.NONPROMISCUOUS;
      handle = device.openLive(snapLength, mode, POLL_MILLIS);
    } catch (PcapNativeException e) {
      throw LiveProblems.notOpened(name, e.getMessage());
    }
    if (!filter.isEmpty()) {
      try {
        handle.setFilter(filter, BpfCompileMode.OPTIMIZE);
      } catch (PcapNativeException | NotOpenException e) {
        handle.close();
        throw LiveProblems.badFilter(filter, e.getMessage());
      }
    }
    return new LiveSource(handle, consumer);
  }

  /** The number of tcpdump.org. */
  public int linkType() {
    return linkType;
  }

  /**
   * Hands frames to the consumer until {@link #close}; returns then.
   *
   * @throws CaptureProblem where the interface goes away
   */
  public void run() throws CaptureProblem {
    synchronized (this) {
      running = true;
    }
    try {
      while (!closing) {
        next();
      }
      if (lastNanos != Long.MIN_VALUE) {
        drain();
      }
    } catch (NotOpenException e) {
      throw new CaptureProblem("the interface was closed while it was read", null);
    } finally {
      synchronized (this) {
        running = false;
        if (closing) {
          handle.close();
        }
      }
    }
  }

  /** Hands over one frame; false where none came in time, or later than wanted. */
  private boolean next() throws NotOpenException {
    byte[] frame = handle.getNextRawPacket();
    if (frame == null) {
      return false;
    }
    long nanos = nanos(handle.getTimestamp());
    if (lastNanos != Long.MIN_VALUE && nanos > lastNanos) {
      return false;
    }
    Integer wireLength = handle.getOriginalLength();
    int wire = wireLength == null ? frame.length : wireLength;
    consumer.onFrame(ByteBuffer.wrap(frame), linkType, nanos, frame.length, wire);
    return true;
  }

  /** What the kernel has by now and nobody has taken: on a busy machine the reader lags behind. */
  private void drain() throws NotOpenException {
    try {
      handle.setBlockingMode(BlockingMode.NONBLOCKING);
    } catch (PcapNativeException e) {
      return; // what is left cannot be had without waiting for more
    }
    boolean more = true;
    while (more) {
      more = next();
      if (!more) {
        more = next(); // the first may only tell that the wait was broken off
      }
    }
  }

  /** Frames that came while nobody took them, and were lost; 0 where the system does not count. */
  public long dropped() {
    try {
      PcapStat counts = handle.getStats();
      return counts.getNumPacketsDropped() + counts.getNumPacketsDroppedByIf();
    } catch (PcapNativeException | NotOpenException e) {
      return 0; // a count that is missing is no reason to fail
    }
  }

  /** Ends {@link #run} when it has handed over what came until now, and if it begins but then. */
  public void finish() {
    synchronized (this) {
      lastNanos = System.currentTimeMillis() * 1_000_000L + 999_999L;
      closing = true;
      if (running) {
        wake();
      }
    }
  }

  /**
   * Ends {@link #run}. The native handle is released only after it returned, never under its feet.
   */
  @Override
  public void close() {
    synchronized (this) {
      closing = true;
      if (running) {
        wake();
      } else {
        handle.close();
      }
    }
  }

  /** On a quiet interface the wait for a packet has no end: libpcap has to be told. */
  private void wake() {
    try {
      handle.breakLoop();
    } catch (NotOpenException e) {
      running = false; // it has ended already
    }
  }

  private static List<PcapNetworkInterface> devices() throws CaptureProblem {
    try {
      return Pcaps.findAllDevs();
    } catch (PcapNativeException e) {
      throw LiveProblems.notListed(e.getMessage());
    } catch (LinkageError e) { // JNA did not find the library, or its classes failed to start
      throw LiveProblems.noLibrary();
    }
  }

  private static List<String> names(List<PcapNetworkInterface> devices) {
    return devices.stream().map(PcapNetworkInterface::getName).toList();
  }

  private static OptionalInt linkTypeOf(PcapNetworkInterface device) {
    try (PcapHandle probe = device.openLive(64, PromiscuousMode.NONPROMISCUOUS, 1)) {
      return OptionalInt.of(linkTypeOf(probe));
    } catch (PcapNativeException e) {
      return OptionalInt.empty(); // may not be opened; the list is still of use
    }
  }

  /** libpcap's number; that of raw IP differs between systems, and files have a third. */
  private static int linkTypeOf(PcapHandle handle) {
    int value = handle.getDlt().value();
    return value == 12 || value == 14 ? 101 : value;
  }

  private static long nanos(Timestamp time) {
    return Math.floorDiv(time.getTime(), 1000L) * 1_000_000_000L + time.getNanos();
  }
}
