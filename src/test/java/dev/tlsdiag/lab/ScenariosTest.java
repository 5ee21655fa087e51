package dev.tlsdiag.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What each scenario promises, and that it is so for programs of others. */
class ScenariosTest {
  static List<String> names() {
    return Scenarios.ALL.stream().map(Scenario::name).toList();
  }

  private static RunningScenario start(String name) throws IOException {
    return Scenarios.named(name).orElseThrow().start();
  }

  @Test
  void namesAreReadableAndUnique() {
    Set<String> seen = new HashSet<>();
    for (Scenario scenario : Scenarios.ALL) {
      assertTrue(scenario.name().matches("[a-z0-9]+(-[a-z0-9]+)*"), scenario.name());
      assertTrue(seen.add(scenario.name()), scenario.name());
      assertTrue(scenario.summary().length() <= 60, scenario.summary());
      assertFalse(scenario.summary().endsWith("."), scenario.summary());
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void filesAreForTheOwnerAloneAndGoAway(String name) throws IOException {
    Path file;
    try (RunningScenario running = start(name)) {
      assertFalse(running.targets().isEmpty());
      assertEquals(running.targets().size(), running.dial().size());
      file = running.trustFile();
      assertEquals("rw-------", permissions(file));
      assertEquals("rwx------", permissions(file.getParent()));
    }
    assertFalse(Files.exists(file.getParent()));
  }

  private static String permissions(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  /** The commands that users are told to paste give what they are told to give. */
  @ParameterizedTest
  @MethodSource("names")
  void trialsGoAsTold(String name) throws Exception {
    List<String> wrong = new ArrayList<>();
    int ran = 0;
    try (RunningScenario running = start(name)) {
      for (Trial trial : running.trials()) {
        if (!Installed.has(trial.program())) {
          continue;
        }
        ran++;
        ProcessBuilder builder = new ProcessBuilder(trial.words());
        builder
            .environment()
            .keySet()
            .removeIf(key -> key.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process =
            builder.redirectErrorStream(true).redirectInput(new File("/dev/null")).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(60, TimeUnit.SECONDS));
        if (trial.succeeds() != (process.exitValue() == 0)) {
          wrong.add(
              "%s: exit %d%n%s%n%s"
                  .formatted(
                      trial.about(), process.exitValue(), String.join(" ", trial.words()), output));
        }
      }
    }
    Assumptions.assumeTrue(ran > 0, "neither curl nor openssl is installed");
    assertEquals(List.of(), wrong);
  }

  /** Else the server would make a new session for who names nobody, which it must not. */
  @Test
  void resumingIsNoFullHandshake() throws Exception {
    Installed.require("openssl");
    try (RunningScenario running = start("sni-resumption")) {
      String last = "";
      for (Trial trial : running.trials()) {
        if (trial.program().equals("openssl")) {
          List<String> words = new ArrayList<>(trial.words());
          words.remove("-brief");
          Process process =
              new ProcessBuilder(words)
                  .redirectErrorStream(true)
                  .redirectInput(new File("/dev/null"))
                  .start();
          last = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
      }
      assertTrue(last.contains("\nReused, TLSv1.2"), last);
    }
  }
}
