package dev.tlsdiag.capture;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.track.PendingHandshake;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * One input on its way through the scanning thread and the caller's: batches over a bounded queue.
 * Split, the {@link HandshakeStage} runs on the caller's thread; whole, on the scanning one.
 */
final class FileRun {
  private static final int BATCH = 256;
  private static final int QUEUE = 32;
  private static final long POLL_MILLIS = 200;
  private static final Object END = new Object();

  final String name;
  private final boolean split;
  private final BlockingQueue<List<Object>> queue = new ArrayBlockingQueue<>(QUEUE);
  private List<Object> batch = new ArrayList<>(BATCH);

  // Written by the scanning thread before END is queued
  private final List<String> warnings = new ArrayList<>();
  private final Scan scan = new Scan(this::onEvent);
  private CaptureProblem problem;
  private Throwable bug;

  private HandshakeStage stage;
  private volatile boolean stopped;
  private volatile long bytesDone;
  private volatile long bytesTotal;

  /** Opens the input on the scanning thread. */
  interface Opener {
    CaptureInput open() throws CaptureProblem;
  }

  private record Name(IpAddress address, String name) {}

  FileRun(String name, boolean split) {
    this.name = name;
    this.split = split;
    if (!split) {
      stage =
          new HandshakeStage(
              true,
              new HandshakeStage.Output() {
                @Override
                public void handshake(PendingHandshake handshake) {
                  put(handshake);
                }

                @Override
                public void name(IpAddress address, String asked) {
                  put(new Name(address, asked));
                }
              });
    }
  }

  /** On the scanning thread: reads the input to its end. Never throws. */
  void scan(Opener opener) {
    try (CaptureInput input = opener.open()) {
      bytesTotal = input instanceof CaptureInput.Plain plain ? plain.size() : 0;
      new ScanJob(scan, new Beat()).run(name, input);
      if (!split) {
        stage.finish(scan.lastNanos());
      }
    } catch (CaptureProblem e) {
      problem = e;
    } catch (IOException e) {
      warnings.add("closing failed: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      bug = e;
    } finally {
      put(END);
      flush();
    }
  }

  private final class Beat implements ScanJob.Pulse {
    @Override
    public boolean beat(long done, boolean idle) {
      bytesDone = done;
      if (idle) {
        flush();
      }
      return !stopped;
    }

    @Override
    public void warning(String message) {
      warnings.add(message);
    }
  }

  private void onEvent(Event event) {
    if (split) {
      put(event);
    } else {
      stage.accept(event);
    }
  }

  private void put(Object item) {
    batch.add(item);
    if (batch.size() >= BATCH) {
      flush();
    }
  }

  private void flush() {
    if (batch.isEmpty()) {
      return;
    }
    try {
      queue.put(batch);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    batch = new ArrayList<>(BATCH);
  }

  /** On the caller's thread: hands out everything until the input ends. */
  void drainTo(boolean ordered, HandshakeStage.Output output, HandshakeListener listener) {
    if (split) {
      stage = new HandshakeStage(ordered, output);
    }
    while (true) {
      List<Object> items = poll();
      listener.onProgress(name, bytesDone, bytesTotal);
      if (items == null) {
        listener.onIdle();
        continue;
      }
      for (Object item : items) {
        if (item == END) {
          finish();
          if (stopped) {
            Thread.currentThread().interrupt();
          }
          return;
        }
        deliver(item, output);
      }
      if (queue.isEmpty()) {
        listener.onIdle();
      }
    }
  }

  /** Interrupted, the scan is asked to end, and what it has is still taken. */
  private List<Object> poll() {
    try {
      return queue.poll(POLL_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      stopped = true;
      return null;
    }
  }

  private void finish() {
    if (bug instanceof Error error) {
      throw error;
    } else if (bug instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    if (split && problem == null) {
      stage.finish(scan.lastNanos());
    }
  }

  private void deliver(Object item, HandshakeStage.Output output) {
    if (item instanceof Event event) {
      stage.accept(event);
    } else if (item instanceof PendingHandshake handshake) {
      output.handshake(handshake);
    } else if (item instanceof Name named) {
      output.name(named.address(), named.name());
    }
  }

  Optional<CaptureProblem> problem() {
    return Optional.ofNullable(problem);
  }

  List<String> warnings() {
    return warnings;
  }

  Scan scanned() {
    return scan;
  }

  HandshakeStage stage() {
    return stage;
  }
}
