package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.DifferenceTable.Weight;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.HopTrace;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/** The answer: what broke, what happened, what to change, how to verify. */
final class AnswerPart {
  private static final int FIXES = 3;
  private static final int HEADLINE = 400;
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("d MMM uuuu HH:mm:ss 'UTC'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);

  private final Report report;
  private final Optional<String> command;
  private final Optional<Finding> cause;
  private final Markup out = new Markup();

  private AnswerPart(Report report, Optional<String> command) {
    this.report = report;
    this.command = command;
    cause = report.cause();
  }

  /**
   * @param command the command line that made it, where it is known
   */
  static Markup of(Report report, Optional<String> command) {
    return new AnswerPart(report, command).write();
  }

  /** The colour of a verdict. */
  static Role role(Verdict verdict) {
    return switch (verdict) {
      case FAIL, BOTH_FAIL -> Role.BAD;
      case WARN, UNKNOWN -> Role.ODD;
      case SAME -> Role.OK;
    };
  }

  private Markup write() {
    out.open("header", "class", "answer " + Parts.tone(role(report.verdict()))).line();
    out.open("p", "class", "verdict")
        .element("span", sign(), "class", "sign", "aria-hidden", "true");
    out.text(" ").element("strong", word()).close("p").line();
    out.open("h1")
        .printable(Parts.shown(PathWords.capital(report.headline()), HEADLINE))
        .close("h1")
        .line();
    facts();
    out.open("div", "class", "columns").line();
    happened();
    change();
    verify();
    out.close("div").line();
    others();
    return out.close("header");
  }

  private String sign() {
    return switch (report.verdict()) {
      case FAIL, BOTH_FAIL -> "✗";
      case WARN -> "!";
      case SAME -> "✓";
      case UNKNOWN -> "?";
    };
  }

  private String word() {
    return switch (report.verdict()) {
      case FAIL, BOTH_FAIL -> "FAIL";
      case WARN -> "WARN";
      case SAME -> "SAME";
      case UNKNOWN -> "UNKNOWN";
    };
  }

  private void facts() {
    out.open("ul", "class", "line");
    cause.ifPresent(
        finding -> {
          out.open("li").element("code", finding.rule()).close("li");
          String proved = finding.proved() ? ", proved" : "";
          out.element("li", "confidence " + finding.confidence().label() + proved);
        });
    report.run().ifPresent(run -> out.open("li").add(Parts.words(run.request())).close("li"));
    report
        .time()
        .or(() -> report.story().flatMap(StoryPart::begin))
        .ifPresent(time -> out.element("li", TIME.format(time)));
    out.close("ul").line();
  }

  private void happened() {
    Parts.panel(out, "What happened", Role.DIM);
    for (HopTrace trace : report.traces()) {
      out.open("p").add(Parts.words(PathWords.sentence(trace))).close("p");
    }
    cause.ifPresent(
        finding -> {
          out.open("p").add(Parts.words(PathWords.capital(finding.reason()) + ".")).close("p");
          doubts(finding);
        });
    if (report.verdict() == Verdict.SAME && !report.differences().rows().isEmpty()) {
      DifferenceTable table = report.differences();
      String words = "Their ClientHellos differ in %d fields: %d unusual, %d usual.";
      long unusual = table.count(Weight.CAUSE) + table.count(Weight.UNUSUAL);
      long usual = table.count(Weight.USUAL);
      out.element("p", words.formatted(unusual + usual, unusual, usual), "class", "soft");
    }
    if (report.traces().isEmpty()) {
      out.element("p", "No request was found that could be followed.");
    }
    out.close("div").line();
  }

  private void doubts(Finding finding) {
    if (finding.notRuledOut().isEmpty()) {
      out.element("p", "Nothing else fits what was seen.", "class", "soft");
      return;
    }
    out.element("p", "Not ruled out:", "class", "soft");
    out.open("ul", "class", "plain soft");
    for (Doubt doubt : finding.notRuledOut()) {
      out.open("li").add(Parts.words(doubt.possibility())).text("; to settle: ");
      out.add(Parts.code(doubt.experiment())).close("li");
    }
    out.close("ul");
  }

  private void change() {
    if (!report.needs().isEmpty() && cause.isEmpty()) {
      Parts.panel(out, "What is needed", Role.ODD);
      needs();
    } else {
      Parts.panel(out, "What to change", Role.DIM);
      if (cause.isEmpty()) {
        out.element("p", "Nothing: no fault was found.");
      }
      cause.ifPresent(this::fixes);
      needs();
    }
    out.close("div").line();
  }

  private void fixes(Finding finding) {
    List<Fix> fixes = finding.fixes();
    if (fixes.isEmpty()) {
      out.open("p").printable(finding.hint()).close("p");
      return;
    }
    int first = Math.min(FIXES, fixes.size());
    fixes.subList(0, first).forEach(this::fix);
    if (first < fixes.size()) {
      out.open("details");
      String more = "%d more: %s".formatted(fixes.size() - first, products(first, fixes));
      out.element("summary", more);
      fixes.subList(first, fixes.size()).forEach(this::fix);
      out.close("details");
    }
  }

  private static String products(int from, List<Fix> fixes) {
    return String.join(
        ", ", fixes.subList(from, fixes.size()).stream().map(Fix::product).distinct().toList());
  }

  private void fix(Fix fix) {
    out.open("p", "class", "product").element("strong", fix.product()).close("p");
    out.add(Parts.copyable("the fix for " + fix.product(), fix.text()));
  }

  private void needs() {
    for (Report.Need need : report.needs()) {
      out.open("p").add(Parts.words(need.what())).close("p");
      if (!need.command().isEmpty()) {
        out.add(Parts.copyable("the command", Parts.shown(need.command(), Integer.MAX_VALUE)));
      }
    }
  }

  private void verify() {
    Optional<Finding> seen =
        cause.or(
            () ->
                report.findings().stream()
                    .filter(finding -> finding.severity().atLeast(Severity.WARNING))
                    .findFirst());
    Optional<String> again = again();
    Parts.panel(out, "How to verify", Role.DIM);
    again.ifPresent(
        line -> {
          String when =
              cause.isPresent()
                  ? "After the change, the same again:"
                  : report.needs().isEmpty() ? "The same again:" : "Then the same again:";
          out.element("p", when).add(Parts.copyable("the command that repeats it", line));
        });
    seen.flatMap(Finding::check)
        .ifPresent(
            each -> {
              out.element("p", "Without tlsdiag:");
              String line = Parts.shown(each.command(), Integer.MAX_VALUE);
              out.add(Parts.copyable("the check", line));
              out.open("p", "class", "soft").text("Expect: ");
              out.add(Parts.words(each.expected())).text(".").close("p");
            });
    seen.ifPresent(
        finding -> {
          out.element("p", "What this rule looks at:");
          out.add(Parts.copyable("the command", "tlsdiag explain " + finding.rule()));
        });
    if (again.isEmpty() && seen.isEmpty()) {
      out.element("p", "Nothing to run: the sections below say what was seen, and where.");
    }
    out.close("div").line();
  }

  private Optional<String> again() {
    if (report.run().isPresent()) {
      return Optional.of("tlsdiag compare --last");
    }
    if (report.story().isPresent() || report.inputs().isEmpty() || cause.isEmpty()) {
      return command;
    }
    String first =
        report.inputs().size() > 1 ? ShellWord.quote(report.inputs().get(0).name()) + " " : "";
    return Optional.of("tlsdiag compare " + first + "NEW.pcap");
  }

  /** What else was found, in a line each; what is only worth a note is folded away. */
  private void others() {
    List<Finding> others = new ArrayList<>(report.findings());
    cause.ifPresent(others::remove);
    List<Finding> notes =
        others.stream().filter(finding -> finding.severity() == Severity.NOTE).toList();
    others.removeAll(notes);
    if (!others.isEmpty()) {
      Parts.panel(out, cause.isPresent() ? "Also seen" : "Seen", Role.DIM);
      findings(others);
      out.close("div").line();
    }
    if (!notes.isEmpty()) {
      out.open("details", "class", "panel " + Parts.tone(Role.DIM));
      String rules = notes.stream().map(Finding::rule).distinct().collect(Collectors.joining(", "));
      String count = notes.size() == 1 ? "1 note" : notes.size() + " notes";
      out.element("summary", count + ": " + rules);
      findings(notes);
      out.close("details").line();
    }
  }

  private void findings(List<Finding> findings) {
    out.open("ul", "class", "plain findings");
    for (Finding each : findings) {
      out.open("li").add(Parts.chip(role(each.severity()), each.severity().label()));
      out.text(" ").element("code", each.rule()).open("span", "class", "soft");
      out.text(" %s hop %d".formatted(each.trace(), each.hop())).close("span");
      out.open("p").add(Parts.words(each.headline())).close("p").close("li");
    }
    out.close("ul");
  }

  private static Role role(Severity severity) {
    return switch (severity) {
      case ERROR -> Role.BAD;
      case WARNING -> Role.ODD;
      case NOTE -> Role.DIM;
    };
  }
}
