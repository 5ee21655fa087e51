package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LintInfo;
import dev.tlsdiag.mesh.lint.Linters;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The failures that are known, by their stable names: each has a page, and a rule that reports it
 * where packets or a live run can show it.
 */
public final class Catalogue {
  /** In the order of the hops they are about. */
  public static final List<Entry> ALL = read();

  private Catalogue() {}

  /**
   * One failure.
   *
   * @param name kebab case, stable, never reused
   * @param hop what it is about: {@code dns}, {@code tcp}, {@code tunnel}, {@code downstream-tls},
   *     {@code policy}, {@code upstream-tls}, {@code http}
   * @param rules that report it, the likeliest first; empty where only configuration or logs can
   *     show it
   */
  public record Entry(String name, String hop, List<String> rules) {
    public Entry {
      requireNonNull(name, "name is null");
      requireNonNull(hop, "hop is null");
      rules = List.copyOf(rules);
    }

    /** Its page, in Markdown: that of its rule where the rule is about nothing else. */
    public String page() {
      return Pages.of(name).or(() -> rules.stream().findFirst().flatMap(Pages::of)).orElseThrow();
    }
  }

  public static Optional<Entry> named(String name) {
    return ALL.stream().filter(entry -> entry.name().equals(name)).findFirst();
  }

  /**
   * Names of all pages that can be asked for: failures first, then rules about something else, then
   * lints.
   */
  public static List<String> pages() {
    return Stream.of(
            ALL.stream().map(Entry::name),
            Rules.ALL.stream().map(rule -> rule.info().name()),
            Linters.lints().stream().map(LintInfo::name))
        .flatMap(names -> names)
        .filter(name -> page(name).isPresent())
        .distinct()
        .toList();
  }

  /** The page of a failure, of a rule or of a lint, in Markdown. */
  public static Optional<String> page(String name) {
    return Pages.of(name)
        .or(
            () ->
                named(name)
                    .flatMap(entry -> entry.rules().stream().findFirst())
                    .flatMap(Pages::of));
  }

  /** Names of the failures that this rule reports; its own, where it is none of several. */
  public static List<String> reportedBy(String rule) {
    return ALL.stream().filter(entry -> entry.rules().contains(rule)).map(Entry::name).toList();
  }

  private static List<Entry> read() {
    try (InputStream in = Catalogue.class.getResourceAsStream("catalogue.txt")) {
      if (in == null) {
        throw new IllegalStateException("no catalogue.txt");
      }
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.isBlank() && !line.startsWith("#"))
          .map(Catalogue::entry)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code name | hop | rule rule …}; a rule of that very name goes without saying. */
  private static Entry entry(String line) {
    String[] cells = line.split("\\|", -1);
    String name = cells[0].strip();
    Stream<String> own = Rules.named(name).map(rule -> rule.info().name()).stream();
    Stream<String> others = Stream.of(cells[2].strip().split(" +")).filter(r -> !r.isEmpty());
    return new Entry(name, cells[1].strip(), Stream.concat(own, others).distinct().toList());
  }
}
