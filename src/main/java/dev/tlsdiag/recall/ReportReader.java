package dev.tlsdiag.recall;

import dev.tlsdiag.diagnose.DifferenceTable;
import dev.tlsdiag.diagnose.Experiment;
import dev.tlsdiag.diagnose.NameTable;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Story;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what {@code compare} and {@code diagnose} wrote, as {@code ReportJsonRenderer} does it. */
final class ReportReader {
  /** The longest chain of proxies that anybody has. */
  private static final int MOST_HOPS = 64;

  private static final int MOST_TRACES = 64;

  private boolean older;

  /** Whether hops lack what they were made from: they are told in the words of the report. */
  boolean older() {
    return older;
  }

  Report read(Fields fields) throws NoResultException {
    List<HopTrace> traces = fields.list("traces", this::trace);
    if (traces.size() > MOST_TRACES) {
      throw fields.problem("has %d traces".formatted(traces.size()));
    }
    Optional<Fields> run = fields.objectIfAny("run");
    Optional<Fields> story = fields.objectIfAny("story");
    Optional<Story> told =
        story.isEmpty() ? Optional.empty() : Optional.of(StoryReader.read(story.get()));
    return new Report(
        fields.object("tool").known("name").words("version"),
        fields.list("inputs", ReportReader::input),
        fields.one("verdict", Verdict.values(), Verdict::label),
        fields.text("headline"),
        traces,
        new NameTable(fields.list("names", ReportReader::names)),
        differences(fields.object("differences")),
        fields.list("findings", FindingReader::read),
        fields.list("experiments", this::experiment),
        fields.list("needs", ReportReader::need),
        fields.texts("notes"),
        run.isEmpty() ? Optional.empty() : Optional.of(run(run.get())),
        told);
  }

  private static Report.Input input(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Report.Input(
        fields.text("file"), fields.words("path"), fields.number("handshakes", 0));
  }

  private static Report.Need need(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Report.Need(fields.text("what"), fields.text("command"));
  }

  private static Report.Run run(Fields fields) throws NoResultException {
    return new Report.Run(
        fields.text("request"),
        fields.text("path"),
        fields.text("again"),
        fields.list("since", ReportReader::change));
  }

  private static Report.Change change(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Report.Change(
        fields.one("kind", Report.Change.Kind.values(), Report.Change.Kind::label),
        fields.words("rule"),
        fields.words("trace"),
        fields.number("hop", 1));
  }

  private HopTrace trace(Value value) throws NoResultException {
    Fields fields = Fields.of(value).known("headers");
    String name = fields.words("name");
    List<Hop> hops = hops(fields);
    List<HopTrace.Joint> joints = fields.list("joints", ReportReader::joint);
    return fields.made(() -> new HopTrace(name, hops, joints));
  }

  private static HopTrace.Joint joint(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    double percent = fields.number("confidencePercent", 0, 100) / 100.0;
    return new HopTrace.Joint(
        fields.number("upstreamHop", 2),
        fields.has("confidence") ? fields.fraction("confidence") : percent,
        fields.texts("reasons"));
  }

  private List<Hop> hops(Fields fields) throws NoResultException {
    List<Hop> hops = new ArrayList<>();
    for (Value each : fields.list("hops", value -> value)) {
      if (hops.size() == MOST_HOPS) {
        throw fields.problem("has more than %d hops".formatted(MOST_HOPS));
      }
      hops.add(hop(Fields.of(each)));
    }
    return hops;
  }

  private Hop hop(Fields fields) throws NoResultException {
    fields.known("number", "state", "serverName", "outcome", "certificate", "status", "host");
    fields.known("ja4");
    Optional<Fields> hello = fields.objectIfAny("clientHello");
    Optional<Bytes> message =
        hello.isEmpty()
            ? Optional.empty()
            : Optional.of(hello.get().known("recordVersion", "segments", "records").hex("message"));
    StepReader reader = new StepReader(message, fields.text("answer"));
    Hop hop =
        new Hop(
            party(fields.object("from")),
            party(fields.object("to")),
            StepReader.steps(fields, reader));
    older |= reader.older();
    return hop;
  }

  private static Party party(Fields fields) throws NoResultException {
    return new Party(
        fields.one("role", Party.Role.values(), Party.Role::label),
        fields.has("address")
            ? Optional.of(StepReader.endpoint(fields, "address"))
            : Optional.empty());
  }

  private static NameTable.Row names(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new NameTable.Row(
        fields.words("trace"),
        cell(fields.object("clientSni")),
        cell(fields.object("routeKey")),
        cell(fields.object("upstreamSni")),
        cell(fields.object("certificate")));
  }

  private static NameTable.Cell cell(Fields fields) throws NoResultException {
    return new NameTable.Cell(
        fields.one("state", NameTable.State.values(), ReportReader::label), fields.text("text"));
  }

  private static String label(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  private static DifferenceTable differences(Fields fields) throws NoResultException {
    List<String> legs = fields.wordLists("legs");
    List<DifferenceTable.Row> rows = new ArrayList<>();
    for (Value each : fields.list("rows", value -> value)) {
      Fields row = Fields.of(each);
      List<String> values = row.texts("values");
      if (legs.isEmpty() || values.size() != legs.size()) {
        throw row.problem(
            "has %d values, and there are %d legs".formatted(values.size(), legs.size()));
      }
      rows.add(
          new DifferenceTable.Row(
              row.words("field"),
              row.one("weight", DifferenceTable.Weight.values(), DifferenceTable.Weight::label),
              values,
              row.wordsIfAny("usualOf")));
    }
    return new DifferenceTable(legs, rows, fields.wordLists("equalFields"));
  }

  private Experiment experiment(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new Experiment(
        fields.words("id"),
        fields.words("rule"),
        fields.words("trace"),
        fields.number("hop", 1),
        fields.text("question"),
        fields.text("change"),
        fields.has("hops") ? hops(fields) : List.of(),
        fields.text("result"),
        fields.one("bearing", Experiment.Bearing.values(), Experiment.Bearing::label));
  }
}
