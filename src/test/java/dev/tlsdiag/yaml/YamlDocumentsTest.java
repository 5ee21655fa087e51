package dev.tlsdiag.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files with several documents, and with values that lack their quotes. */
class YamlDocumentsTest {
  private final YamlProblems problems = new YamlProblems();

  private List<YamlNode> parse(String text) {
    return new YamlText("x.yaml", text).parseAll(problems, YamlText.Limits.PRINTED);
  }

  private static String text(YamlNode document, String key) {
    return ((YamlNode.Scalar) ((YamlNode.Mapping) document).entry(key).orElseThrow().value())
        .text();
  }

  private List<String> told() {
    return problems.all().stream().map(p -> p.position() + " " + p.message()).toList();
  }

  @Test
  void placesAreThoseOfTheFile() {
    List<YamlNode> documents = parse("# first\na: 1\n--- # second\na: 2\n---\n\n---\na: 3\n");
    assertEquals(List.of(), told());
    assertEquals(List.of("1", "2"), documents.stream().limit(2).map(d -> text(d, "a")).toList());
    YamlNode last = documents.get(documents.size() - 1);
    assertEquals("3", text(last, "a"));
    assertEquals(new Position(8, 1), last.position());
  }

  @Test
  void oneThatCannotBeReadDoesNotCostTheOthers() {
    List<YamlNode> documents = parse("a: 1\n---\na: [1\nb: 2\n---\na: 3\n");
    assertEquals(List.of("1", "3"), documents.stream().map(d -> text(d, "a")).toList());
    assertEquals(1, problems.all().size());
    assertTrue(problems.all().get(0).position().line() >= 3, problems.all().toString());
  }

  @Test
  void nothingIsNothing() {
    assertEquals(List.of(), parse(""));
    assertEquals(List.of(), parse("\n# only this\n"));
    assertEquals(List.of(), told());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      textBlock =
          """
          a: *.s3.amazonaws.com        | *.s3.amazonaws.com | 1:4 '*.s3.amazonaws.com' is a YAML alias, for it begins with '*' and has no quotes
          a: *                         | *                  | 1:4 '*' is a YAML alias, for it begins with '*' and has no quotes
          a: **.example.test           | **.example.test    | 1:4 '**.example.test' is a YAML alias, for it begins with '*' and has no quotes
          a: *undefined                | *undefined         | 1:4 '*undefined' is a YAML alias, for it begins with '*' and has no quotes
          {a: *.b, c: d}               | *.b                | 1:5 '*.b' is a YAML alias, for it begins with '*' and has no quotes
          a: *.b # why                 | *.b                | 1:4 '*.b' is a YAML alias, for it begins with '*' and has no quotes
          a: *.b:443                   | *.b:443            | 1:4 '*.b:443' is a YAML alias, for it begins with '*' and has no quotes
          a: @home                     | @home              | 1:4 '@home' is no YAML: a value that begins with '@' needs quotes
          """)
  void valuesWithoutTheirQuotesAreReadAsMeant(String text, String value, String problem) {
    List<YamlNode> documents = parse(text + "\n");
    assertEquals(List.of(problem), told());
    assertEquals(value, text(documents.get(0), "a"));
    assertEquals(Optional.of("\"" + value + "\""), problems.all().get(0).likely());
    assertTrue(problems.all().get(0).mended());
  }

  @Test
  void everyOneOfThemIsTold() {
    List<YamlNode> documents = parse("x: 😀\nlist:\n- *.a\n- \uE000\n- *.b\n- '*.c'\n");
    assertEquals(List.of(new Position(3, 3), new Position(5, 3)), places());
    YamlNode list = ((YamlNode.Mapping) documents.get(0)).entry("list").orElseThrow().value();
    assertEquals(
        List.of("*.a", "\uE000", "*.b", "*.c"),
        ((YamlNode.Sequence) list)
            .items().stream().map(item -> ((YamlNode.Scalar) item).text()).toList());
  }

  private List<Position> places() {
    return problems.all().stream().map(YamlProblem::position).toList();
  }

  @Test
  void aliasesThatAreMeantAreAliases() {
    List<YamlNode> documents = parse("a: &name value\nb: *name\n");
    assertEquals(List.of(), told());
    assertEquals("value", text(documents.get(0), "b"));
  }

  @Test
  void manyOfThemDoNotHang() {
    String many = "- *.a\n".repeat(20_000);
    assertTimeoutPreemptively(Duration.ofSeconds(60), () -> parse(many));
    assertTrue(problems.all().size() > 10, "the first ones are told");
  }
}
