package dev.tlsdiag.recall;

import dev.tlsdiag.report.Report;

/** Reads. */
public final class Recall {
  private Recall() {}

  /** Test entry. */
  public static Report report(String json) throws NoResultException {
    Value value = new JsonValues(json).next().orElseThrow();
    return new ReportReader().read(Fields.of(value));
  }
}
