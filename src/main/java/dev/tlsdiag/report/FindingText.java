package dev.tlsdiag.report;

import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Evidence;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Findings on a terminal: why, what else, what to change, where to look. */
record FindingText(Theme theme, int columns, boolean verbose) {
  private static final int FIXES = 3;
  private static final int OTHER_FINDINGS = 3;

  /** Experiments of one result that a sentence names. */
  private static final int ALIKE = 3;

  /** What the finding rests on: what was seen, what was tried, what is left open. */
  void why(Finding finding, List<Experiment> experiments, List<String> lines) {
    section("WHY", Printable.escape(what(finding)) + ".", lines);
    List<String> made =
        alike(experiments.stream().filter(e -> e.rule().equals(finding.rule())).toList()).stream()
            .map(this::sentence)
            .toList();
    if (!made.isEmpty()) {
      section("", "Tried: " + Printable.escape(String.join("; ", made)) + ".", lines);
    }
    for (Doubt doubt : finding.notRuledOut()) {
      section(
          "",
          "Not ruled out: "
              + Printable.escape(doubt.possibility())
              + "; to settle: "
              + Printable.escape(doubt.experiment()),
          lines);
    }
    if (finding.notRuledOut().isEmpty()) {
      section("", "Not ruled out: nothing.", lines);
    }
  }

  /**
   * What its consequences on its own hop say; those elsewhere only follow. The last one is enough:
   * those before are symptoms.
   */
  private String what(Finding finding) {
    List<String> messages =
        finding.consequences().stream().map(Finding::message).distinct().toList();
    return verbose && !messages.isEmpty() ? String.join("; ", messages) : finding.reason();
  }

  /** Neighbours with the same result and meaning together. */
  private static List<List<Experiment>> alike(List<Experiment> experiments) {
    List<List<Experiment>> groups = new ArrayList<>();
    for (Experiment each : experiments) {
      List<Experiment> last = groups.isEmpty() ? List.of() : groups.get(groups.size() - 1);
      if (!last.isEmpty()
          && last.get(0).result().equals(each.result())
          && last.get(0).bearing() == each.bearing()) {
        last.add(each);
      } else {
        groups.add(new ArrayList<>(List.of(each)));
      }
    }
    return groups;
  }

  /** {@code p1 hop 2 with server_name a.example gave 200}. */
  private String sentence(List<Experiment> alike) {
    Experiment first = alike.get(0);
    String meaning =
        switch (first.bearing()) {
          case SUPPORTS -> "";
          case REFUTES -> " (speaks against it)";
          case OPEN -> " (decides nothing)";
        };
    int shown = verbose ? alike.size() : Math.min(ALIKE, alike.size());
    String changes =
        alike.subList(0, shown).stream()
            .map(each -> each.id() + " " + each.change())
            .collect(Collectors.joining(", "));
    int more = alike.size() - shown;
    return "%s%s %sgave %s%s"
        .formatted(
            changes,
            more > 0 ? " and %d more".formatted(more) : "",
            alike.size() > 1 ? "each " : "",
            first.result(),
            meaning);
  }

  void others(Report report, Optional<Finding> cause, List<String> lines) {
    List<Finding> others =
        report.findings().stream()
            .filter(f -> !Optional.of(f).equals(cause))
            .filter(f -> verbose || f.severity().atLeast(Severity.WARNING))
            .filter(f -> verbose || !saidOfBoth(report, cause, f))
            .toList();
    String label = cause.isPresent() ? "ALSO" : "SEEN"; // what is only seen is no answer yet
    for (Finding other : others.subList(0, Math.min(OTHER_FINDINGS, others.size()))) {
      section(
          label,
          "%s %s, %s hop %d: %s"
              .formatted(
                  other.severity().label(),
                  other.rule(),
                  other.trace(),
                  other.hop(),
                  Printable.escape(other.headline())),
          lines);
      label = "";
    }
    int more = others.size() - OTHER_FINDINGS;
    if (more > 0) {
      section("", "and %d more findings: -o json".formatted(more), lines);
    }
  }

  /** What breaks both paths is said once. */
  private static boolean saidOfBoth(Report report, Optional<Finding> cause, Finding other) {
    return report.verdict() == Verdict.BOTH_FAIL
        && cause.filter(c -> c.rule().equals(other.rule())).isPresent();
  }

  void fix(Finding finding, List<String> lines) {
    String label = "FIX";
    // Each doubt beyond the first takes the place of a fix, so that all stays on one screen.
    int room = Math.max(1, FIXES - Math.max(0, finding.notRuledOut().size() - 1));
    int shown = Math.min(verbose ? Integer.MAX_VALUE : room, finding.fixes().size());
    for (Fix fix : finding.fixes().subList(0, shown)) {
      section(label, fix.product() + ": " + plain(fix.text()), lines);
      label = "";
    }
  }

  void check(Finding finding, List<String> lines) {
    if (finding.check().isEmpty()) {
      return;
    }
    String expect = "(expect: " + Printable.escape(finding.check().get().expected()) + ")";
    List<String> pieces = List.of(Printable.escape(finding.check().get().command()), "", expect);
    String label = "CHECK";
    for (String line : TextLayout.join(pieces, columns - TextLayout.LABEL)) {
      lines.add(TextLayout.label(label, theme) + line);
      label = "";
    }
  }

  void evidence(Finding finding, List<String> lines) {
    String text =
        "evidence: %s %s tlsdiag explain %s"
            .formatted(places(finding.evidence()), theme.dot(), finding.rule());
    for (String line : TextLayout.wrap(text, columns - 1)) {
      lines.add(" " + theme.paint(Role.DIM, line));
    }
  }

  /** {@code a.pcap frames 3 to 7, leg proxied.2, probes p1, p2}. */
  private static String places(List<Evidence> evidence) {
    Set<String> places = new LinkedHashSet<>();
    List<String> probes = new ArrayList<>();
    for (Evidence each : evidence) {
      if (each instanceof Evidence.Packets packets) {
        places.add(
            "%s frames %d to %d"
                .formatted(Printable.escape(packets.file()), packets.first(), packets.last()));
      } else if (each instanceof Evidence.ConfigLine place) {
        places.add(
            "%s:%d:%d".formatted(Printable.escape(place.file()), place.line(), place.column()));
      } else if (each instanceof Evidence.LogLine place) {
        places.add("%s:%d".formatted(Printable.escape(place.file()), place.line()));
      } else if (each instanceof Evidence.Exchange exchange) {
        places.add("leg " + Printable.escape(exchange.id()));
      } else if (each instanceof Evidence.Certificate certificate) {
        places.add("certificate " + certificate.sha256().substring(0, 16));
      } else if (each instanceof Evidence.Experiment experiment) {
        probes.add(experiment.id());
      }
    }
    if (!probes.isEmpty()) {
      places.add((probes.size() == 1 ? "probe " : "probes ") + String.join(", ", probes));
    }
    return String.join(", ", places);
  }

  private void section(String label, String text, List<String> lines) {
    TextLayout.section(label, text, theme, columns, lines);
  }

  private String plain(String text) {
    return TextLayout.plain(theme, text);
  }
}
