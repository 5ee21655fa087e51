package dev.tlsdiag.cli.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Real shells that complete lines: one process for all lines of a shell, in a folder with known
 * files.
 */
final class Shells {
  private static final int PATIENCE_SECONDS = 60;

  /** Of bash, keys bound in {@code bash.init}: begin, insert all candidates, end, clear. */
  private static final String KEYS = "\u0018\u0002\u0018\u0001\u0018\u0005\u0015";

  private Shells() {}

  /**
   * What a shell offers for each line.
   *
   * @param candidates for each line, each with a tab and its description where the shell shows one
   * @param inserted what the line becomes with all candidates; only of bash
   * @param noise what was printed beside
   */
  record Answers(
      Map<String, List<String>> candidates, Map<String, String> inserted, String noise) {}

  static Answers bash(Path script, Path folder, List<String> lines) {
    StringBuilder keys = new StringBuilder(resource("bash.init"));
    lines.forEach(line -> keys.append(line).append(KEYS));
    Path noise = write(folder.resolveSibling("noise"), "");
    Answers answers =
        run(
            List.of("bash", "--norc", "-i"),
            keys.toString(),
            Map.of("SCRIPT", script.toString(), "NOISE", noise.toString(), "TERM", "dumb"),
            folder);
    // An interactive bash writes its lines to the same stream.
    return new Answers(answers.candidates(), answers.inserted(), read(noise));
  }

  static Answers zsh(Path script, Path folder, List<String> lines) {
    Path init = write(folder.resolveSibling("zsh.init"), resource("zsh.init"));
    Map<String, String> environment =
        Map.of(
            "INIT", init.toString(),
            "FOLDER", script.toAbsolutePath().getParent().toString(),
            "LINES_FILE", lines(folder, lines).toString());
    return run(List.of("zsh", "-f", "-c", resource("zsh.driver")), "", environment, folder);
  }

  static Answers fish(Path script, Path folder, List<String> lines) {
    Path driver = write(folder.resolveSibling("driver.fish"), resource("fish.driver"));
    Map<String, String> environment =
        Map.of(
            "SCRIPT", script.toString(),
            "LINES_FILE", lines(folder, lines).toString(),
            "HOME", folder.resolveSibling("home").toString());
    return run(List.of("fish", "--no-config", driver.toString()), "", environment, folder);
  }

  /** Runs a program to its end; its output, both streams together. */
  static String output(Path folder, String... command) {
    return output(List.of(command), Map.of(), folder, "");
  }

  private static Path lines(Path folder, List<String> lines) {
    return write(folder.resolveSibling("lines"), String.join("\n", lines) + "\n");
  }

  private static Answers run(
      List<String> command, String input, Map<String, String> environment, Path folder) {
    Path result = folder.resolveSibling("result-" + command.get(0));
    Map<String, String> all = new LinkedHashMap<>(environment);
    all.put("RESULT", result.toString());
    String noise = output(command, all, folder, input);
    Map<String, List<String>> candidates = new LinkedHashMap<>();
    Map<String, String> inserted = new LinkedHashMap<>();
    String line = "";
    for (String row : read(result).split("\n", -1)) {
      if (row.startsWith("## ")) {
        line = row.substring(3);
        candidates.put(line, new ArrayList<>());
      } else if (row.startsWith(">> ")) {
        inserted.put(line, row.substring(3));
      } else if (!row.isEmpty()) {
        candidates.get(line).add(row);
      }
    }
    return new Answers(candidates, inserted, noise);
  }

  private static String output(
      List<String> command, Map<String, String> environment, Path folder, String input) {
    // To a file: nobody reads while the input is written.
    Path output = folder.resolveSibling("output-" + Path.of(command.get(0)).getFileName());
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    builder.environment().put("LC_ALL", "C.UTF-8");
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().close();
      if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("no end of " + command.get(0));
      }
      return read(output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static String resource(String name) {
    try (InputStream in = Shells.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
