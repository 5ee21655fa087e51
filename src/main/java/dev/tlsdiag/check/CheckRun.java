package dev.tlsdiag.check;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Runs the checks of a file, some at a time. */
public final class CheckRun {
  private static final Duration MOST_BACKOFF = Duration.ofMinutes(1);

  private final String tool;
  private final int jobs;
  private final RateGate gate;

  /**
   * @param tool version of tlsdiag
   * @param jobs checks that run at the same time, at least one
   */
  public CheckRun(String tool, int jobs, RateGate gate) {
    this.tool = requireNonNull(tool, "tool is null");
    this.jobs = jobs;
    this.gate = requireNonNull(gate, "gate is null");
  }

  /**
   * Runs them all and waits for the last. Where the thread is interrupted, what is done by then is
   * reported, the rest as not run, and the thread stays interrupted.
   */
  public CheckReport run(CheckFile file) {
    Instant began = Instant.now();
    long start = System.nanoTime();
    ExecutorService pool =
        Executors.newFixedThreadPool(
            Math.min(jobs, file.checks().size()),
            task -> {
              Thread thread = new Thread(task, "tlsdiag-check");
              thread.setDaemon(true);
              return thread;
            });
    List<Future<CheckResult>> begun = new ArrayList<>();
    List<CheckResult> results = new ArrayList<>();
    boolean complete = true;
    try {
      file.checks().forEach(check -> begun.add(pool.submit(() -> run(check))));
      for (int i = 0; i < begun.size(); i++) {
        Optional<CheckResult> result = result(begun.get(i), complete);
        complete &= result.isPresent();
        CheckSpec check = file.checks().get(i);
        results.add(result.orElseGet(() -> result(check, List.of(), 0, false, Duration.ZERO)));
      }
    } finally {
      pool.shutdownNow();
    }
    if (!complete) {
      Thread.currentThread().interrupt();
    }
    return new CheckReport(
        tool,
        file.name(),
        began,
        Duration.ofNanos(System.nanoTime() - start),
        results,
        List.of(),
        complete);
  }

  /**
   * Of a check that is done, or will be.
   *
   * @param wait false where nobody has time any more
   */
  private static Optional<CheckResult> result(Future<CheckResult> run, boolean wait) {
    try {
      return Optional.of(wait ? run.get() : run.get(0, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      return run.isDone() ? result(run, false) : Optional.empty();
    } catch (java.util.concurrent.TimeoutException e) {
      return Optional.empty();
    } catch (ExecutionException e) {
      if (e.getCause() instanceof InterruptedException) {
        return Optional.empty();
      }
      if (e.getCause() instanceof RuntimeException unchecked) {
        throw unchecked;
      }
      if (e.getCause() instanceof IOException io) {
        throw new UncheckedIOException(io);
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  private CheckResult run(CheckSpec check) throws IOException, InterruptedException {
    if (check.goal() instanceof CheckSpec.Goal.Lab lab) {
      try (RunningScenario running = lab.scenario().start()) {
        return tried(check, Goals.asked(check, running), Optional.of(running));
      }
    }
    RequestSpec request = ((CheckSpec.Goal.Url) check.goal()).request();
    return tried(check, Goals.asked(check, request), Optional.empty());
  }

  private CheckResult tried(
      CheckSpec check, LivePaths.Asked asked, Optional<RunningScenario> running)
      throws InterruptedException {
    long start = System.nanoTime();
    Duration pause = check.backoff();
    for (int attempt = 1; ; attempt++) {
      Attempt made = new Attempt(tool, check, gate, asked, running);
      made.run();
      CheckResult result =
          result(
              check,
              made.items(),
              attempt,
              made.reached(),
              Duration.ofNanos(System.nanoTime() - start));
      if (result.state() == CheckResult.State.PASSED || attempt > check.retries()) {
        return result;
      }
      Thread.sleep(pause.toMillis());
      Duration twice = pause.multipliedBy(2);
      pause = twice.compareTo(MOST_BACKOFF) < 0 ? twice : MOST_BACKOFF;
    }
  }

  private static CheckResult result(
      CheckSpec check, List<CheckItem> items, int attempts, boolean reached, Duration took) {
    return new CheckResult(
        check.name(),
        check.goal().text(),
        check.position().line(),
        items,
        attempts,
        check.expectsServer(),
        reached,
        took);
  }
}
