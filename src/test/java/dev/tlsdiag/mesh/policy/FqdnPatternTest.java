package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.yaml.Position;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FqdnPatternTest {
  private static FqdnPattern pattern(String pattern, String version) {
    FqdnSelector selector =
        pattern.startsWith("name:")
            ? new FqdnSelector(
                Optional.of(pattern.substring("name:".length())), Optional.empty(), Position.START)
            : new FqdnSelector(Optional.empty(), Optional.of(pattern), Position.START);
    return FqdnPattern.of(selector, CiliumVersion.parse(version).orElseThrow());
  }

  @ParameterizedTest(name = "{0} in {1} and {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          name:cilium.io       | 1.20 | cilium.io              | true
          name:cilium.io       | 1.20 | cilium.io.             | true
          name:cilium.io       | 1.20 | Cilium.IO              | true
          name:CILIUM.io.      | 1.20 | cilium.io              | true
          name:cilium.io       | 1.20 | www.cilium.io          | false
          name:cilium.io       | 1.20 | ciliumXio              | false
          name:a_b.example     | 1.20 | a_b.example            | true
          *                    | 1.20 | a.b.c                  | true
          *                    | 1.20 | .                      | true
          *                    | 1.10 | a.b.c                  | true
          **                   | 1.20 | a.b.c                  | true
          ***                  | 1.20 | a.b.c                  | true
          **.                  | 1.20 | a.b.c                  | true
          **                   | 1.18 | a.b.c                  | false
          **                   | 1.18 | a                      | true
          *.                   | 1.20 | a.b                    | false
          *.cilium.io          | 1.20 | www.cilium.io          | true
          *.cilium.io          | 1.20 | WWW.cilium.io.         | true
          *.cilium.io          | 1.20 | cilium.io              | false
          *.cilium.io          | 1.20 | a.b.cilium.io          | false
          *.cilium.io          | 1.20 | .cilium.io             | true
          *cilium.io           | 1.20 | cilium.io              | true
          *cilium.io           | 1.20 | subcilium.io           | true
          *cilium.io           | 1.20 | sub-cilium.io          | true
          *cilium.io           | 1.20 | www.cilium.io          | false
          sub*.cilium.io       | 1.20 | sub.cilium.io          | true
          sub*.cilium.io       | 1.20 | subdomain.cilium.io    | true
          sub*.cilium.io       | 1.20 | www.cilium.io          | false
          **.cilium.io         | 1.20 | app.cilium.io          | true
          **.cilium.io         | 1.20 | test.app.cilium.io     | true
          **.cilium.io         | 1.20 | cilium.io              | false
          **.cilium.io         | 1.19 | test.app.cilium.io     | true
          **.cilium.io         | 1.18 | app.cilium.io          | true
          **.cilium.io         | 1.18 | test.app.cilium.io     | false
          ***.cilium.io        | 1.20 | test.app.cilium.io     | true
          **cilium.io          | 1.20 | subcilium.io           | true
          **cilium.io          | 1.20 | a.subcilium.io         | false
          a.**.b               | 1.20 | a.x.b                  | true
          a.**.b               | 1.20 | a.x.y.b                | false
          *.*.cilium.io        | 1.20 | a.b.cilium.io          | true
          *.*.cilium.io        | 1.20 | a.cilium.io            | false
          *.s3.amazonaws.com   | 1.20 | bucket.s3.amazonaws.com | true
          *.s3.amazonaws.com   | 1.20 | s3.amazonaws.com       | false
          *.s3.amazonaws.com   | 1.20 | bucket.s3.us-east-1.amazonaws.com | false
          '  *.Cilium.io. '    | 1.20 | www.cilium.io          | true
          """)
  void matches(String pattern, String version, String name, boolean expected) {
    assertEquals(expected, pattern(pattern, version).matches(name));
  }

  @Test
  void anItemWithNeitherMeansTheRootAlone() {
    FqdnPattern neither =
        FqdnPattern.of(
            new FqdnSelector(Optional.empty(), Optional.empty(), Position.START),
            CiliumVersion.NEWEST);
    assertTrue(neither.matches("."));
    assertEquals(false, neither.matches("a.example"));
    assertEquals("", neither.toString());
  }

  @Test
  void aPatternFullOfStarsTakesNoTime() {
    String stars = "*a".repeat(2000) + "*b";
    assertTimeoutPreemptively(
        Duration.ofSeconds(5),
        () -> assertEquals(false, pattern(stars, "1.20").matches("a".repeat(2000))));
  }
}
