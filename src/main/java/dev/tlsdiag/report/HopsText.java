package dev.tlsdiag.report;

import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Every hop on a terminal: a row each, with D for the direct path and a prime for a hop that was
 * repeated with one thing changed; then how long each path took for what.
 */
record HopsText(Theme theme, int columns) {
  private static final int BAR = 40;
  private static final List<String> HEAD =
      List.of("HOP", "LEG", "TCP", "HELLO", "SNI SENT", "ANSWER", "HTTP", "VERDICT");

  void table(Report report, List<String> lines) {
    List<List<String>> rows = new ArrayList<>();
    rows.add(HEAD);
    for (HopTrace trace : report.traces()) {
      for (int i = 0; i < trace.hops().size(); i++) {
        boolean control = trace.name().equals(HopTrace.DIRECT);
        rows.add(
            row(
                control ? "D" : Integer.toString(i + 1),
                new Leg(trace, i + 1, trace.hops().get(i))));
      }
    }
    List<Experiment> shown =
        report.experiments().stream().filter(e -> !e.hops().isEmpty()).toList();
    for (Experiment experiment : shown) {
      HopTrace seen = new HopTrace(experiment.trace(), experiment.hops(), List.of());
      boolean control = experiment.trace().equals(HopTrace.DIRECT);
      String hop = (control ? "D" : experiment.repeats()) + "'";
      rows.add(row(hop, new Leg(seen, seen.hops().size(), seen.serverHop())));
    }
    int[] widths = TextLayout.widths(rows, columns - 1);
    for (int i = 0; i < rows.size(); i++) {
      StringBuilder line = new StringBuilder(" ");
      for (int j = 0; j < widths.length; j++) {
        line.append(TextLayout.cell(rows.get(i).get(j), widths[j], theme)).append("  ");
      }
      lines.add(i == 0 ? theme.paint(Role.STRONG, line.toString()) : line.toString());
    }
    shown.forEach(experiment -> legend(experiment, lines));
  }

  private void legend(Experiment experiment, List<String> lines) {
    String sign = (experiment.trace().equals(HopTrace.DIRECT) ? "D" : experiment.repeats()) + "'";
    lines.add(
        theme.paint(Role.DIM, " %s = %s".formatted(sign, Printable.escape(experiment.change()))));
  }

  private List<String> row(String number, Leg leg) {
    Hop hop = leg.hop();
    String to = hop.to().endpoint().map(endpoint -> " :" + endpoint.port()).orElse("");
    return List.of(
        number,
        TextLayout.plain(theme, hop.label()) + to,
        time(hop.connect().flatMap(Step::duration)),
        time(hop.tls().flatMap(Step::duration)),
        TextLayout.safe(theme, hop.seen() ? leg.serverName() : "not seen"),
        TextLayout.safe(theme, leg.answer()),
        TextLayout.safe(theme, leg.status().replaceFirst(" made by .*", "")),
        verdict(hop));
  }

  private String verdict(Hop hop) {
    return switch (hop.state()) {
      case WORKED -> "ok";
      case UNUSED -> "unused";
      case FAILED -> theme.unicode() ? "✗ HERE" : "x HERE";
      case UNKNOWN -> "not seen";
    };
  }

  /** A bar for each path, on one scale: what its client waited for. */
  void phases(Report report, List<String> lines) {
    Duration longest =
        report.traces().stream()
            .map(trace -> total(trace.clientHop()))
            .max(Duration::compareTo)
            .orElse(Duration.ZERO);
    if (longest.isZero() || longest.isNegative()) {
      return;
    }
    for (HopTrace trace : report.traces()) {
      StringBuilder bar = new StringBuilder();
      for (Step step : trace.clientHop().steps()) {
        step.duration().ifPresent(took -> bar.append(phase(step, took, longest)));
      }
      lines.add(
          " %-8s %s  %s".formatted(trace.name(), bar, Durations.text(total(trace.clientHop()))));
    }
  }

  private String phase(Step step, Duration took, Duration longest) {
    // Packets can be out of order in a capture, and then the answer comes before the question.
    int width =
        Math.max(
            0,
            (int) Math.round(1.0 * BAR * took.toNanos() / TimeUnit.NANOSECONDS.convert(longest)));
    String words = step.kind().label() + " " + Durations.text(took);
    String block = (theme.unicode() ? "█" : "#").repeat(width);
    return "[" + words + (block.isEmpty() ? "" : " " + block) + "]";
  }

  private static Duration total(Hop hop) {
    return hop.steps().stream()
        .map(Step::duration)
        .flatMap(Optional::stream)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private String time(Optional<Duration> duration) {
    return duration.map(Durations::text).orElse(theme.none());
  }
}
