package dev.tlsdiag.report.html;

import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Sequence;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;

/** The messages of each path in their order, then what each path took for which step. */
final class TimelinePart {
  private static final int CLOCK = 96;
  private static final int SPAN = 340;
  private static final int HEAD = 46;
  private static final int ROW = 36;
  private static final int EDGE = 90;
  private static final int CHARACTERS = 44;
  private static final int BAR = 320;
  private static final int BAR_HEIGHT = 16;

  private TimelinePart() {}

  static Markup of(Report report) {
    Markup out = new Markup();
    for (HopTrace trace : report.traces()) {
      List<Sequence.Message> messages = Sequence.of(trace);
      if (trace.hops().stream().anyMatch(hop -> hop.tls().isPresent())) {
        out.element("h3", "Messages of the %s path".formatted(trace.name()));
        Parts.scroll(out, "Messages of the %s path".formatted(trace.name()));
        out.add(sequence(trace, messages)).close("div").line();
      }
    }
    return out.add(phases(report));
  }

  private static Markup sequence(HopTrace trace, List<Sequence.Message> messages) {
    int parties = trace.hops().size() + 1;
    int width = CLOCK + 2 * EDGE + (parties - 1) * SPAN;
    int tall = HEAD + messages.size() * ROW + 14;
    String id = "sequence-" + trace.name();
    Drawing drawing =
        new Drawing(
            id, "fixed", width, tall, "Messages of the " + trace.name() + " path", words(messages));
    for (int i = 0; i < parties; i++) {
      Party party = i == 0 ? trace.clientHop().from() : trace.hops().get(i - 1).to();
      String port = i == 0 ? "" : party.endpoint().map(e -> " :" + e.port()).orElse("");
      int x = x(i);
      drawing.begin(party.role().label() + port, "");
      drawing.path("M%d %dV%d".formatted(x, HEAD - 12, tall - 4), "lane");
      drawing.box(x - 62, 2, 124, 30, "party");
      drawing.text(x, 22, "strong middle", 18, party.role().label() + port);
      drawing.end();
    }
    int y = HEAD + 20;
    for (Sequence.Message message : messages) {
      message(message, y, drawing);
      y += ROW;
    }
    return drawing.finished();
  }

  private static int x(int party) {
    return CLOCK + EDGE + party * SPAN;
  }

  private static String words(List<Sequence.Message> messages) {
    List<String> words = new ArrayList<>();
    for (Sequence.Message message : messages) {
      String time = message.time().map(t -> millis(t) + ": ").orElse("");
      words.add(
          "%shop %d %s: %s"
              .formatted(
                  time,
                  message.hop() + 1,
                  message.fromClient() ? "forth" : "back",
                  Parts.shown(message.text())));
    }
    return String.join(". ", words) + ".";
  }

  private static void message(Sequence.Message message, int y, Drawing drawing) {
    int left = x(message.hop());
    int right = x(message.hop() + 1);
    Role role =
        switch (message.kind()) {
          case SAID -> Role.STRONG;
          case FAILURE, SILENCE -> Role.BAD;
          case UNSEEN -> Role.ODD;
        };
    String look = Parts.tone(role);
    String time = message.time().map(TimelinePart::millis).orElse("");
    drawing.begin(Parts.shown(message.text()) + (time.isEmpty() ? "" : ", at " + time), "");
    if (!time.isEmpty()) {
      drawing.text(CLOCK - 8, y + 4, "end soft", 14, time);
    }
    drawing.text((left + right) / 2, y - 7, "middle " + look, CHARACTERS, message.text());
    switch (message.kind()) {
      case SAID, FAILURE -> arrow(message, left, right, y, look, drawing);
      case SILENCE -> {
        drawing.path("M%d %dH%d".formatted(left + 4, y, right - 9), "stroke " + look);
        drawing.path("M%d %dl10 10m0 -10l-10 10".formatted(right - 5, y - 5), "cross " + look);
      }
      case UNSEEN -> drawing.path("M%d %dH%d".formatted(left + 4, y, right - 4), "stroke " + look);
    }
    drawing.end();
  }

  private static void arrow(
      Sequence.Message message, int left, int right, int y, String look, Drawing drawing) {
    if (message.fromClient()) {
      drawing.path("M%d %dH%d".formatted(left, y, right - 10), "stroke " + look);
      drawing.tip(right, y, Drawing.Direction.RIGHT, look);
    } else {
      drawing.path("M%d %dH%d".formatted(right, y, left + 10), "stroke " + look);
      drawing.tip(left, y, Drawing.Direction.LEFT, look);
    }
  }

  private static String millis(Duration time) {
    return String.format(Locale.ROOT, "%.1f ms", TimeUnit.NANOSECONDS.convert(time) / 1e6);
  }

  /** On one scale: what the client of each path waited for. */
  private static Markup phases(Report report) {
    Map<Step.Kind, Boolean> kinds = new TreeMap<>();
    Duration longest = Duration.ZERO;
    for (HopTrace trace : report.traces()) {
      for (Step step : trace.clientHop().steps()) {
        step.duration().ifPresent(duration -> kinds.put(step.kind(), true));
      }
      Duration total = total(trace.clientHop());
      longest = total.compareTo(longest) > 0 ? total : longest;
    }
    if (longest.isZero()) {
      return new Markup();
    }
    List<String> columns = new ArrayList<>(List.of("Path"));
    kinds.keySet().forEach(kind -> columns.add(kind.label()));
    columns.add("all");
    columns.add("on one scale, to " + Durations.text(longest));
    Markup out = new Markup().element("h3", "What the client waited for");
    Grid grid = new Grid("Phases of each path", columns, "class", "grid phases");
    for (HopTrace trace : report.traces()) {
      List<Markup> cells = new ArrayList<>(List.of(Parts.words(trace.name())));
      for (Step.Kind kind : kinds.keySet()) {
        cells.add(Parts.words(took(trace.clientHop(), kind).map(Durations::text).orElse("–")));
      }
      cells.add(Parts.words(Durations.text(total(trace.clientHop()))));
      cells.add(bar(trace, longest));
      grid.row(cells);
    }
    return out.add(grid.finished());
  }

  private static Markup bar(HopTrace trace, Duration longest) {
    Drawing drawing =
        new Drawing(
            "phases-" + trace.name(),
            "fixed",
            BAR + 2,
            BAR_HEIGHT + 2,
            "Phases of the " + trace.name() + " path",
            "The numbers stand in the cells before.");
    long before = 0;
    for (Step step : trace.clientHop().steps()) {
      if (step.duration().isPresent()) {
        long nanos = step.duration().get().toNanos();
        int from = scaled(before, longest);
        int width = Math.max(1, scaled(before + nanos, longest) - from);
        String words = step.kind().label() + " " + Durations.text(step.duration().get());
        drawing.begin(words, "");
        String look = "phase phase-" + step.kind().label() + (step.failed() ? " is-bad" : "");
        drawing.box(1 + from, 1, width, BAR_HEIGHT, look);
        if (width > 8 * step.kind().label().length()) {
          drawing.text(1 + from + width / 2, 13, "middle on-phase", 12, step.kind().label());
        }
        drawing.end();
        before += nanos;
      }
    }
    return drawing.finished();
  }

  private static int scaled(long nanos, Duration longest) {
    return (int) Math.round(1.0 * BAR * nanos / TimeUnit.NANOSECONDS.convert(longest));
  }

  private static Optional<Duration> took(Hop hop, Step.Kind kind) {
    return hop.steps().stream()
        .filter(step -> step.kind() == kind)
        .flatMap(step -> step.duration().stream())
        .reduce(Duration::plus);
  }

  private static Duration total(Hop hop) {
    return hop.steps().stream()
        .flatMap(step -> step.duration().stream())
        .reduce(Duration.ZERO, Duration::plus);
  }
}
