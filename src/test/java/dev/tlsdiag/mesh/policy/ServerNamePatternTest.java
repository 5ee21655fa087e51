package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.yaml.Position;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerNamePatternTest {
  private static ServerNamePattern pattern(String pattern, String version) {
    return ServerNamePattern.of(
        new PortRule.ServerName(pattern, Position.START),
        CiliumVersion.parse(version).orElseThrow());
  }

  @ParameterizedTest(name = "{0} in {1} and {2}: {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          one.example     | 1.13 | one.example       | true
          one.example     | 1.13 | ONE.example       | true
          One.Example     | 1.13 | one.example       | true
          one.example     | 1.20 | x.one.example     | false
          one.example     | 1.20 | one.example.      | false
          *.one.example   | 1.18 | a.one.example     | true
          *.one.example   | 1.18 | a.b.one.example   | false
          *.one.example   | 1.18 | one.example       | false
          **.one.example  | 1.18 | a.b.one.example   | true
          **.one.example  | 1.19 | a.one.example     | true
          **.one.example  | 1.19 | one.example       | false
          *               | 1.20 | a                 | true
          *               | 1.20 | a.b.c             | true
          *.one.example   | 1.20 | a.one.example     | true
          *.one.example   | 1.20 | a.b.one.example   | false
          api-*.example   | 1.20 | api-7.example     | true
          api-*.example   | 1.20 | api-.example      | true
          api-*.example   | 1.20 | api-7.x.example   | false
          a.**.example    | 1.20 | a.b.c.example     | true
          a.**.example    | 1.20 | a.example         | false
          a.**            | 1.20 | a.b.c             | true
          *a*.example     | 1.20 | bac.example       | true
          """)
  void matches(String pattern, String version, String name, boolean expected) {
    ServerNamePattern parsed = pattern(pattern, version);
    assertEquals("", parsed.problem().orElse(""));
    assertEquals(expected, parsed.matches(name));
  }

  @ParameterizedTest(name = "{0} in {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ''              | 1.20 | empty server name is not allowed
          one.example.    | 1.20 | 'one.example.' ends with a dot, which a server name never has
          one.example.    | 1.13 | 'one.example.' ends with a dot, which a server name never has
          one.example     | 1.12 | serverNames came with 1.13
          *.one.example   | 1.17 | '*.one.example': up to 1.17 there are no wildcards
          *               | 1.19 | '*': up to 1.19 a wildcard is '*.' or '**.' at the start
          a.*.example     | 1.19 | 'a.*.example': up to 1.19 a wildcard is '*.' or '**.' at the start
          a**b.example    | 1.20 | 'a**b.example': a label is '*', '**', or characters with single stars
          a..example      | 1.20 | 'a..example': a label is '*', '**', or characters with single stars
          a b.example     | 1.20 | 'a b.example': a label is '*', '**', or characters with single stars
          """)
  void refuses(String pattern, String version, String problem) {
    ServerNamePattern parsed = pattern(pattern, version);
    assertEquals(problem, parsed.problem().orElse(""));
    assertEquals(false, parsed.matches("one.example"));
    assertEquals(false, parsed.matches(""));
  }
}
