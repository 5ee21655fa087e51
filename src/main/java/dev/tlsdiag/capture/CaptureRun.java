package dev.tlsdiag.capture;

import dev.tlsdiag.pcap.LinkTypes;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.track.PendingHandshake;
import dev.tlsdiag.track.UdpTracker;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Reads captures and hands out their handshakes.
 *
 * <p>With one input, the scan and the datagrams have a thread each, and the caller's does the rest.
 * With several, each is read on a thread of a pool, and the caller's takes the results in the order
 * given. Queues between threads are bounded: a slow listener slows the reading down.
 */
public final class CaptureRun {
  private static final int UNNUMBERED = -1;

  private final CaptureOptions options;
  private final HandshakeListener listener;
  private final InputStream standardInput;
  private final List<String> warnings = new ArrayList<>();
  private final List<CaptureResult.FileResult> results = new ArrayList<>();
  private final Map<String, Long> linkTypes = new LinkedHashMap<>();
  private int number;
  private List<FileRun> runs = List.of();
  private FileRun begun;

  public CaptureRun(CaptureOptions options, HandshakeListener listener) {
    this(options, listener, System.in);
  }

  /**
   * @param standardInput what {@code -} reads
   */
  public CaptureRun(CaptureOptions options, HandshakeListener listener, InputStream standardInput) {
    this.options = options;
    this.listener = listener;
    this.standardInput = standardInput;
  }

  /**
   * Reads {@code inputs}, {@code -} being standard input.
   *
   * @throws CaptureProblem where none of them could be read; one that cannot be read among others
   *     is a warning
   */
  public CaptureResult run(List<String> inputs) throws CaptureProblem {
    if (inputs.size() == 1) {
      String name = inputs.get(0);
      return runOne(new FileRun(name, true), () -> CaptureInput.open(name, standardInput));
    }
    List<CaptureProblem> problems = new ArrayList<>();
    runAll(inputs, problems);
    if (problems.size() == inputs.size() && !problems.isEmpty()) {
      throw problems.get(0);
    }
    return result();
  }

  /** Reads {@code bytes} as one capture; {@code live} as in {@link CaptureInput.Streamed}. */
  public CaptureResult run(String name, InputStream bytes, boolean live) throws CaptureProblem {
    return runOne(new FileRun(name, true), () -> CaptureInput.of(name, bytes, live));
  }

  /**
   * Captures on an interface until the calling thread is interrupted.
   *
   * @param filter in the language of pcap-filter(7); empty for everything
   */
  public CaptureResult live(String interfaceName, String filter, boolean promiscuous)
      throws CaptureProblem {
    try (LiveInput live = LiveInput.open(interfaceName, filter, promiscuous)) {
      return run(interfaceName, live, true);
    }
  }

  private CaptureResult runOne(FileRun file, FileRun.Opener opener) throws CaptureProblem {
    runs = List.of(file);
    file.start(opener);
    Optional<CaptureProblem> problem = drain(file);
    if (problem.isPresent()) {
      throw problem.get();
    }
    return result();
  }

  private void runAll(List<String> inputs, List<CaptureProblem> problems) {
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(options.threads(), inputs.size()),
            task -> {
              Thread thread = new Thread(task, "tlsdiag-scan");
              thread.setDaemon(true);
              return thread;
            });
    try {
      // The pool starts its tasks in this order, so the file that is waited for is always under
      // way.
      List<FileRun> files = inputs.stream().map(name -> new FileRun(name, false)).toList();
      runs = files;
      files.forEach(
          file -> pool.execute(() -> file.scan(() -> CaptureInput.open(file.name, standardInput))));
      for (FileRun file : files) {
        drain(file)
            .ifPresent(
                problem -> {
                  problems.add(problem);
                  warn(file.name, problem.getMessage());
                });
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private CaptureResult result() {
    CaptureCounters sum = CaptureCounters.NONE;
    for (CaptureResult.FileResult file : results) {
      sum = sum.plus(file.counters());
    }
    return new CaptureResult(sum, results, warnings, linkTypes);
  }

  private void warn(String file, String message) {
    warnings.add(file + ": " + message);
    listener.onWarning(file, message);
  }

  /** Takes what {@code file} gives until it ends. */
  private Optional<CaptureProblem> drain(FileRun file) {
    Sequencer sequencer = new Sequencer(options.ordered(), pending -> take(file, pending));
    boolean drained = false;
    try {
      file.drainTo(sequencer, listener);
      drained = true;
    } finally {
      if (!drained) { // the listener failed
        runs.forEach(FileRun::abandon);
      }
    }
    file.warnings().forEach(message -> warn(file.name, message));
    if (file.problem().isPresent()) {
      return file.problem();
    }
    Scan scan = file.scanned();
    UdpTracker udp = file.datagrams().udp();
    CaptureCounters counters =
        scan.counted()
            .plus(
                new CaptureCounters(
                    0,
                    0,
                    0,
                    0,
                    udp.handshakes(),
                    0,
                    0,
                    0,
                    udp.evicted(),
                    0,
                    0,
                    udp.quicUndecrypted(),
                    0));
    results.add(
        new CaptureResult.FileResult(
            file.name,
            counters,
            scan.firstNanos().map(CaptureRun::instant),
            scan.firstNanos().map(first -> instant(scan.lastNanos()))));
    scan.counters()
        .linkTypes()
        .forEach((type, packets) -> linkTypes.merge(LinkTypes.name(type), packets, Long::sum));
    return Optional.empty();
  }

  private void take(FileRun file, PendingHandshake pending) {
    if (begun != file) {
      begun = file;
      // Written before the first batch was queued, and never again
      file.scanned().firstNanos().ifPresent(first -> listener.onFile(file.name, instant(first)));
    }
    if (pending.plainHttp()) {
      listener.onPlainHttp(pending.complete(UNNUMBERED, file.name));
      return;
    }
    listener.onHandshake(pending.complete(number++, file.name));
  }

  /**
   * For the listener: nothing more is wanted, the run may end early. What was read by then is still
   * handed out.
   */
  public void enough() {
    runs.forEach(FileRun::stop);
  }

  private static Instant instant(long nanos) {
    return Instant.ofEpochSecond(
        Math.floorDiv(nanos, 1_000_000_000L), Math.floorMod(nanos, 1_000_000_000L));
  }
}
