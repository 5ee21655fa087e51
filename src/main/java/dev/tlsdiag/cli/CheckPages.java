package dev.tlsdiag.cli;

import dev.tlsdiag.report.check.CheckItem;
import dev.tlsdiag.report.check.CheckReport;
import dev.tlsdiag.report.check.CheckResult;
import dev.tlsdiag.report.html.CheckPage;
import dev.tlsdiag.report.html.IndexPage;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A run of checks as a folder: an index, and a page for each check. */
final class CheckPages {
  private CheckPages() {}

  /** A report as JSON. */
  interface Json {
    String of(CheckReport report) throws IOException;
  }

  /** The files by their names. */
  static Map<String, String> of(CheckReport report, Json json) throws IOException {
    Map<String, String> pages = new LinkedHashMap<>();
    List<IndexPage.Row> rows = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (CheckResult check : report.checks()) {
      String file = IndexPage.fileName(check.name(), names);
      CheckReport alone = report.only(check);
      pages.put(file, CheckPage.text(alone, json.of(alone), /* indexed= */ true));
      rows.add(row(check, file));
    }
    List<String> about = new ArrayList<>(CheckPage.about(report));
    about.addAll(report.notes());
    String word = rows.isEmpty() ? "pass" : worst(report).label();
    pages.put(
        IndexPage.NAME,
        new IndexPage("check", report.tool(), word, report.summary(), about, rows, json.of(report))
            .text());
    return pages;
  }

  private static CheckResult.State worst(CheckReport report) {
    return CheckPage.worstFirst(report).get(0).state();
  }

  private static IndexPage.Row row(CheckResult check, String file) {
    IndexPage.Rank rank =
        switch (check.state()) {
          case FAILED -> IndexPage.Rank.FAILED;
          case UNKNOWN -> IndexPage.Rank.UNKNOWN;
          case NOT_RUN -> IndexPage.Rank.NOT_RUN;
          case PASSED -> IndexPage.Rank.PASSED;
        };
    List<CheckItem> items = check.items();
    return new IndexPage.Row(
        rank,
        check.state().label(),
        check.name(),
        check.target(),
        Optional.of(file),
        items.size(),
        count(items, CheckItem.State.FAILED),
        count(items, CheckItem.State.UNKNOWN),
        items.stream().filter(CheckPages::skipped).count(),
        check.took());
  }

  private static long count(List<CheckItem> items, CheckItem.State state) {
    return items.stream().filter(item -> item.counts(state)).count();
  }

  private static boolean skipped(CheckItem item) {
    return item.state() == CheckItem.State.SKIPPED
        || item.isProblem() && item.suppressed().isPresent();
  }
}
