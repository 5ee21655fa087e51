package dev.tlsdiag.recall;

import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.check.CheckReport;
import java.util.List;

/** What was read, as the values it had been written from. */
public sealed interface Result {
  /** Of {@code compare} and {@code diagnose}. */
  record OfReport(Report report) implements Result {}

  /** Of {@code capture}. */
  record OfHandshakes(Listing listing) implements Result {}

  /** Of {@code check}. */
  record OfChecks(CheckReport report) implements Result {}

  /** Of {@code probe}, one for each address. */
  record OfProbes(List<ProbeReport> reports) implements Result {
    public OfProbes {
      reports = List.copyOf(reports);
    }
  }

  /** Of {@code bisect}. */
  record OfBisection(BisectReport report) implements Result {}

  /** Of others: known for what it is, and not made into values. */
  record AsJson(Kind kind) implements Result {}
}
