package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import dev.tlsdiag.report.html.Headline.Fact;
import dev.tlsdiag.trace.Durations;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** A run of checks as a page: the worst first, each with what was seen and what to do. */
public final class CheckPage {
  /** A page longer than this is not read; the worst are on it. */
  private static final int ITEMS_SHOWN = 5000;

  private final CheckReport report;
  private final Map<CheckResult, String> ids = new IdentityHashMap<>();

  private CheckPage(CheckReport report) {
    this.report = requireNonNull(report, "report is null");
    report.checks().forEach(check -> ids.put(check, "check-" + (ids.size() + 1)));
  }

  /**
   * The whole file.
   *
   * @param json of the same report
   * @param indexed whether it lies beside an index that leads to it
   */
  public static String text(CheckReport report, String json, boolean indexed) {
    return new CheckPage(report).page(json, indexed);
  }

  private String page(String json, boolean indexed) {
    List<CheckResult> worstFirst = worstFirst(report);
    Markup answer = new Markup();
    if (indexed) {
      answer.open("p").element("a", "All checks", "href", IndexPage.NAME).close("p").line();
    }
    CheckResult.State worst =
        worstFirst.isEmpty() ? CheckResult.State.PASSED : worstFirst.get(0).state();
    answer.add(
        Headline.open(role(worst), worst.label(), report.summary(), about(report)).close("header"));
    return new PageFrame("tlsdiag check: " + report.summary(), "check", report.tool())
        .answer(answer)
        .section("checks", "Checks", table(worstFirst))
        .section("seen", "What was seen", details(worstFirst))
        .section("suppressed", "Suppressed", suppressed())
        .section("notes", "Notes", Headline.sentences(report.notes()))
        .section("method", "Method", method())
        .page(json)
        .text();
  }

  /** What was checked, and when. */
  public static List<String> about(CheckReport report) {
    String when = report.began().truncatedTo(ChronoUnit.SECONDS).toString();
    List<String> about = new ArrayList<>();
    about.add(
        "%s, began %s, took %s".formatted(report.file(), when, Durations.text(report.took())));
    if (!report.complete()) {
      about.add("The run was interrupted: not every check was run.");
    }
    return about;
  }

  /** In the order in which they are to be read; within one state as in the file. */
  public static List<CheckResult> worstFirst(CheckReport report) {
    return report.checks().stream()
        .sorted(Comparator.comparing(check -> rank(check.state())))
        .toList();
  }

  private static int rank(CheckResult.State state) {
    return switch (state) {
      case FAILED -> 0;
      case UNKNOWN -> 1;
      case NOT_RUN -> 2;
      case PASSED -> 3;
    };
  }

  static Role role(CheckResult.State state) {
    return switch (state) {
      case PASSED -> Role.OK;
      case FAILED -> Role.BAD;
      case UNKNOWN -> Role.ODD;
      case NOT_RUN -> Role.DIM;
    };
  }

  private Markup table(List<CheckResult> checks) {
    Grid grid =
        new Grid(
            "Checks, the worst first",
            List.of("check", "result", "target", "problems", "tries", "time"),
            "class",
            "grid targets");
    for (CheckResult check : checks) {
      long problems = check.items().stream().filter(CheckPage::isOpenProblem).count();
      grid.row(
          List.of(
              link(check),
              Headline.state(role(check.state()), check.state().label()),
              Parts.words(check.target()),
              Parts.words(problems == 0 ? "none" : Long.toString(problems)),
              Parts.words(Integer.toString(check.attempts())),
              Parts.words(check.attempts() == 0 ? "not run" : Durations.text(check.took()))));
    }
    return grid.finished();
  }

  private Markup link(CheckResult check) {
    return new Markup()
        .open("a", "href", "#" + ids.get(check))
        .printable(Parts.shown(check.name()))
        .close("a");
  }

  private static boolean isOpenProblem(CheckItem item) {
    return item.isProblem() && item.suppressed().isEmpty();
  }

  private Markup details(List<CheckResult> checks) {
    Markup out = new Markup();
    int left = ITEMS_SHOWN;
    for (CheckResult check : checks) {
      String open = check.state() == CheckResult.State.PASSED ? null : "";
      out.open("details", "class", "entry", "id", ids.get(check), "open", open).open("summary");
      out.add(Headline.state(role(check.state()), check.state().label())).text(" ");
      out.open("strong").printable(Parts.shown(check.name())).close("strong").text(" ");
      out.open("span", "class", "soft").printable(Parts.shown(check.target())).close("span");
      out.close("summary").line();
      List<CheckItem> items =
          check.items().stream().sorted(Comparator.comparing(CheckPage::rank)).toList();
      int shown = Math.min(left, items.size());
      left -= shown;
      out.open("ul", "class", "plain entries").line();
      items.subList(0, shown).forEach(item -> item(out, item));
      out.close("ul").line();
      if (items.isEmpty() || shown < items.size()) {
        out.element(
            "p",
            items.isEmpty()
                ? "It was not run."
                : "%,d more are in the JSON.".formatted(items.size() - shown));
      }
      out.close("details").line();
    }
    return out;
  }

  private static int rank(CheckItem item) {
    if (item.suppressed().isPresent()) {
      return 4;
    }
    return switch (item.state()) {
      case FAILED -> 0;
      case UNKNOWN -> 1;
      case NOTED -> item.severity() == Severity.NOTE ? 3 : 2;
      case PASSED -> 5;
      case SKIPPED -> 6;
    };
  }

  private void item(Markup out, CheckItem item) {
    out.open("li").open("p").add(Headline.state(role(item), word(item))).text(" ");
    out.add(Parts.words(item.path())).text(": ").add(Parts.words(item.message())).close("p");
    item.suppressed()
        .ifPresent(why -> out.open("p").add(Parts.words(because(why))).close("p").line());
    if (isOpenProblem(item) && !item.hint().isEmpty()) {
      out.open("p").element("strong", "fix:").text(" ");
      out.printable(Parts.shown(item.hint(), 4 * Parts.LONGEST)).close("p");
    }
    String where = "%s, %s line %d".formatted(item.rule(), report.file(), item.line());
    out.open("p", "class", "soft").add(Parts.words(where)).close("p").close("li").line();
  }

  private static String because(CheckItem.Suppressed why) {
    return "suppressed by %s line %d: %s".formatted(why.file(), why.line(), why.reason());
  }

  private static Role role(CheckItem item) {
    if (item.suppressed().isPresent()) {
      return Role.DIM;
    }
    return switch (item.state()) {
      case PASSED -> Role.OK;
      case FAILED -> Role.BAD;
      case NOTED -> item.severity() == Severity.NOTE ? Role.DIM : Role.ODD;
      case UNKNOWN -> Role.ODD;
      case SKIPPED -> Role.DIM;
    };
  }

  private static String word(CheckItem item) {
    if (item.suppressed().isPresent()) {
      return "suppressed";
    }
    return switch (item.state()) {
      case PASSED -> "as expected";
      case FAILED -> "failed";
      case NOTED -> item.severity().label();
      case UNKNOWN -> "cannot tell";
      case SKIPPED -> "skipped";
    };
  }

  private Markup suppressed() {
    List<CheckReport.Placed> all =
        report.items().filter(placed -> placed.item().suppressed().isPresent()).toList();
    if (all.isEmpty()) {
      return new Markup();
    }
    Markup out = new Markup();
    out.element("p", "Known, and said not to count. They stay in every report.").line();
    Grid grid =
        new Grid(
            "Suppressed problems",
            List.of("check", "problem", "because", "entry"),
            "class",
            "grid targets");
    for (CheckReport.Placed placed : all.subList(0, Math.min(ITEMS_SHOWN, all.size()))) {
      CheckItem.Suppressed why = placed.item().suppressed().orElseThrow();
      grid.row(
          List.of(
              link(placed.check()),
              Parts.words(placed.item().rule() + ": " + placed.item().message()),
              Parts.words(why.reason()),
              Parts.words("%s line %d".formatted(why.file(), why.line()))));
    }
    return out.add(grid.finished());
  }

  private Markup method() {
    return Headline.facts(
        List.of(
            Fact.of("file of checks", report.file()),
            Fact.of("began", report.began().toString()),
            Fact.of("took", Durations.text(report.took())),
            Fact.of("whole", report.complete() ? "yes" : "no, interrupted"),
            Fact.of(
                "order",
                "what failed, what cannot be told, what was not run, what is as expected; what is"
                    + " suppressed does not count")));
  }
}
