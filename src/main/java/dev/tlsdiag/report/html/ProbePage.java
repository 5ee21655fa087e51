package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Check;
import dev.tlsdiag.diagnose.Doubt;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.ProbeReport.Row;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.html.Headline.Fact;
import dev.tlsdiag.trace.Durations;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What a server does with ClientHellos, as a page; of several addresses, one after the other. */
public final class ProbePage {
  private static final String BASE = "base";

  private final List<ProbeReport> reports;

  private ProbePage(List<ProbeReport> reports) {
    this.reports = List.copyOf(reports);
  }

  /**
   * The whole file.
   *
   * @param reports of the addresses of one target, at least one
   * @param json of the same
   * @param command that made it, fit to be pasted
   * @param indexed whether it lies beside an index that leads to it
   */
  public static String text(
      List<ProbeReport> reports, String json, String command, boolean indexed) {
    return new ProbePage(reports).page(json, command, indexed);
  }

  private String page(String json, String command, boolean indexed) {
    ProbeReport first = reports.get(0);
    Markup answer = new Markup();
    if (indexed) {
      answer.open("p").element("a", "All targets", "href", IndexPage.NAME).close("p").line();
    }
    reports.forEach(report -> answer.add(answer(report)));
    String title = "tlsdiag probe: %s %s".formatted(first.target(), first.verdict().label());
    PageFrame frame = new PageFrame(Parts.shown(title), "probe", first.tool()).answer(answer);
    for (int i = 0; i < reports.size(); i++) {
      ProbeReport report = reports.get(i);
      String of = reports.size() == 1 ? "" : ", " + report.address();
      String id = reports.size() == 1 ? "" : "-" + (i + 1);
      frame
          .section("findings" + id, "Findings" + of, findings(report))
          .section("names" + id, "Server names" + of, names(report))
          .section("size" + id, "Size and path" + of, size(report))
          .section("certificates" + id, "Certificates" + of, certificates(report))
          .section("axes" + id, "What was varied" + of, axes(report))
          .section("twins" + id, "With other programs" + of, twins(report))
          .section("hello" + id, "The hello" + of, hello(report, id));
    }
    return frame.section("method", "Method", method(command)).page(json).text();
  }

  static Role role(ProbeReport.Verdict verdict) {
    return switch (verdict) {
      case WORKS -> Role.OK;
      case FAILS, UNREACHABLE -> Role.BAD;
      case FLAPS, UNKNOWN -> Role.ODD;
    };
  }

  private static Markup answer(ProbeReport report) {
    List<String> about = new ArrayList<>();
    about.add("%s, %s, %s".formatted(report.target(), report.way(), report.address()));
    about.add(report.base().began().truncatedTo(ChronoUnit.SECONDS).toString());
    about.add(
        "%s in %s"
            .formatted(
                Headline.count(report.rows().size(), "probe"), Durations.text(report.took())));
    Markup out =
        Headline.open(role(report.verdict()), report.verdict().label(), report.headline(), about);
    out.open("div", "class", "columns").line();
    panel(
        out, "Names", report.serverNames().map(ProbeReport.ServerNames::words).orElse("not told"));
    panel(out, "Certificate", report.talksTo().map(ProbePage::certificate).orElse("none seen"));
    panel(
        out,
        "First change that turns it over",
        report.flip().map(ProbeReport.Flip::words).orElse("none of those tried"));
    out.close("div").line();
    return out.add(Headline.sentences(report.notes())).close("header").line();
  }

  private static void panel(Markup out, String heading, String words) {
    Parts.panel(out, heading, Role.DIM);
    out.open("p").add(Parts.words(words)).close("p").close("div").line();
  }

  private static String certificate(ProbeReport.Certificate certificate) {
    return "for %s, issued by %s%s"
        .formatted(
            certificate.names(),
            certificate.selfSigned() ? "itself" : certificate.issuer(),
            certificate.trust().map(trust -> "; " + trust).orElse(""));
  }

  private static Markup findings(ProbeReport report) {
    Markup out = new Markup();
    for (Finding finding : report.findings()) {
      Role role =
          switch (finding.severity()) {
            case ERROR -> Role.BAD;
            case WARNING -> Role.ODD;
            case NOTE -> Role.DIM;
          };
      out.open("div", "class", "panel").open("p");
      out.add(Parts.chip(role, finding.severity().label())).text(" ");
      out.add(Parts.code(finding.rule())).text(" confidence " + finding.confidence().label());
      out.close("p").open("p").add(Parts.words(finding.headline())).close("p").line();
      for (Doubt doubt : finding.notRuledOut()) {
        out.open("p", "class", "soft")
            .text("Not ruled out: ")
            .add(Parts.words(doubt.possibility()));
        out.text("; to settle: ").add(Parts.words(doubt.experiment())).close("p");
      }
      for (Fix fix : finding.fixes()) {
        out.open("p").element("strong", fix.product()).close("p");
        out.add(Parts.copyable("the fix for " + fix.product(), fix.text()));
      }
      out.close("div").line();
    }
    return out;
  }

  /** The card of how the server takes names: the kind, what it means, and each name tried. */
  private static Markup names(ProbeReport report) {
    Markup out = new Markup();
    List<Row> tried = report.rows().stream().filter(row -> row.axis().equals("sni")).toList();
    if (report.serverNames().isEmpty() && tried.isEmpty()) {
      return out;
    }
    report.serverNames().ifPresent(names -> out.add(ServerNamesCard.of(names)));
    List<Row> rows = new ArrayList<>(report.rows().stream().limit(1).toList());
    rows.addAll(tried);
    return tried.isEmpty() ? out : out.add(table("Names tried", rows, report));
  }

  private static Markup size(ProbeReport report) {
    Markup out = new Markup();
    for (ProbeReport.Statement statement : report.statements()) {
      if (statement.label().equals("SIZE")) {
        out.open("p");
        out.add(
            Headline.state(
                statement.good() ? Role.OK : Role.BAD, statement.good() ? "fine" : "not fine"));
        out.text(" ").add(Parts.words(statement.words())).close("p").line();
      }
    }
    return out.add(ProbeSizes.of(report.rows()));
  }

  private static Markup certificates(ProbeReport report) {
    Markup out = new Markup();
    report
        .talksTo()
        .ifPresent(
            certificate -> {
              certificate
                  .trust()
                  .ifPresent(trust -> out.open("p").add(Parts.words(trust)).close("p").line());
              Instant seen = report.base().began();
              out.add(new CertificateList(seen).of(certificate.chain()));
            });
    return out;
  }

  /** Each axis: what was found out, and each variant with its answer. */
  private static Markup axes(ProbeReport report) {
    Map<String, List<Row>> byAxis = new LinkedHashMap<>();
    for (Row row : report.rows()) {
      if (!row.axis().equals("sni")) {
        byAxis.computeIfAbsent(row.axis(), a -> new ArrayList<>()).add(row);
      }
    }
    Markup out = new Markup();
    for (ProbeReport.Statement statement : report.statements()) {
      boolean told = statement.brief() || !statement.good(); // the others are in the tables
      if (told && !statement.label().equals("SIZE")) {
        out.open("p").element("strong", statement.label()).text(" ");
        if (!statement.good()) {
          out.add(Headline.state(Role.BAD, "not fine")).text(" ");
        }
        out.add(Parts.words(statement.words())).close("p").line();
      }
    }
    byAxis.forEach(
        (axis, rows) -> {
          out.element("h3", axis.equals(BASE) ? "The base, and the same at the end" : axis);
          out.add(table(axis, rows, report));
        });
    return out;
  }

  private static Markup table(String label, List<Row> rows, ProbeReport report) {
    Grid grid =
        new Grid(
            "Probes: " + label,
            List.of("variant", "result", "bytes", "answer"),
            "class",
            "grid probes");
    for (Row row : rows) {
      boolean base = row.axis().equals(BASE) && row.variant().isEmpty();
      boolean flip =
          report
              .flip()
              .filter(f -> f.axis().equals(row.axis()) && f.variant().equals(row.variant()))
              .isPresent();
      boolean bad = row.surprising() || row.axis().equals(BASE);
      Role role = row.worked() ? Role.OK : bad ? Role.BAD : Role.DIM; // it may refuse
      boolean said = row.result().startsWith(row.ending());
      Markup result = new Markup().add(Headline.state(role, said ? row.result() : row.ending()));
      if (!said) {
        result.text(" ").add(Parts.words(row.result()));
      }
      if (flip) {
        result.text(" ").add(Parts.chip(Role.ODD, "turns it over"));
      }
      grid.row(
          List.of(
              Parts.words(base ? baseName(report) : row.variant()),
              result,
              Parts.words(
                  row.helloBytes().isPresent()
                      ? "%,d".formatted(row.helloBytes().getAsInt())
                      : "–"),
              Parts.words(row.answer().map(Durations::text).orElse("–"))));
    }
    return grid.finished();
  }

  private static String baseName(ProbeReport report) {
    return report.base().serverName().map(name -> "base: " + name).orElse("base: no name");
  }

  private static Markup twins(ProbeReport report) {
    Markup out = new Markup();
    if (!report.base().twins().isEmpty()) {
      out.element(
          "p",
          "These send nearly the same. Their hellos differ in more than is said here, so what they"
              + " get may differ too.",
          "class",
          "soft");
    }
    for (Check twin : report.base().twins()) {
      out.add(Parts.copyable("the command", Parts.shown(twin.command(), Integer.MAX_VALUE)));
      out.open("p", "class", "soft")
          .text("Here: ")
          .add(Parts.words(twin.expected()))
          .close("p")
          .line();
    }
    return out;
  }

  private static Markup hello(ProbeReport report, String id) {
    return report
        .base()
        .hello()
        .map(sent -> new HelloBytes("base" + id, "The base", sent.message(), Set.of()).markup())
        .orElseGet(Markup::new);
  }

  private Markup method(String command) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("command line", Parts.copyable("the command line", command)));
    facts.add(
        Fact.of(
            "how",
            "A usual ClientHello, then the same with one thing changed at a time; no handshake is"
                + " finished. The base is sent again at the end, so that a server that flaps is not"
                + " taken for one that minds."));
    facts.add(
        Fact.of(
            "not tested",
            "What a finished handshake shows: client certificates that are required, real"
                + " resumption, HTTP."));
    return Headline.facts(facts);
  }
}
