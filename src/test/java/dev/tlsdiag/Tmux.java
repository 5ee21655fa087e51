package dev.tlsdiag;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;

/**
 * A real terminal in tmux, typed at and looked at. A test that starts one is skipped without it.
 */
public final class Tmux implements Closeable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration LOOK = Duration.ofMillis(50);

  private final Path socket;

  private Tmux(Path socket) {
    this.socket = socket;
  }

  /**
   * Runs a program of this build in a terminal, and keeps the screen when it has ended.
   *
   * @param folder for what tmux needs
   * @param environment {@code NAME=value}
   * @param args of tlsdiag
   */
  public static Tmux tlsdiag(
      Path folder, int columns, int rows, List<String> environment, String... args)
      throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command = new ArrayList<>(List.of("env"));
    command.addAll(environment);
    command.addAll(
        List.of(
            java.toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            OwnClassPath.text(),
            "dev.tlsdiag.cli.Main"));
    command.addAll(Arrays.asList(args));
    return start(folder, columns, rows, command);
  }

  /** Runs any program. */
  public static Tmux start(Path folder, int columns, int rows, List<String> command)
      throws IOException {
    Installed.require("tmux");
    Path configuration = folder.resolve("tmux.conf");
    Files.writeString(
        configuration,
        "set -g remain-on-exit on\nset -g default-terminal screen-256color\nset -sg escape-time 0\n");
    Path script = folder.resolve("tmux.sh");
    StringBuilder line = new StringBuilder("#!/bin/sh\nexec");
    command.forEach(word -> line.append(" '").append(word.replace("'", "'\\''")).append('\''));
    Files.writeString(script, line.append('\n'));
    Tmux tmux = new Tmux(folder.resolve("tmux"));
    tmux.run(
        "-f",
        configuration.toString(),
        "-u",
        "new-session",
        "-d",
        "-x",
        Integer.toString(columns),
        "-y",
        Integer.toString(rows),
        "sh " + script);
    return tmux;
  }

  /** Types text as it is. */
  public void type(String text) throws IOException {
    run("send-keys", "-l", text);
  }

  /** Presses keys by tmux's names: {@code Enter}, {@code Tab}, {@code C-c}, {@code Down}. */
  public void press(String... keys) throws IOException {
    List<String> words = new ArrayList<>(List.of("send-keys"));
    words.addAll(Arrays.asList(keys));
    run(words.toArray(String[]::new));
  }

  public void resize(int columns, int rows) throws IOException {
    run("resize-window", "-x", Integer.toString(columns), "-y", Integer.toString(rows));
  }

  /** What is to be seen, blanks at the ends of lines left out. */
  public String screen() throws IOException {
    return run("capture-pane", "-p");
  }

  /** The same, with the sequences that colour it. */
  public String colours() throws IOException {
    return run("capture-pane", "-p", "-e");
  }

  /** Waits until the screen has this text, and returns it. */
  public String await(String text) throws IOException {
    return await(screen -> screen.contains(text), "'" + text + "'");
  }

  /** Waits until the screen is as wanted, and returns it. */
  public String await(Predicate<String> wanted, String what) throws IOException {
    String screen = screenWithin(PATIENCE, wanted);
    if (!wanted.test(screen)) {
      throw new AssertionError(what + " is not on the screen:\n" + screen);
    }
    return screen;
  }

  /** Whether the screen is as wanted within this time. */
  public boolean shows(Predicate<String> wanted, Duration patience) throws IOException {
    return wanted.test(screenWithin(patience, wanted));
  }

  /** The first screen that is as wanted, else the last one. */
  private String screenWithin(Duration patience, Predicate<String> wanted) throws IOException {
    long end = System.nanoTime() + patience.toNanos();
    String screen = screen();
    while (!wanted.test(screen) && System.nanoTime() < end) {
      LockSupport.parkNanos(LOOK.toNanos());
      screen = screen();
    }
    return screen;
  }

  private String run(String... words) throws IOException {
    List<String> command = new ArrayList<>(List.of("tmux", "-S", socket.toString()));
    command.addAll(Arrays.asList(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    try (InputStream out = process.getInputStream()) {
      String said = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      process.onExit().join();
      return said;
    }
  }

  @Override
  public void close() throws IOException {
    run("kill-server");
  }
}
