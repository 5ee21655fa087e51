package dev.tlsdiag.capture;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * One input on its way: {@link Scan}, {@link DatagramStage}, and on the caller's thread the {@link
 * Sequencer}. Split, each has a thread; whole, the first two share one, because other files are
 * read beside it.
 */
final class FileRun {
  private static final long POLL_MILLIS = 200;

  final String name;
  private final boolean split;
  private final Lane scanned = new Lane();
  private final Lane output = new Lane();
  private final DatagramStage datagrams = new DatagramStage(output::put);
  private final Scan scan;

  // Written before the End that the reader waits for
  private final List<String> warnings = new ArrayList<>();
  private CaptureProblem problem;
  private volatile Throwable bug;

  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean stopped;
  private boolean interrupted;
  private volatile long bytesDone;
  private volatile long bytesTotal;

  /** Opens the input on the scanning thread. */
  interface Opener {
    CaptureInput open() throws CaptureProblem;
  }

  FileRun(String name, boolean split) {
    this.name = name;
    this.split = split;
    this.scan = new Scan(split ? scanned::put : datagrams::accept);
  }

  /** Starts the threads of a split run. */
  void start(Opener opener) {
    daemon("tlsdiag-scan", () -> scan(opener));
    daemon("tlsdiag-datagrams", this::passOn);
  }

  /** Nobody takes the results any more: the threads must not wait for room. */
  void abandon() {
    stop();
    threads.forEach(Thread::interrupt);
  }

  private void daemon(String name, Runnable task) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  /** On the scanning thread: reads the input to its end. Never throws. */
  void scan(Opener opener) {
    try (CaptureInput input = opener.open()) {
      bytesTotal = input instanceof CaptureInput.Plain plain ? plain.size() : 0;
      new ScanJob(scan, new Beat()).run(name, input);
    } catch (CaptureProblem e) {
      problem = e;
    } catch (IOException e) {
      warnings.add("closing failed: " + e.getMessage());
    } catch (RuntimeException | Error e) {
      bug = e;
    }
    if (split) {
      scanned.put(new Event.End());
      scanned.flush();
    } else {
      end();
    }
  }

  private final class Beat implements ScanJob.Pulse {
    @Override
    public boolean beat(long done, boolean idle) {
      bytesDone = done;
      if (idle) {
        (split ? scanned : output).flush();
      }
      return !stopped;
    }

    @Override
    public void warning(String message) {
      warnings.add(message);
    }
  }

  /** On the datagrams' thread. */
  private void passOn() {
    try {
      for (boolean more = true; more; ) {
        List<Event> events = scanned.poll(POLL_MILLIS);
        if (events == null) {
          continue;
        }
        more = !(events.get(events.size() - 1) instanceof Event.End);
        for (Event event : more ? events : events.subList(0, events.size() - 1)) {
          datagrams.accept(event);
        }
        if (scanned.isEmpty()) {
          output.flush();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      bug = e;
      stopped = true;
      drainAfterBug();
    }
    end();
  }

  /** The scan must not wait for room for ever. */
  private void drainAfterBug() {
    try {
      List<Event> events = scanned.poll(POLL_MILLIS);
      while (events == null || !(events.get(events.size() - 1) instanceof Event.End)) {
        events = scanned.poll(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void end() {
    try {
      if (problem == null && bug == null) {
        datagrams.finish(scan.lastNanos());
      }
    } catch (RuntimeException | Error e) {
      bug = e;
    }
    output.put(new Event.End());
    output.flush();
  }

  /** On the caller's thread: hands out everything until the input ends. */
  void drainTo(Sequencer sequencer, HandshakeListener listener) {
    while (true) {
      List<Event> events = poll();
      listener.onProgress(name, bytesDone, bytesTotal);
      if (events == null) {
        listener.onIdle();
        continue;
      }
      for (Event event : events) {
        if (event instanceof Event.Opened opened) {
          sequencer.opened(opened.handshake());
        } else if (event instanceof Event.Closed closed) {
          sequencer.closed(closed.handshake());
        } else if (event instanceof Event.Named named) {
          listener.onName(named.address(), named.name());
        } else if (event instanceof Event.Dns dns) {
          listener.onDns(dns.sighting().exchange(name));
        } else {
          ended();
          return;
        }
      }
      if (output.isEmpty()) {
        listener.onIdle();
      }
    }
  }

  /** Interrupted, the scan is asked to end, and what it has is still taken. */
  private List<Event> poll() {
    try {
      return output.poll(POLL_MILLIS);
    } catch (InterruptedException e) {
      interrupted = true;
      stop();
      return null;
    }
  }

  private void ended() {
    if (bug instanceof Error error) {
      throw error;
    } else if (bug instanceof RuntimeException unexpected) {
      throw unexpected;
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the reading soon; what was read is still concluded. */
  void stop() {
    stopped = true;
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

  DatagramStage datagrams() {
    return datagrams;
  }
}
