package dev.tlsdiag.mesh.policy.lint;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tlsdiag.mesh.LintFinding;
import dev.tlsdiag.mesh.LintSubject;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.lint.Linters;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** No text, however broken, ends the reading or the lints of resources. */
class ManifestMutationsTest {
  private static final String SAMPLES =
      String.join(
          "\n---\n",
          PolicyLintsTest.resource("healthy.yaml"),
          PolicyLintsTest.sample("broken/unquoted-star.yaml"),
          PolicyLintsTest.resource("lost-levels.yaml"),
          PolicyLintsTest.resource("cases.txt").replaceAll("(?m)^(==|%|#).*", "---"));

  private static final List<String> PIECES =
      List.of(
          "*",
          "- ",
          "{}",
          "[]",
          "null",
          ": ",
          "\n",
          "  ",
          "\t",
          "\"",
          "'",
          "|\n",
          "&a ",
          "*a",
          "---\n",
          "spec:\n",
          "egress:\n",
          "toFQDNs",
          "99999999999",
          "-1",
          "\u0000",
          "\ud800",
          "!!x ",
          "<<: ",
          "#");

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4})
  void mutations(long seed) {
    Random random = new Random(seed);
    for (int i = 0; i < 150; i++) {
      int from = random.nextInt(SAMPLES.length());
      int to = Math.min(SAMPLES.length(), from + 200 + random.nextInt(3000));
      StringBuilder text = new StringBuilder(SAMPLES.substring(from, to));
      if (random.nextBoolean()) {
        text.insert(
            0,
            "apiVersion: cilium.io/v2\nkind: CiliumNetworkPolicy\nspec:\n  endpointSelector: {}\n");
      }
      for (int j = random.nextInt(12); j > 0 && text.length() > 1; j--) {
        int at = random.nextInt(text.length());
        switch (random.nextInt(3)) {
          case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
          case 1 -> text.delete(at, Math.min(text.length(), at + 1 + random.nextInt(20)));
          default -> text.setCharAt(at, (char) (' ' + random.nextInt(95)));
        }
      }
      read(text.toString());
    }
  }

  static void read(String text) {
    Manifests manifests = Manifests.of(new YamlText("a.yaml", text));
    PolicyReader.all(manifests, new YamlProblems());
    LintSubject subject =
        new LintSubject(
            manifests.resources(), Instant.EPOCH, CiliumVersion.of(1, 15), Optional.empty());
    for (LintFinding finding : Linters.lint(List.of(manifests), subject)) {
      assertFalse(finding.message().isBlank());
      new YamlText("a.yaml", text).excerpt(finding.position());
    }
  }
}
