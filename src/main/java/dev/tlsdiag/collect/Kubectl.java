package dev.tlsdiag.collect;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/** Runs commands, bounded in time and in how much of their output is kept. */
final class Kubectl {
  /** A configuration dump of a large mesh has some tens of megabytes. */
  static final int MOST_BYTES = 256 << 20;

  private static final int MOST_ERROR_BYTES = 64 << 10;
  private static final File NOWHERE = new File("/dev/null");

  private Kubectl() {}

  /**
   * What became of a command.
   *
   * @param exitCode -1 where it was stopped
   * @param cut whether there was more output than is kept
   */
  record Result(int exitCode, Bytes out, String error, boolean cut) {
    Result {
      requireNonNull(out, "out is null");
      requireNonNull(error, "error is null");
    }

    String text() {
      return out.utf8();
    }
  }

  /** A command that runs. */
  static final class Running {
    private final Process process;
    private final CompletableFuture<byte[]> out;
    private final CompletableFuture<byte[]> error;

    private Running(Process process, Consumer<String> onErrorText) {
      this.process = process;
      out =
          CompletableFuture.supplyAsync(
              () -> read(process.getInputStream(), MOST_BYTES, t -> {}), Running::onThread);
      error =
          CompletableFuture.supplyAsync(
              () -> read(process.getErrorStream(), MOST_ERROR_BYTES, onErrorText),
              Running::onThread);
    }

    private static void onThread(Runnable task) {
      Thread thread = new Thread(task, "collect");
      thread.setDaemon(true);
      thread.start();
    }

    Result await(Duration limit) throws InterruptedException {
      boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
      if (!ended) {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
      }
      byte[] bytes = bytes(out);
      boolean cut = bytes.length > MOST_BYTES;
      return new Result(
          ended ? process.exitValue() : -1,
          Bytes.wrap(bytes, 0, cut ? MOST_BYTES : bytes.length),
          new String(bytes(error), StandardCharsets.UTF_8).strip(),
          cut);
    }

    private static byte[] bytes(CompletableFuture<byte[]> read) throws InterruptedException {
      try {
        return read.get();
      } catch (ExecutionException e) {
        return new byte[0];
      }
    }
  }

  static Running start(List<String> command, Consumer<String> onErrorText) throws IOException {
    Process process =
        new ProcessBuilder(command).redirectInput(ProcessBuilder.Redirect.from(NOWHERE)).start();
    return new Running(process, onErrorText);
  }

  private static byte[] read(InputStream in, int most, Consumer<String> onText) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    byte[] buffer = new byte[64 << 10];
    try {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        kept.write(buffer, 0, Math.max(0, Math.min(n, most + 1 - kept.size())));
        onText.accept(new String(buffer, 0, n, StandardCharsets.UTF_8));
      }
    } catch (IOException e) {
      // It was stopped: what came until then is kept.
    }
    return kept.toByteArray();
  }
}
