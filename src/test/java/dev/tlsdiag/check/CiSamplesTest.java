package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.yaml.YamlNode;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a reader copies is YAML, runs the command, and pins what it takes from others. */
class CiSamplesTest {
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
