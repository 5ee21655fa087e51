package dev.tlsdiag.proxy.tui;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.live.FlowDetails;
import dev.tlsdiag.proxy.live.LiveFlow;
import dev.tlsdiag.proxy.live.SentName;
import dev.tlsdiag.report.HopWords;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.TextLayout;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The flow that is chosen: in a pane beside the map, or in full. */
record SelectedPane(Theme theme, int columns) {
  /** What fits beside the map. */
  List<TextRow> rows(LiveFlow flow, Optional<FlowDetails> details) {
    List<TextRow> rows = new ArrayList<>();
    heading(flow, rows);
    hellos(flow, details, rows);
    details
        .flatMap(FlowDetails::trace)
        .ifPresent(trace -> trace.hops().forEach(hop -> failure(hop, rows)));
    return rows;
  }

  /** Everything. */
  List<TextRow> page(LiveFlow flow, Optional<FlowDetails> details) {
    List<TextRow> rows = new ArrayList<>();
    heading(flow, rows);
    if (!flow.method().isEmpty()) {
      rows.add(
          label("request")
              .and(Printable.escape(flow.method() + " " + flow.url()))
              .and(Role.DIM, "  " + Durations.text(flow.duration())));
    }
    hellos(flow, details, rows);
    if (details.isEmpty()) {
      rows.add(TextRow.of(Role.DIM, "its details had to make room for newer flows"));
      return rows;
    }
    details
        .get()
        .trace()
        .ifPresent(
            trace ->
                trace
                    .hops()
                    .forEach(
                        hop -> {
                          rows.add(TextRow.EMPTY);
                          rows.add(TextRow.of(Role.STRONG, hop.label()));
                          hop.steps().forEach(step -> step(step, rows));
                        }));
    details.get().denial().ifPresent(why -> wrapped(Role.BAD, "denied: " + why, rows));
    details.get().findings().forEach(finding -> finding(finding, rows));
    return rows;
  }

  private void heading(LiveFlow flow, List<TextRow> rows) {
    String arrow = " " + theme.arrow() + " ";
    rows.add(
        TextRow.of(Role.STRONG, Printable.escape(flow.from()) + arrow + FlowCells.to(flow))
            .and("  ")
            .and(FlowCells.role(flow.verdict()), FlowCells.verdict(flow, theme))
            .and("  ")
            .and(FlowCells.status(flow, theme)));
    if (!flow.headline().isEmpty()) {
      wrapped(null, flow.headline(), rows);
    }
  }

  private void hellos(LiveFlow flow, Optional<FlowDetails> details, List<TextRow> rows) {
    rows.add(
        label("leg 1")
            .and(sni(flow.downstreamName()))
            .and(Role.DIM, details.flatMap(FlowDetails::downstream).map(this::hello).orElse("")));
    rows.add(
        label("leg 2")
            .and(sni(flow.upstreamName()))
            .and(Role.DIM, details.flatMap(FlowDetails::upstream).map(this::hello).orElse("")));
  }

  private TextRow sni(SentName sent) {
    String name = FlowCells.name(sent, theme);
    return switch (sent.state()) {
      case NAMED -> TextRow.of("SNI " + name);
      case ABSENT -> TextRow.of(Role.BAD, name);
      case NO_HELLO -> TextRow.of(Role.DIM, "no ClientHello");
    };
  }

  /** {@code 28 suites, 6 extensions, no ALPN}. */
  private String hello(LegRecord leg) {
    return leg.hop()
        .tls()
        .flatMap(tls -> tls.first().sent())
        .map(sent -> "  " + words(sent.hello()))
        .orElse("");
  }

  private static String words(ClientHello hello) {
    List<String> alpn = hello.alpnProtocols();
    return "%d suites, %d extensions, %s"
        .formatted(
            hello.cipherSuites().size(),
            hello.extensions().size(),
            alpn.isEmpty() ? "no ALPN" : Printable.escape(String.join(" ", alpn)));
  }

  private void failure(Hop hop, List<TextRow> rows) {
    String failure = HopWords.failure(hop);
    if (!failure.isEmpty()) {
      rows.add(label(hop.label()).and(Role.BAD, failure));
    }
  }

  private void step(Step step, List<TextRow> rows) {
    String reason = HopWords.reason(step);
    String time = step.duration().map(each -> "  " + Durations.text(each)).orElse("");
    TextRow row = TextRow.of("  " + step.kind().label()).upTo(11);
    rows.add((reason.isEmpty() ? row.and(Role.OK, "done") : row.and(reason)).and(Role.DIM, time));
  }

  private void finding(Finding finding, List<TextRow> rows) {
    rows.add(TextRow.EMPTY);
    rows.add(
        TextRow.of(Role.STRONG, finding.rule())
            .and(Role.DIM, "  confidence " + finding.confidence().label()));
    wrapped(null, finding.message(), rows);
    wrapped(null, finding.hint(), rows);
    for (Fix fix : finding.fixes()) {
      wrapped(Role.HINT, fix.product() + ": " + fix.text(), rows);
    }
    rows.add(TextRow.of(Role.DIM, "tlsdiag explain " + finding.rule()));
  }

  private void wrapped(Role role, String text, List<TextRow> rows) {
    for (String line : TextLayout.wrap(Printable.escape(text), Math.max(20, columns))) {
      rows.add(role == null ? TextRow.of(line) : TextRow.of(role, line));
    }
  }

  private static TextRow label(String text) {
    return TextRow.of(Role.DIM, text).upTo(8);
  }
}
