package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.rules.Catalogue.Entry;
import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.lint.Linters;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class CatalogueTest {
  private static final List<String> SECTIONS =
      List.of("What it means", "How it is seen", "What looks the same", "Fix", "Sources");

  /** Of a project, or of a document that anybody can read. */
  private static final Pattern SOURCE =
      Pattern.compile(
          "#[0-9]+|issues? [0-9]+|RFC [0-9]+|documentation|source|guide|PR |\\.(?:cc|go|rst)\\b",
          Pattern.CASE_INSENSITIVE);

  static Stream<String> pages() {
    return Catalogue.pages().stream();
  }

  static Stream<Entry> entries() {
    return Catalogue.ALL.stream();
  }

  @Test
  void everyEntryHasAPageAndItsRules() {
    Set<String> rules =
        Rules.ALL.stream().map(rule -> rule.info().name()).collect(Collectors.toSet());
    List<String> incomplete =
        Catalogue.ALL.stream()
            .filter(
                entry ->
                    !rules.containsAll(entry.rules())
                        || Pages.of(entry.name()).isEmpty() && entry.rules().isEmpty())
            .map(Entry::name)
            .toList();
    assertEquals(List.of(), incomplete);
  }

  @ParameterizedTest
  @MethodSource("entries")
  void everyEntryCanBeAskedFor(Entry entry) {
    assertTrue(Catalogue.pages().contains(entry.name()), entry.name());
    assertTrue(Catalogue.page(entry.name()).orElse("").startsWith("# "), entry.name());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageHasItsSectionsInOrder(String name) {
    String page = Catalogue.page(name).orElseThrow();
    int at = 0;
    for (String section : SECTIONS) {
      int found = page.indexOf("\n## " + section + "\n\n", at);
      assertTrue(found > 0, "no '" + section + "' where it is to be");
      at = found + 1;
    }
    page.lines().forEach(line -> assertTrue(line.length() <= 100, line));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void everyPageNamesItsSources(String name) {
    String page = Catalogue.page(name).orElseThrow();
    String sources = page.substring(page.indexOf("\n## Sources\n") + 12);
    assertTrue(SOURCE.matcher(sources).find(), sources);
  }

  @Test
  void thereIsNoOtherPage() {
    assertEquals(
        List.of(),
        Catalogue.pages().stream()
            .filter(name -> Catalogue.named(name).isEmpty() && Rules.named(name).isEmpty())
            .filter(name -> Linters.named(name).isEmpty())
            .toList());
  }

  @Test
  void everyLintHasAPage() {
    assertEquals(
        List.of(),
        Linters.lints().stream()
            .map(LintInfo::name)
            .filter(name -> !Catalogue.pages().contains(name))
            .toList());
  }

  @Test
  void namesAreUnique() {
    List<String> names = Catalogue.ALL.stream().map(Entry::name).toList();
    assertEquals(names.stream().distinct().toList(), names);
  }
}
