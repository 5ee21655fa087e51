package dev.tlsdiag.mesh.istio.lint;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class IstioLinterTest {
  private static String rows() {
    try (InputStream file = IstioLinterTest.class.getResourceAsStream("rows.txt")) {
      return new String(file.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  static Stream<Arguments> table() {
    return Arrays.stream(rows().split("(?m)^=== "))
        .filter(row -> !row.isBlank())
        .map(
            row -> {
              String[] head = row.lines().findFirst().orElseThrow().split("\\|", 2);
              String text = row.substring(row.indexOf('\n') + 1);
              Set<String> expected =
                  Arrays.stream(head[1].strip().split(" +"))
                      .filter(word -> !word.isEmpty())
                      .collect(Collectors.toCollection(TreeSet::new));
              return arguments(head[0].strip(), text, expected);
            });
  }

  private static List<LintFinding> lint(String text) {
    Manifests manifests = Manifests.of(new YamlText("f.yaml", text));
    assertEquals(List.of(), manifests.problems());
    LintSubject subject =
        new LintSubject(
            manifests.resources(), Instant.EPOCH, CiliumVersion.NEWEST, Optional.empty());
    return new IstioLinter().lint(subject);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void finds(String name, String text, Set<String> expected) {
    Set<String> found =
        lint(text).stream()
            .map(finding -> finding.name() + "@" + finding.position().line())
            .collect(Collectors.toCollection(TreeSet::new));
    assertEquals(expected, found);
  }

  /** A lint that no row shows may as well not be there. */
  @Test
  void everyLintHasARow() {
    String rows = rows();
    List<String> without = new ArrayList<>();
    for (LintInfo lint : new IstioLinter().lints()) {
      if (!rows.contains(lint.name() + "@")) {
        without.add(lint.name());
      }
    }
    assertEquals(List.of(), without);
  }

  @Test
  void everyLintHasAPage() {
    for (LintInfo lint : new IstioLinter().lints()) {
      String page = Catalogue.page(lint.name()).orElse("");
      assertTrue(page.startsWith("# " + lint.name() + "\n"), lint.name());
      for (String section :
          List.of("What it means", "How it is seen", "What looks the same", "Fix", "Sources")) {
        assertTrue(page.contains("\n## " + section + "\n\n"), lint.name() + ": " + section);
      }
    }
  }

  @Test
  void everyFindingSaysWhatToDo() {
    table()
        .flatMap(row -> lint((String) row.get()[1]).stream())
        .forEach(
            finding -> {
              assertFalse(finding.message().endsWith("."), finding.message());
              assertTrue(
                  finding.likely().isPresent() || finding.name().equals("istio-wrong-value"),
                  finding.toString());
            });
  }

  @Test
  void guessesTheFieldThatWasMeant() {
    String text =
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: r}
        spec: {host: a, trafficPolicy: {tls: {mod: SIMPLE}}}
        """;
    assertEquals(Optional.of("mode"), lint(text).get(0).likely());
  }

  @Test
  void aSecretIsNeverQuoted() {
    String shown =
        table()
            .flatMap(row -> lint((String) row.get()[1]).stream())
            .map(LintFinding::toString)
            .collect(Collectors.joining());
    assertFalse(shown.contains("aGVsbG8"), "the value of a Secret");
  }
}
