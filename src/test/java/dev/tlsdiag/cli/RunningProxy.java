package dev.tlsdiag.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** {@code tlsdiag proxy} in a thread of this process, until it stops by itself. */
final class RunningProxy {
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile("listening +127\\.0\\.0\\.1:(\\d+) ");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private final CompletableFuture<Integer> code = new CompletableFuture<>();

  RunningProxy(List<String> options) {
    List<String> words = new ArrayList<>(List.of("proxy", "-p", "0"));
    words.addAll(options);
    Program program = new Program(new PrintWriter(out, true), new PrintWriter(err, true));
    Thread thread = new Thread(() -> code.complete(program.run(words.toArray(String[]::new))));
    thread.setDaemon(true);
    thread.start();
  }

  int port() {
    return found(ADDRESS);
  }

  /** The number that stands where the pattern's group is, on standard error. */
  int found(Pattern pattern) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
    while (System.nanoTime() < end && !code.isDone()) {
      Matcher matcher = pattern.matcher(err.toString());
      if (matcher.find() && err.toString().contains("try ")) {
        return Integer.parseInt(matcher.group(1));
      }
      Thread.onSpinWait();
    }
    throw new AssertionError("does not listen: " + err);
  }

  int code() throws Exception {
    return code.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  String out() {
    return out.toString();
  }

  String err() {
    return err.toString();
  }
}
