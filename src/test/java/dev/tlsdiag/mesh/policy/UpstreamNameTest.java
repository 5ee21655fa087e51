package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamNameTest {
  private static Optional<String> given(String text) {
    return Optional.ofNullable(text);
  }

  @ParameterizedTest(name = "{0}, pod {1}, Host {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          1.8      | a.example | b.example | a.example
          1.10.7   | a.example | b.example |
          1.10.18  | a.example | a.example |
          1.10.19  | a.example | b.example | a.example
          1.10     | a.example | b.example | a.example
          1.10.19  |           | b.example | b.example
          1.11.2   | a.example | a.example |
          1.11     | a.example | a.example | a.example
          1.12.0   | a.example | a.example |
          1.13.0   | a.example | b.example | a.example
          1.13     |           | b.example | b.example
          1.13     |           | 10.0.0.1  |
          1.16     |           | b.example |
          1.20     | a.example | b.example | a.example
          1.20     |           |           |
          """)
  void sends(String version, String sni, String host, String expected) {
    UpstreamName name =
        UpstreamName.of(CiliumVersion.parse(version).orElseThrow(), given(sni), given(host));
    assertEquals(given(expected), name.name(), name::toString);
  }

  @Test
  void tellsTheRegression() {
    assertEquals(
        2,
        UpstreamName.byVersion(Optional.of("a.example"), Optional.empty()).stream()
            .filter(name -> name.period().isRegression() && name.name().isEmpty())
            .count());
    assertTrue(
        UpstreamName.of(CiliumVersion.of(1, 10, 18), Optional.of("a.example"), Optional.empty())
            .because()
            .contains("23031"));
  }

  @ParameterizedTest
  @CsvSource({"1.19,1.19", "v1.10.19,1.10.19", "1.20.0-pre.4,1.20.0", " v1.2 ,1.2"})
  void versionsAreRead(String text, String expected) {
    assertEquals(expected, CiliumVersion.parse(text).orElseThrow().toString());
  }

  @ParameterizedTest
  @CsvSource({"1", "latest", "1.x", "-1.2", "v"})
  void whatIsNoVersionIsNone(String text) {
    assertEquals(Optional.empty(), CiliumVersion.parse(text));
  }

  @Test
  void versionsAreOrdered() {
    assertTrue(CiliumVersion.of(1, 10, 19).compareTo(CiliumVersion.of(1, 10)) < 0);
    assertTrue(CiliumVersion.of(1, 9).compareTo(CiliumVersion.of(1, 10, 1)) < 0);
    assertTrue(CiliumVersion.of(2, 0).atLeast(1, 20));
  }
}
