package dev.tlsdiag.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class YamlTextTest {
  private final YamlProblems problems = new YamlProblems();

  private Optional<YamlNode> parse(String text) {
    return new YamlText("f.yaml", text).parse(problems);
  }

  private String told() {
    return problems.all().stream()
        .map(p -> p.position() + " " + p.message() + p.likely().map(l -> " | " + l).orElse(""))
        .collect(Collectors.joining("\n"));
  }

  @Test
  void knowsWhereEverythingStands() {
    YamlNode.Mapping root = (YamlNode.Mapping) parse("# c\na:\n  - ü: [x, 'y']\n").get();
    YamlNode.Sequence list = (YamlNode.Sequence) root.entry("a").get().value();
    assertEquals(new Position(3, 3), list.position());
    YamlNode.Mapping inner = (YamlNode.Mapping) list.items().get(0);
    YamlNode.Sequence flow = (YamlNode.Sequence) inner.entry("ü").get().value();
    assertEquals(new Position(3, 8), flow.position());
    assertEquals(
        List.of(
            new YamlNode.Scalar("x", true, new Position(3, 9)),
            new YamlNode.Scalar("y", false, new Position(3, 12))),
        flow.items());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
      tab            | `a:\\n\\tb: 1`           | `2:1 a tab | indent with blanks: YAML allows no tabs there`
      twice          | `a: 1\\nb: 2\\na: 3`     | `3:1 the key 'a' is there already, in line 1`
      tag            | `a: !!java.util.Date x`  | `1:4 the tag 'tag:yaml.org,2002:java.util.Date' has no meaning here | take it away`
      own tag        | `a: !x y`                | `1:4 the tag '!x' has no meaning here | take it away`
      two documents  | `a: 1\\n---\\nb: 2`      | `3:1 a second document begins here | one document a file: take the '---' away`
      list as key    | `? [a]\\n: 1`            | `1:3 a key has to be a single value`
      colon          | `a: b: c`                | `1:5 no YAML: mapping values are not allowed here | quotes around a value that holds ': ', or an indentation that differs`
      percent        | `a: %x`                  | `1:4 no YAML: while scanning for the next token: found character '%' that cannot start any token. (Do not use % for indentation) | quotes around the value`
      itself         | `a: &a [*a]`             | `1:4 nested deeper than 32 levels`
      """)
  void tellsWhatIsWrong(String name, String text, String expected) {
    parse(text.replace("\\n", "\n").replace("\\t", "\t"));
    assertEquals(expected, told());
  }

  @Test
  void aliasesAreFollowedButNotWithoutEnd() {
    assertTrue(parse("a: &x {b: 1}\nc: *x").isPresent());
    assertEquals("", told());
    StringBuilder bomb = new StringBuilder("a0: &a0 [x, x, x, x, x, x, x, x, x]\n");
    for (int i = 1; i < 12; i++) {
      bomb.append("a%d: &a%d [%s]\n".formatted(i, i, "*a%d, ".formatted(i - 1).repeat(9)));
    }
    assertEquals(Optional.empty(), parse(bomb.toString()));
    assertTrue(told().contains("more than 50000 values"), told());
  }

  @Test
  void aFileFarTooLongIsNotRead() {
    assertEquals(Optional.empty(), parse("a: " + "x".repeat(YamlText.MAX_CHARACTERS)));
    assertEquals("1:1 the file is longer than 1048576 characters", told());
  }

  @Test
  void nestingWithoutEndIsTold() {
    assertEquals(Optional.empty(), parse("[".repeat(20_000)));
    assertEquals(1, problems.all().size(), told());
  }

  @Test
  void aCaretShowsThePlace() {
    YamlText text = new YamlText("f", "a:\n  üb: c\n");
    assertEquals(List.of("2 |   üb: c", "  |       ^"), text.excerpt(new Position(2, 7)));
    assertEquals(List.of(), text.excerpt(new Position(9, 1)));
    YamlText wide = new YamlText("f", "x".repeat(500) + "y" + "z".repeat(500));
    List<String> shown = wide.excerpt(new Position(1, 501));
    assertEquals('y', shown.get(0).charAt(shown.get(1).indexOf('^')));
    assertTrue(shown.get(0).length() < 100);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
      ${A}            | one          |
      x${A}y$${A}     | xoney${A}    |
      ${N:-two}       | two          |
      ${N:-}          | ''           |
      ${E:-two}       | two          |
      ${A:-two}       | one          |
      $A              | $A           |
      ${N}            | ''           | 1:4 the environment has no variable 'N'
      ${-x}           | ${-x}        | 1:4 '${' does not begin the name of a variable
      """)
  void putsTheEnvironmentIn(String given, String expected, String problem) {
    YamlNode node =
        new Variables(Map.of("A", "one", "E", ""), problems).in(parse("a: '" + given + "'").get());
    YamlNode.Scalar value = (YamlNode.Scalar) ((YamlNode.Mapping) node).entry("a").get().value();
    assertEquals(expected, value.text());
    assertEquals(problem == null ? "" : problem, told().replaceFirst(" \\|.*", ""));
  }
}
