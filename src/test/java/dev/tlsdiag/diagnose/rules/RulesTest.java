package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RulesTest {
  static Stream<Rule> all() {
    return Rules.ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("all")
  void isComplete(Rule rule) throws ClassNotFoundException {
    RuleInfo info = rule.info();
    assertTrue(info.name().matches("[a-z0-9]+(-[a-z0-9]+)+"), info.name());
    assertFalse(info.summary().endsWith("."), info.summary());
    assertFalse(info.effect().endsWith("."), info.effect());
    assertTrue(info.hint().endsWith("."), info.hint());
    assertFalse(info.fixes().isEmpty(), "a fix");
    assertNotNull(rule.getClass().getResource(info.name() + ".md"), "explanation page");
    assertNotNull(Class.forName(rule.getClass().getName() + "Test"), "table of cases");
  }

  @ParameterizedTest
  @MethodSource("all")
  void hasAPageOfTheUsualForm(Rule rule) {
    String page = Rules.page(rule);
    assertTrue(page.startsWith("# " + rule.info().name() + "\n\n"), "title");
    for (String section :
        List.of("What it means", "How it is seen", "What looks the same", "Fix")) {
      assertTrue(page.contains("\n## " + section + "\n"), section);
    }
    page.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @ParameterizedTest
  @MethodSource("all")
  void explainsOnlyRulesThatExist(Rule rule) {
    rule.info().explains().forEach(name -> assertTrue(Rules.named(name).isPresent(), name));
  }

  @Test
  void namesAreUnique() {
    List<String> names = all().map(rule -> rule.info().name()).toList();
    assertEquals(names.stream().distinct().toList(), names);
  }
}
