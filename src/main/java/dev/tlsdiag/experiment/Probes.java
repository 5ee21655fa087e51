package dev.tlsdiag.experiment;

import dev.tlsdiag.trace.HopTrace;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Runs of paths, several at once, each at most once: what was begun on suspicion is there when it
 * is asked for.
 */
final class Probes implements AutoCloseable {
  private final ExecutorService threads =
      Executors.newCachedThreadPool(
          work -> {
            Thread thread = new Thread(work, "probe");
            thread.setDaemon(true);
            return thread;
          });
  private final Map<String, CompletableFuture<HopTrace>> runs = new LinkedHashMap<>();

  /** Begins a run unless it was begun before. */
  synchronized CompletableFuture<HopTrace> begin(LivePath path, Variation variation, String id) {
    String key = path.text() + " " + variation.text() + (variation.text().isEmpty() ? id : "");
    return runs.computeIfAbsent(
        key, k -> CompletableFuture.supplyAsync(() -> path.run(variation, id), threads));
  }

  /** The result of a run, now or when it is there. */
  HopTrace run(LivePath path, Variation variation, String id) {
    return result(begin(path, variation, id));
  }

  static HopTrace result(CompletableFuture<HopTrace> run) {
    try {
      return run.join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** Stops waiting for what nobody asked for. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}
