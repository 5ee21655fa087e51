package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Redaction;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** How it was found out: what went in, what was left out, what nobody tried. */
final class MethodPart {
  private MethodPart() {}

  static Markup of(Report report, Optional<String> command) {
    Markup out = new Markup().open("dl", "class", "facts");
    fact("tlsdiag", Parts.words(report.tool()), out);
    command.ifPresent(line -> fact("command line", Parts.copyable("the command line", line), out));
    report.run().ifPresent(run -> run(run, out));
    if (!report.inputs().isEmpty() && report.story().isEmpty()) {
      Markup inputs = new Markup().open("ul", "class", "plain");
      for (Report.Input input : report.inputs()) {
        inputs.open("li").add(Parts.code(input.name()));
        String count = input.handshakes() == 1 ? "1 handshake" : input.handshakes() + " handshakes";
        inputs.text(" %s, %s".formatted(input.path(), count)).close("li");
      }
      fact("inputs", inputs.close("ul"), out);
    }
    list("legs paired", joints(report), out);
    fact(
        "redacted",
        Parts.words(
            "values of headers, cookies and URL parameters that authenticate: "
                + Redaction.MARK
                + " stands in their place, here and in the JSON"),
        out);
    list("not tested", untested(report), out);
    list("notes", report.notes(), out);
    out.close("dl").line();
    report.story().ifPresent(story -> out.add(StoryPart.method(story)));
    return out;
  }

  private static void run(Report.Run run, Markup out) {
    fact("request", Parts.code(run.request()), out);
    fact("proxied path", Parts.words(run.path()), out);
    List<String> since =
        run.since().stream()
            .map(
                change ->
                    "%s: %s, %s hop %d"
                        .formatted(
                            change.kind().label(), change.rule(), change.trace(), change.hop()))
            .toList();
    list("since the run before", since, out);
  }

  private static List<String> joints(Report report) {
    List<String> lines = new ArrayList<>();
    for (HopTrace trace : report.traces()) {
      for (HopTrace.Joint joint : trace.joints()) {
        lines.add(
            "%s, hop %d after hop %d, confidence %s: %s"
                .formatted(
                    trace.name(),
                    joint.upstreamHop(),
                    joint.upstreamHop() - 1,
                    joint.confidenceText(),
                    String.join(", ", joint.reasons())));
      }
    }
    return lines;
  }

  private static List<String> untested(Report report) {
    List<String> lines = new ArrayList<>();
    if (report.experiments().isEmpty()) {
      lines.add(
          report.run().isPresent()
              ? "no experiment was made: each path was tried once"
              : "no experiment was made: what was given was only read");
    }
    for (HopTrace trace : report.traces()) {
      for (int i = 0; i < trace.hops().size(); i++) {
        Hop hop = trace.hops().get(i);
        if (!hop.seen()) {
          lines.add("%s hop %d, %s: not captured".formatted(trace.name(), i + 1, hop.label()));
        }
      }
    }
    Stream<Doubt> doubts =
        report.findings().stream().map(Finding::notRuledOut).flatMap(List::stream).distinct();
    doubts.forEach(doubt -> lines.add(doubt.possibility()));
    return lines;
  }

  private static void list(String name, List<String> lines, Markup out) {
    if (lines.isEmpty()) {
      return;
    }
    Markup list = new Markup().open("ul", "class", "plain");
    lines.forEach(line -> list.open("li").add(Parts.words(line)).close("li"));
    fact(name, list.close("ul"), out);
  }

  private static void fact(String name, Markup value, Markup out) {
    out.open("div").element("dt", name).open("dd").add(value).close("dd").close("div").line();
  }
}
