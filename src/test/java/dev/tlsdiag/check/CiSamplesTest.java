package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader copies is YAML, runs the command, and pins what it takes from others. */
class CiSamplesTest {
  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"github-workflow.yml, jobs, 4", "gitlab-ci.yml, tlsdiag, 0"})
  void isRight(String name, String key, int actions) throws IOException {
    String text = Files.readString(Path.of("samples", "ci", name));
    YamlProblems problems = new YamlProblems();
    Optional<YamlNode> root = new YamlText(name, text).parse(problems);
    assertEquals(List.of(), problems.all());
    assertTrue(((YamlNode.Mapping) root.orElseThrow()).entry(key).isPresent());
    assertTrue(text.contains("tlsdiag.jar\" check") || text.contains("tlsdiag.jar check"), text);
    List<String> used = text.lines().filter(line -> line.contains("uses:")).toList();
    assertEquals(actions, used.size());
    for (String line : used) {
      assertTrue(line.matches(".*uses: [\\w./-]+@[0-9a-f]{40} # v[0-9.]+"), line);
    }
  }

  @Test
  void theJenkinsfileChecks() throws IOException {
    String text = Files.readString(Path.of("samples", "ci", "Jenkinsfile"));
    assertTrue(
        text.contains("java -jar tlsdiag.jar check tlsdiag.yaml --report junit=tlsdiag.xml"));
    assertEquals(
        text.chars().filter(c -> c == '{').count(), text.chars().filter(c -> c == '}').count());
  }

  @ParameterizedTest
  @CsvSource({"0, ''", "1, A check failed", "4, Nothing could be reached", "70, exit status 70"})
  void theShellScriptHandsTheStatusOn(int status, String said) throws Exception {
    Path script = Path.of("samples", "ci", "check.sh").toAbsolutePath();
    ProcessBuilder builder =
        new ProcessBuilder("sh", script.toString(), "my.yaml").redirectErrorStream(true);
    Path program = folder.resolve("exit_with");
    Files.writeString(program, "#!/bin/sh\necho \"ran $*\"\nexit " + status + "\n");
    assertTrue(program.toFile().setExecutable(true));
    builder.environment().put("TLSDIAG", program.toString());
    Process process = builder.start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(status, process.waitFor(), output);
    assertTrue(output.contains("ran check my.yaml --color never --report junit="), output);
    assertTrue(output.contains(said), output);
  }

  /** The README's own file is one that works. */
  @ParameterizedTest
  @CsvSource({"tlsdiag.yaml"})
  void theReadmesFileIsRight(String name) throws IOException {
    String readme = Files.readString(Path.of("README.md"));
    int start = readme.indexOf("# " + name + "\n");
    String yaml = readme.substring(start, readme.indexOf("```", start));
    YamlProblems problems = new YamlProblems();
    new CheckReader(java.util.Map.of(), Path.of("."), problems).read(new YamlText(name, yaml));
    assertEquals(List.of(), problems.all());
    int known = readme.indexOf("ignore:\n  - rule:");
    String ignore = readme.substring(known, readme.indexOf("```", known));
    assertEquals(1, new SuppressionReader(problems).read(new YamlText("i", ignore)).size());
    assertEquals(List.of(), problems.all());
  }
}
