package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiFunction;

/**
 * One command inside a process that goes on after it. It runs on a thread of its own: one that does
 * not end when it is asked to is left behind, and what it prints from then on is seen by nobody.
 */
final class HostedRun implements ProcessSignals.Host {
  /** What is printed is kept for another look, as long as it is not much. */
  private static final int MOST_KEPT = 1 << 19;

  /** How long a command may take that knows nothing of Ctrl-C. */
  private static final long MOMENT_MILLIS = 700;

  private final Gate out;
  private final Gate err;
  private final Map<String, Runnable> actions = new ConcurrentHashMap<>();
  private final CompletableFuture<Integer> ended = new CompletableFuture<>();
  private volatile Thread thread;
  private volatile boolean stopping;
  private volatile int leaving;
  private volatile Optional<KeptResult> result = Optional.empty();

  HostedRun(OutputStream out, OutputStream err) {
    this.out = new Gate(out, MOST_KEPT);
    this.err = new Gate(err, 0);
  }

  /**
   * Runs it.
   *
   * @param command what to run, with its two outputs
   * @return its exit code, or that of the signal that ended it
   */
  int run(BiFunction<PrintWriter, PrintWriter, Integer> command) {
    PrintWriter results = ResultStream.writer(out, found -> result = Optional.of(found));
    PrintWriter words = new PrintWriter(err, /* autoFlush= */ true, StandardCharsets.UTF_8);
    thread = new Thread(() -> ended.complete(code(command, results, words)), "tlsdiag-command");
    thread.setDaemon(true);
    try (ProcessSignals.Before host = ProcessSignals.within(this);
        ProcessSignals.Before term =
            ProcessSignals.ofProcess(ProcessSignals.TERM, () -> leave(ExitCode.TERMINATED));
        ProcessSignals.Before hup =
            ProcessSignals.ofProcess(ProcessSignals.HUP, () -> leave(129))) {
      thread.start();
      int code = await();
      return leaving != 0 ? leaving : code;
    } finally {
      out.shut();
      err.shut();
    }
  }

  private static int code(
      BiFunction<PrintWriter, PrintWriter, Integer> command, PrintWriter out, PrintWriter err) {
    try {
      return command.apply(out, err);
    } catch (RuntimeException e) {
      return ExitCode.BUG; // one that was left behind has nobody to tell
    }
  }

  private int await() {
    while (true) {
      try {
        if (!stopping) {
          return ended.get(100, TimeUnit.MILLISECONDS);
        }
        if (actions.containsKey(ProcessSignals.INT)) {
          return ended.get();
        }
        ended.get(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
        return ExitCode.INTERRUPTED;
      } catch (TimeoutException e) {
        if (stopping) {
          giveUp(ExitCode.INTERRUPTED);
        }
      } catch (InterruptedException e) {
        interrupt();
      } catch (ExecutionException e) {
        throw new IllegalStateException(e);
      }
    }
  }

  /** Ctrl-C. */
  void interrupt() {
    Optional<Runnable> action = Optional.ofNullable(actions.get(ProcessSignals.INT));
    if (action.isPresent()) {
      action.get().run();
    } else if (stopping) {
      giveUp(ExitCode.INTERRUPTED);
    } else {
      err.shut(); // it was not made to tell of this
      stopping = true;
      thread.interrupt();
    }
  }

  /** The process is to go: first the command, then its host. */
  private void leave(int code) {
    leaving = code;
    Optional.ofNullable(actions.get(ProcessSignals.TERM))
        .ifPresentOrElse(Runnable::run, this::interrupt);
  }

  @Override
  public void on(String signal, Runnable action) {
    actions.put(requireNonNull(signal, "signal is null"), action);
  }

  @Override
  public void giveUp(int code) {
    out.shut();
    err.shut();
    ended.complete(code);
  }

  /** Whether the process is to go. */
  boolean isLeaving() {
    return leaving != 0;
  }

  /** What the command found. */
  Optional<KeptResult> result() {
    return result;
  }

  /** What it printed to standard output; empty where that was much. */
  String printed() {
    return out.kept();
  }

  /** The way to a stream that can be closed while somebody writes. */
  private static final class Gate extends OutputStream {
    private final OutputStream sink;
    private final int most;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private boolean tooMuch;
    private boolean shut;

    Gate(OutputStream sink, int most) {
      this.sink = requireNonNull(sink, "sink is null");
      this.most = most;
    }

    @Override
    public void write(int b) throws IOException {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
      if (shut) {
        throw new InterruptedIOException("left behind");
      }
      sink.write(bytes, offset, length);
      tooMuch |= kept.size() + length > most;
      if (!tooMuch) {
        kept.write(bytes, offset, length);
      }
    }

    @Override
    public synchronized void flush() throws IOException {
      if (!shut) {
        sink.flush();
      }
    }

    synchronized void shut() {
      shut = true;
    }

    synchronized String kept() {
      return tooMuch ? "" : kept.toString(StandardCharsets.UTF_8);
    }
  }
}
