package dev.tlsdiag.cli;

import dev.tlsdiag.Installed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** Runs a program that is no part of the project, in an environment without proxies and trust. */
record ForeignProgram(int exitCode, String output) {
  private static final long SECONDS = 180; // a first build by Go takes long

  static ForeignProgram run(Path folder, Map<String, String> environment, String... words)
      throws IOException, InterruptedException {
    Process process = start(folder, environment, words);
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError(words[0] + " did not end");
    }
    return new ForeignProgram(process.exitValue(), output);
  }

  /** The caller ends it. */
  static Process start(Path folder, Map<String, String> environment, String... words)
      throws IOException {
    Installed.require(words[0]);
    ProcessBuilder builder =
        new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.matches("(?i).*(_proxy|ca_bundle|ssl_cert.*|_ca_certs|cainfo)"));
    builder.environment().putAll(environment);
    builder.redirectInput(ProcessBuilder.Redirect.from(new File("/dev/null")));
    return builder.start();
  }
}
