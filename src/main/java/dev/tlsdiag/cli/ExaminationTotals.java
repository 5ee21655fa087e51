package dev.tlsdiag.cli;

import dev.tlsdiag.lab.Expectation;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** What the answers came to. */
record ExaminationTotals(List<Examined> rows) {
  ExaminationTotals {
    rows = rows.stream().sorted(Comparator.comparing(row -> row.scenario().name())).toList();
  }

  int faults() {
    return (int) rows.stream().filter(Examined::fault).count();
  }

  int healthy() {
    return rows.size() - faults();
  }

  /** Scenarios about which everything was said, and nothing else. */
  int right() {
    return (int) rows.stream().filter(Examined::right).count();
  }

  int findings() {
    return rows.stream().mapToInt(Examined::findings).sum();
  }

  int wrong() {
    return rows.stream().mapToInt(Examined::wrong).sum();
  }

  /** The share of the findings that are true. */
  double precision() {
    return findings() == 0 ? 1 : (findings() - wrong()) / (double) findings();
  }

  /** The share of the faults that were found, or were said to be none that can be told. */
  double recall() {
    long found =
        rows.stream().filter(row -> row.fault() && row.wanted().equals(row.first())).count();
    return faults() == 0 ? 1 : found / (double) faults();
  }

  /** Of the healthy ones. */
  int silent() {
    return (int)
        rows.stream()
            .filter(row -> !row.fault() && row.first().equals(Expectation.NOTHING))
            .filter(row -> row.others().isEmpty())
            .count();
  }

  String table() {
    StringBuilder text = new StringBuilder();
    rows.forEach(row -> text.append(row.text()));
    return text.toString();
  }

  /** Three lines. */
  String text() {
    return String.format(
        Locale.ROOT,
        """
        scenarios: %d (faults: %d, healthy: %d), right: %d
        findings: %d, wrong: %d, precision: %.3f, recall: %.3f
        healthy without a finding: %d of %d
        """,
        rows.size(),
        faults(),
        healthy(),
        right(),
        findings(),
        wrong(),
        precision(),
        recall(),
        silent(),
        healthy());
  }
}
