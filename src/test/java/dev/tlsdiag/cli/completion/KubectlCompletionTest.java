package dev.tlsdiag.cli.completion;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.Installed;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may follow {@code kubectl tlsdiag}: candidates, and a number that says what else to do. */
class KubectlCompletionTest {
  private static final Path PROGRAM =
      Path.of("completions", "kubectl_complete-tlsdiag").toAbsolutePath();

  @TempDir Path temporary;

  @ParameterizedTest(name = "kubectl tlsdiag {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          capt                      | capture :4
          ca in                     | init inspect install :4
          capture --output=j        | --output=json --output=jsonl :4
          check --report ju         | junit= :6
          ca init --ca-dir _        | :16
          replay --har _            | har :8
          lab run mrap              | mrap-no-sni :4
          bogus --x                 | :4
          """)
  void answers(String line, String answer) throws IOException {
    Installed.require("bash");
    Stream<String> command = Stream.concat(Stream.of(PROGRAM.toString()), words(line));
    assertEquals(answer, run(command));
  }

  /** As kubectl's own scripts for shells ask it. */
  @Test
  void kubectlFindsItOnThePath() throws IOException {
    Installed.require("bash", "kubectl");
    Path folder = Files.createDirectories(temporary.resolve("bin"));
    Files.copy(PROGRAM, folder.resolve(PROGRAM.getFileName()));
    Path plugin = Files.writeString(folder.resolve("kubectl-tlsdiag"), "#!/bin/sh\n");
    List.of(plugin, folder.resolve(PROGRAM.getFileName()))
        .forEach(file -> file.toFile().setExecutable(true));
    String path = "PATH=%s:%s".formatted(folder, System.getenv("PATH"));
    Stream<String> command =
        Stream.concat(
            Stream.of("env", path, "kubectl", "__complete", "tlsdiag"),
            words("policy lint --fail-on=w"));
    String answer = run(command);
    assertEquals("--fail-on=warning :4", answer.replaceFirst("(:[0-9]+) .*", "$1"));
  }

  private static Stream<String> words(String line) {
    return Arrays.stream(line.split(" ")).map(word -> word.equals("_") ? "" : word);
  }

  private String run(Stream<String> command) throws IOException {
    Path work = Files.createDirectories(temporary.resolve("work"));
    return Shells.output(work, command.toArray(String[]::new))
        .lines()
        .filter(line -> !line.startsWith("[Debug]"))
        .reduce((before, line) -> before + " " + line)
        .orElse("");
  }
}
