package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.Role;
import dev.tlsdiag.trace.Durations;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Many targets, a row each with the columns of JUnit, the worst first; a row leads to the page of
 * its target beside this one.
 *
 * @param kind of the reports: {@code check}
 * @param tool version of tlsdiag
 * @param word of the whole, such as {@code fail}
 * @param title what it comes to
 * @param about what was looked at, and when
 * @param json of all of them
 */
public record IndexPage(
    String kind,
    String tool,
    String word,
    String title,
    List<String> about,
    List<Row> rows,
    String json) {
  /** Where an index of a folder is. */
  public static final String NAME = "index.html";

  private static final int LONGEST_NAME = 60;

  public IndexPage {
    requireNonNull(kind, "kind is null");
    requireNonNull(tool, "tool is null");
    requireNonNull(word, "word is null");
    requireNonNull(title, "title is null");
    about = List.copyOf(about);
    rows = List.copyOf(rows);
    requireNonNull(json, "json is null");
  }

  /** How bad a row is. */
  public enum Rank {
    FAILED(Role.BAD),
    UNKNOWN(Role.ODD),
    NOT_RUN(Role.DIM),
    PASSED(Role.OK);

    private final Role role;

    Rank(Role role) {
      this.role = role;
    }
  }

  /**
   * One target.
   *
   * @param word for the rank
   * @param page beside this one, from {@link #fileName}
   * @param tests expectations, or whatever was tried
   * @param errors that cannot be told
   */
  public record Row(
      Rank rank,
      String word,
      String name,
      String target,
      Optional<String> page,
      long tests,
      long failures,
      long errors,
      long skipped,
      Duration took) {
    public Row {
      requireNonNull(rank, "rank is null");
      requireNonNull(word, "word is null");
      requireNonNull(name, "name is null");
      requireNonNull(target, "target is null");
      requireNonNull(page, "page is null");
      requireNonNull(took, "took is null");
    }
  }

  /** The whole file. */
  public String text() {
    Rank worst = rows.stream().map(Row::rank).min(Comparator.naturalOrder()).orElse(Rank.PASSED);
    Grid grid =
        new Grid(
            "Targets, the worst first",
            List.of(
                "name", "result", "target", "tests", "failures", "cannot tell", "skipped", "time"),
            "class",
            "grid targets");
    rows.stream().sorted(Comparator.comparing(Row::rank)).forEach(row -> row(grid, row));
    return new PageFrame("tlsdiag: " + title, kind, tool)
        .answer(Headline.open(worst.role, word, title, about).close("header"))
        .section("targets", "Targets", grid.finished())
        .page(json)
        .text();
  }

  private static void row(Grid grid, Row row) {
    Markup name = new Markup();
    if (row.page().isPresent()) {
      name.open("a", "href", row.page().get()).printable(Parts.shown(row.name())).close("a");
    } else {
      name.printable(Parts.shown(row.name()));
    }
    boolean ran = row.rank() != Rank.NOT_RUN;
    grid.row(
        List.of(
            name,
            Headline.state(row.rank().role, row.word()),
            Parts.words(row.target()),
            Parts.words(Long.toString(row.tests())),
            Parts.words(Long.toString(row.failures())),
            Parts.words(Long.toString(row.errors())),
            Parts.words(Long.toString(row.skipped())),
            Parts.words(ran ? Durations.text(row.took()) : "not run")));
  }

  /**
   * A file name that nothing of the target's name can break out of.
   *
   * @param taken those given so far; the new one is added
   */
  public static String fileName(String name, Set<String> taken) {
    String plain =
        name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
    String stem = plain.substring(0, Math.min(plain.length(), LONGEST_NAME));
    Set<String> others = new HashSet<>(taken);
    others.add(NAME);
    String file = (stem.isEmpty() ? "target" : stem) + ".html";
    for (int i = 2; others.contains(file); i++) {
      file = "%s-%d.html".formatted(stem.isEmpty() ? "target" : stem, i);
    }
    taken.add(file);
    return file;
  }
}
