package dev.tlsdiag.recall;

import dev.tlsdiag.report.BisectJson;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.ProbeJson;
import dev.tlsdiag.report.ReportJsonRenderer;
import dev.tlsdiag.report.check.CheckJson;
import dev.tlsdiag.report.check.LintJson;
import java.util.List;
import java.util.Optional;

/** The results that are written as JSON, known by their members. */
public enum Kind {
  REPORT(
      "a report of compare or diagnose",
      ReportJsonRenderer.SCHEMA_VERSION,
      "verdict",
      "traces",
      "findings"),
  HANDSHAKES("handshakes of capture", JsonRenderer.SCHEMA_VERSION, "handshakes", "input"),
  CHECKS("a report of check", CheckJson.SCHEMA_VERSION, "checks", "began", "summary"),
  PROBES("a report of probe", ProbeJson.SCHEMA_VERSION, "addresses", "tool"),
  BISECTION("a report of bisect", BisectJson.SCHEMA_VERSION, "causes", "good", "bad"),
  LINTS("a report of policy lint", LintJson.SCHEMA_VERSION, "ciliumVersion", "findings"),
  DIFFERENCE("a difference of two handshakes", 1, "left", "right", "differences"),
  OTHER("another result", 1, "schemaVersion");

  private final String words;
  private final int newest;
  private final List<String> members;

  Kind(String words, int newest, String... members) {
    this.words = words;
    this.newest = newest;
    this.members = List.of(members);
  }

  /** {@code a report of check}. */
  public String words() {
    return words;
  }

  /** The newest {@code schemaVersion} that is known. */
  int newest() {
    return newest;
  }

  /** What an object is; empty of what no command of ours writes. */
  static Optional<Kind> of(Value object) {
    for (Kind kind : values()) {
      if (kind.members.stream().allMatch(object::has)) {
        return Optional.of(kind);
      }
    }
    return Optional.empty();
  }
}
