package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpRegexTest {
  @ParameterizedTest(name = "{0} and {1}")
  @CsvSource(
      delimiter = ' ',
      textBlock =
          """
          /public /public true
          /public /public/x false
          /public /public?a=1 false
          /public.* /public/x true
          /auth-header-required$ /auth-header-required true
          GET|HEAD|PUT HEAD true
          GET|HEAD|PUT HEADER false
          (?i)get GET true
          a.example axexample true
          a[.]example axexample false
          [[:digit:]]+ 42 true
          \\pL+ äb true
          """)
  void meansTheWholeValue(String regex, String value, boolean expected) {
    assertEquals(Optional.of(expected), HttpRegex.matches(regex, value));
  }

  /** RE2 has no way to go back. */
  @ParameterizedTest
  @CsvSource({"(?=a)b", "(a)\\1", "a(", "[z-a]", "a**", "'a{1,2000}'", "(a{1000}){1000}"})
  void refusesWhatEnvoyRefuses(String regex) {
    assertTrue(HttpRegex.problem(regex).isPresent());
    assertEquals(Optional.empty(), HttpRegex.matches(regex, "a"));
  }

  @Test
  void takesNoLongerThanTheValue() {
    assertEquals(Optional.of(false), HttpRegex.matches("(a+)+b", "a".repeat(20_000)));
  }
}
