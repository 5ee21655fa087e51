package dev.tlsdiag.mesh.policy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpRegexTest {
  @ParameterizedTest(name = "{0} and {1}: {2}")
  @CsvSource(
      delimiter = '~',
      textBlock =
          """
          GET|HEAD          ~ GET        ~ true
          GET|HEAD          ~ HEAD       ~ true
          GET|HEAD          ~ GETHEAD    ~ false
          /public           ~ /public    ~ true
          /public           ~ /public/x  ~ false
          /public.*         ~ /public/x  ~ true
          ^/a$              ~ /a         ~ true
          /[a-c]+           ~ /abcabc    ~ true
          /[^a-c]+          ~ /abc       ~ false
          /[]x]             ~ /]         ~ true
          /[a\\-]           ~ /-         ~ true
          /\\d{3}           ~ /123       ~ true
          /\\d{3}           ~ /12        ~ false
          /\\d{2,}          ~ /1234      ~ true
          /\\d{2,3}         ~ /1234      ~ false
          /a{,2}            ~ /a{,2}     ~ true
          (?i)/abc          ~ /ABC       ~ true
          /(?i:a)b          ~ /Ab        ~ true
          /(?i:a)b          ~ /AB        ~ false
          /(a(?i)b|c)d      ~ /aBd       ~ true
          /(a(?i)b|c)d      ~ /Cd        ~ true
          /(a(?i)b|c)D      ~ /cd        ~ false
          /(?P<x>a)(?<y>b)  ~ /ab        ~ true
          /a\\.b            ~ /a.b       ~ true
          /a\\.b            ~ /aXb       ~ false
          \\Q/a.b\\E.       ~ /a.bX      ~ true
          /\\bx             ~ /x         ~ true
          /x\\Bx            ~ /xx        ~ true
          /[[:alpha:]]+     ~ /abc       ~ true
          /[[:^alpha:]]+    ~ /abc       ~ false
          /\\x41\\x{42}     ~ /AB        ~ true
          /[\\d_]+          ~ /1_2       ~ true
          /[\\D]+           ~ /ab        ~ true
          /[\\D]+           ~ /1         ~ false
          (a|b)*c           ~ ababc      ~ true
          a|                ~ ''         ~ true
          (|a)+             ~ aaa        ~ true
          .*?x              ~ aax        ~ true
          /é                ~ /é         ~ true
          /.                ~ /😀         ~ true
          """)
  void matches(String regex, String value, boolean expected) {
    assertEquals(Optional.of(expected), HttpRegex.matches(regex, value));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "(",
        ")",
        "[a",
        "a**",
        "a++",
        "*a",
        "a(?=b)",
        "a(?!b)",
        "(?<=a)b",
        "(?>a)",
        "(a)\\1",
        "a{1001}",
        "a{3,2}",
        "[b-a]",
        "[[:x:]]",
        "((a{1000}){1000}){1000}",
        "((){1000}){1000}",
        "\\",
        "(?",
        "(?P<x"
      })
  void refuses(String regex) {
    assertTrue(HttpRegex.problem(regex).isPresent());
    assertEquals(Optional.empty(), HttpRegex.matches(regex, "a"));
  }

  @Test
  void neverTriesTheSamePlaceTwice() {
    assertTimeoutPreemptively(
        Duration.ofSeconds(10),
        () -> {
          assertEquals(Optional.of(false), HttpRegex.matches("(a+)+b", "a".repeat(5000)));
          assertEquals(Optional.of(false), HttpRegex.matches("(a|a)*(a|a)*c", "a".repeat(5000)));
          assertEquals(Optional.of(true), HttpRegex.matches("(a?){90}a{90}", "a".repeat(90)));
        });
  }

  /** Java's engine says the same, where an expression means the same to both. */
  @Test
  void agreesWithJava() {
    Random random = new Random(7);
    String[] pieces = {"a", "b", ".", "[ab]", "[^a]", "(a|b)", "(ab)?", "a*", "b+", "a{1,2}", "|"};
    for (int i = 0; i < 20_000; i++) {
      StringBuilder regex = new StringBuilder();
      for (int j = random.nextInt(6); j >= 0; j--) {
        regex.append(pieces[random.nextInt(pieces.length)]);
      }
      StringBuilder value = new StringBuilder();
      for (int j = random.nextInt(6); j > 0; j--) {
        value.append((char) ('a' + random.nextInt(3)));
      }
      boolean expected = Pattern.compile(regex.toString()).matcher(value).matches();
      assertEquals(
          Optional.of(expected),
          HttpRegex.matches(regex.toString(), value.toString()),
          () -> regex + " and " + value);
    }
  }

  @Test
  void noTextIsTooOddToBeRead() {
    Random random = new Random(11);
    String odd = "ab()[]{}*+?|\\^$.,:-0129<>=!PiQE&\u00e9";
    for (int i = 0; i < 50_000; i++) {
      StringBuilder regex = new StringBuilder();
      for (int j = random.nextInt(12); j > 0; j--) {
        regex.append(odd.charAt(random.nextInt(odd.length())));
      }
      HttpRegex.matches(regex.toString(), "ab01"); // does not throw
    }
  }
}
