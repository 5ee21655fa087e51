package dev.tlsdiag.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Ctrl-C while a command reads a stream without end: reading stops, and the command has a moment to
 * write what was found before the process goes away, or its host goes on.
 */
final class Interruption {
  static final Interruption NONE = new Interruption(null);

  private static final long MOMENT_MILLIS = 1000;

  private final Thread hook;
  private final CountDownLatch done = new CountDownLatch(1);

  private Interruption(Thread reader) {
    hook = reader == null ? null : new Thread(() -> stop(reader), "tlsdiag-interrupt");
  }

  /** The thread at hand is interrupted then. */
  static Interruption endsThisThread() {
    Thread reader = Thread.currentThread();
    if (ProcessSignals.isHosted()) {
      Interruption interruption = new Interruption(null);
      ProcessSignals.on(ProcessSignals.INT, () -> interruption.stopHosted(reader));
      return interruption;
    }
    Interruption interruption = new Interruption(reader);
    Runtime.getRuntime().addShutdownHook(interruption.hook);
    return interruption;
  }

  /** After a moment, whatever holds the command up, the user wants to leave. */
  private boolean stop(Thread reader) {
    reader.interrupt();
    try {
      return done.await(MOMENT_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void stopHosted(Thread reader) {
    if (!stop(reader)) {
      ProcessSignals.giveUp(ExitCode.INTERRUPTED);
    }
  }

  /** Everything is written. */
  void done() {
    done.countDown();
    if (hook != null) {
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException alreadyGoingDown) {
        // Then the hook has been told by the latch.
      }
    }
  }
}
