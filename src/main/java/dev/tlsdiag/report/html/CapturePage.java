package dev.tlsdiag.report.html;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.CaptureTally;
import dev.tlsdiag.report.HandshakeCells;
import dev.tlsdiag.report.HandshakeRenderer;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.report.Mark;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.SummaryText;
import dev.tlsdiag.report.TextBuffer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.html.Headline.Fact;
import dev.tlsdiag.trace.Handshake;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Handshakes as a page: all that failed and the first of the others in a table, some of them in
 * detail. What is left out is said; the page stays below a few megabytes whatever the capture has.
 */
public final class CapturePage implements HandshakeRenderer {
  private final Source source;
  private final AddressNames names;
  private final CaptureKept kept;
  private final CaptureNames asked = new CaptureNames();
  private Instant origin;
  private String text = "";

  /**
   * Where the handshakes are from.
   *
   * @param tool version of tlsdiag
   * @param inputs as the user named them
   * @param command that made it, fit to be pasted
   */
  public record Source(String tool, List<String> inputs, String command) {
    public Source {
      requireNonNull(tool, "tool is null");
      inputs = List.copyOf(inputs);
      requireNonNull(command, "command is null");
    }
  }

  public CapturePage(Source source, AddressNames names) {
    this(source, names, CaptureKept.Limits.DEFAULT);
  }

  CapturePage(Source source, AddressNames names, CaptureKept.Limits limits) {
    this.source = requireNonNull(source, "source is null");
    this.names = requireNonNull(names, "names is null");
    this.kept = new CaptureKept(limits);
  }

  @Override
  public void startOfFile(Instant first) {
    origin = first;
  }

  @Override
  public void render(Handshake handshake) {
    if (origin == null) {
      origin = handshake.time();
    }
    asked.add(handshake, names);
    if (kept.wants(handshake)) {
      kept.add(handshake, HandshakeCells.of(handshake, origin, names, Theme.PLAIN));
    }
  }

  @Override
  public void flush() {}

  /** The whole file, once the end was told. */
  public String text() {
    return text;
  }

  @Override
  public void end(CaptureSummary summary) throws IOException {
    List<CaptureKept.Row> rows = kept.rows();
    List<CaptureKept.Row> detailed = kept.detailed(rows);
    CaptureDetails details = new CaptureDetails(detailed, names);
    CaptureTally tally = summary.tally();
    List<String> counts = SummaryText.counts(tally, Theme.PLAIN);
    String title = "tlsdiag capture: " + String.join(" · ", counts);
    text =
        new PageFrame(Parts.shown(title), "capture", source.tool())
            .answer(answer(summary, counts))
            .section("handshakes", "Handshakes", table(rows, details, tally))
            .section("pairs", "Likely pairs", CapturePairs.of(rows, details))
            .section("names", "Names and servers", asked.markup())
            .section("details", "Details", details.markup())
            .section("method", "Method", method(summary))
            .page(json(rows, summary))
            .text();
  }

  private Markup answer(CaptureSummary summary, List<String> counts) {
    CaptureTally tally = summary.tally();
    Role role =
        tally.failed() > 0
            ? Role.BAD
            : tally.nameless() > 0 || tally.unknown() > 0 ? Role.ODD : Role.OK;
    String word =
        switch (role) {
          case BAD -> "failures";
          case ODD -> tally.nameless() > 0 ? "names missing" : "cannot tell all";
          case OK, STRONG, DIM, HINT -> "ok";
        };
    List<String> about = new ArrayList<>(counts.subList(1, counts.size()));
    about.add(String.join(", ", source.inputs()));
    span(summary).ifPresent(about::add);
    Markup out = Headline.open(role, word, counts.get(0), about);
    List<String> lost = SummaryText.lost(summary.counters());
    if (!lost.isEmpty()) {
      out.open("p").add(Headline.state(Role.ODD, "not complete:")).text(" ");
      out.printable(String.join(", ", lost)).close("p").line();
    }
    return out.close("header");
  }

  private static Optional<String> span(CaptureSummary summary) {
    Optional<Instant> first =
        summary.files().stream().flatMap(file -> file.first().stream()).min(Instant::compareTo);
    Optional<Instant> last =
        summary.files().stream().flatMap(file -> file.last().stream()).max(Instant::compareTo);
    return first.isEmpty() || last.isEmpty()
        ? Optional.empty()
        : Optional.of("%s to %s".formatted(seconds(first.get()), seconds(last.get())));
  }

  private static String seconds(Instant time) {
    return time.truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private Markup table(List<CaptureKept.Row> rows, CaptureDetails details, CaptureTally tally) {
    Markup out = new Markup();
    if (rows.isEmpty()) {
      return out.element("p", "No handshake was seen that the filters let through.");
    }
    kept.leftOut(rows.size(), details.size())
        .ifPresent(words -> out.open("p").printable(words).close("p").line());
    out.element(
            "p",
            "Times are seconds from the first packet. TLS is the highest version offered and the"
                + " one chosen; ALPN with a question mark was offered, and the choice is encrypted"
                + " or never came. A number leads to the details.",
            "class",
            "soft")
        .line();
    out.add(
        new Finder(
                "handshake-rows",
                List.of(
                    tag(rows, "failed", "failed"),
                    tag(rows, "nameless", "without SNI"),
                    tag(rows, "unknown", "cannot tell"),
                    tag(rows, "retried", "retried"),
                    tag(rows, "ok", "ok")))
            .markup());
    boolean files = source.inputs().size() > 1;
    List<String> columns =
        new ArrayList<>(
            List.of("#", "time", "client", "server", "server name", "TLS", "ALPN", "result"));
    if (files) {
      columns.add(1, "file");
    }
    out.open("div", "id", "handshake-rows");
    Grid grid = new Grid("Handshakes", columns, "class", "grid rows");
    for (CaptureKept.Row row : rows) {
      List<Markup> cells = new ArrayList<>(cells(row, details));
      if (files) {
        cells.add(1, Parts.words(row.handshake().file()));
      }
      boolean retried = row.cells().mark() == Mark.RETRIED;
      grid.row(
          cells, "data-tags", String.join(" ", tags(row)), "class", retried ? "retried" : null);
    }
    return out.add(grid.finished()).close("div").line();
  }

  private static Finder.Tag tag(List<CaptureKept.Row> rows, String name, String label) {
    return new Finder.Tag(
        name, label, rows.stream().filter(row -> tags(row).contains(name)).count());
  }

  private static List<String> tags(CaptureKept.Row row) {
    String mark = row.cells().mark().label();
    return row.cells().missing() ? List.of(mark, "nameless") : List.of(mark);
  }

  private static List<Markup> cells(CaptureKept.Row row, CaptureDetails details) {
    HandshakeCells cells = row.cells();
    return List.of(
        details.link(cells.number()),
        new Markup().printable(cells.seconds()),
        new Markup().printable(cells.client()),
        new Markup().printable(cells.server()),
        serverName(cells),
        new Markup().printable(cells.tls()),
        new Markup().printable(cells.alpn()),
        Headline.state(cells.mark(), cells.result()));
  }

  private static Markup serverName(HandshakeCells cells) {
    return cells.role() == Role.STRONG
        ? new Markup().printable(cells.serverName())
        : new Markup()
            .open("span", "class", "state " + Parts.tone(cells.role()))
            .printable(cells.serverName())
            .close("span");
  }

  private Markup method(CaptureSummary summary) {
    List<Fact> facts = new ArrayList<>();
    facts.add(new Fact("command line", Parts.copyable("the command line", source.command())));
    for (CaptureSummary.File file : summary.files()) {
      facts.add(
          Fact.of(
              file.name(),
              "%s, %s%s"
                  .formatted(
                      Headline.count(file.counters().packets(), "packet"),
                      Headline.count(file.counters().tcpConnections(), "TCP connection"),
                      file.first().map(time -> ", from " + seconds(time)).orElse(""))));
    }
    summary.warnings().forEach(warning -> facts.add(Fact.of("warning", warning)));
    return Headline.facts(facts);
  }

  /** What is on the page, so that it can be read back; the summary is of all. */
  private String json(List<CaptureKept.Row> rows, CaptureSummary summary) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    JsonRenderer json =
        JsonRenderer.document(new TextBuffer(bytes), names, source.tool(), source.inputs());
    json.begin();
    for (CaptureKept.Row row : rows) {
      json.render(row.handshake());
    }
    List<String> warnings = new ArrayList<>(summary.warnings());
    kept.leftOut(rows.size(), rows.size()).ifPresent(warnings::add);
    json.end(new CaptureSummary(summary.files(), summary.tally(), summary.counters(), warnings));
    return bytes.toString(StandardCharsets.UTF_8);
  }

  /** The zone of a page is that of nobody in particular. */
  static ZoneOffset zone() {
    return ZoneOffset.UTC;
  }
}
