package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.report.Report;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

/**
 * Looks at scenarios, a few at the same time: most of them spend their time waiting for somebody
 * who does not answer.
 *
 * <p>They are begun in the order given; each answer can be waited for.
 */
final class Examination implements Closeable {
  /** How one scenario is looked at. */
  @FunctionalInterface
  interface Look {
    /** Empty where the scenario has nothing to look at. */
    Optional<Examined> at(Scenario scenario) throws IOException;
  }

  private final ExecutorService threads;
  private final Map<String, CompletableFuture<Optional<Examined>>> begun = new LinkedHashMap<>();

  /**
   * @param atOnce how many scenarios run at the same time
   */
  Examination(List<Scenario> scenarios, int atOnce, Look look) {
    threads =
        Executors.newFixedThreadPool(
            atOnce,
            work -> {
              Thread thread = new Thread(work, "examination");
              thread.setDaemon(true);
              return thread;
            });
    for (Scenario scenario : scenarios) {
      begun.put(scenario.name(), CompletableFuture.supplyAsync(unchecked(look, scenario), threads));
    }
  }

  private static Supplier<Optional<Examined>> unchecked(Look look, Scenario scenario) {
    requireNonNull(look, "look is null");
    return () -> {
      try {
        return look.at(scenario);
      } catch (IOException e) {
        throw new UncheckedIOException(scenario.name() + ": " + e.getMessage(), e);
      }
    };
  }

  /** Compares the two ways to the scenario's first server, with all experiments. */
  static Report live(String tool, Scenario scenario, LabNames names) throws IOException {
    try (RunningScenario running = scenario.start(names)) {
      return new LiveComparison(tool, paths(scenario, running)).run().report();
    }
  }

  static LivePaths paths(Scenario scenario, RunningScenario running) throws IOException {
    return new CompareLab(scenario, running, Patience.USUAL)
        .paths(running.targets().get(0), new UpstreamOptions(), "");
  }

  /** What was seen of a scenario; waits for it. */
  Optional<Examined> of(Scenario scenario) throws IOException {
    try {
      return begun.get(scenario.name()).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof UncheckedIOException cause) {
        throw cause.getCause();
      }
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Begins no more; those under way are told to stop. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
