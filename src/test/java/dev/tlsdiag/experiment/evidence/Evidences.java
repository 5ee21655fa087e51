package dev.tlsdiag.experiment.evidence;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.mesh.envoy.ConfigDump;
import dev.tlsdiag.mesh.envoy.EnvoyAccessLogReader;
import dev.tlsdiag.mesh.envoy.EnvoyLogReader;
import dev.tlsdiag.mesh.envoy.UnreadableDumpException;
import dev.tlsdiag.mesh.hubble.FlowReader;
import dev.tlsdiag.mesh.hubble.FlowSightings;
import dev.tlsdiag.mesh.logs.CurlVerbose;
import dev.tlsdiag.mesh.logs.NginxErrorLog;
import dev.tlsdiag.pile.Pile;
import dev.tlsdiag.pile.PileOptions;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.YamlText;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Evidence put together in a test, and what is made of it. */
public final class Evidences {
  private final List<Sighting> sightings = new ArrayList<>();
  private final List<Resource> resources = new ArrayList<>();
  private final List<ConfigDump> dumps = new ArrayList<>();
  private final List<MeshFacts.Counter> counters = new ArrayList<>();

  public static Evidences of() {
    return new Evidences();
  }

  /** Files of the repository, read as the command reads them. */
  public static Report diagnose(List<String> files) {
    Dossier dossier =
        Dossier.of(Pile.read(files, PileOptions.reading(InputStream.nullInputStream())));
    return new EvidenceDiagnosis("test", CaseChoice.ANY).diagnose(dossier);
  }

  /** Flows of Hubble as JSON, one a line. */
  public Evidences flows(String... lines) {
    return lines(
        lines,
        file ->
            new FlowReader(
                (flow, line) ->
                    FlowSightings.of(flow, new Evidence.LogLine("flows.json", line))
                        .ifPresent(sightings::add)));
  }

  public Evidences accessLog(String... lines) {
    return lines(lines, file -> new EnvoyAccessLogReader("access.log", sightings::add));
  }

  public Evidences envoyLog(String... lines) {
    return lines(lines, file -> new EnvoyLogReader("envoy.log", sightings::add));
  }

  public Evidences nginxErrorLog(String... lines) {
    return lines(lines, file -> new NginxErrorLog("error.log", sightings::add));
  }

  /** What {@code curl -v} printed. */
  public Evidences curl(String... lines) {
    return lines(lines, file -> new CurlVerbose("curl.txt", sightings::add));
  }

  private Evidences lines(String[] lines, Function<String, LineReader> of) {
    LineReader reader = of.apply("");
    byte[] text = (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8);
    TextLines cutter = new TextLines(reader);
    cutter.onBytes(text, 0, text.length);
    cutter.onEnd();
    return this;
  }

  public Evidences yaml(String text) {
    resources.addAll(Manifests.of(new YamlText("mesh.yaml", text)).resources());
    return this;
  }

  public Evidences dump(String json) {
    try {
      dumps.add(ConfigDump.parse("config_dump.json", json.getBytes(StandardCharsets.UTF_8)));
      return this;
    } catch (UnreadableDumpException e) {
      throw new AssertionError(e);
    }
  }

  public Evidences counter(String name, long value) {
    counters.add(new MeshFacts.Counter(name, value, new Evidence.LogLine("stats.txt", 1)));
    return this;
  }

  public Dossier dossier() {
    return new Dossier(List.of(), List.of(), sightings, resources, dumps, counters, List.of());
  }

  public Report diagnose() {
    return new EvidenceDiagnosis("test", CaseChoice.ANY).diagnose(dossier());
  }

  /** {@code hop2 error high upstream-sni-missing}; the verdict alone where nothing was found. */
  public String answer() {
    return answer(diagnose());
  }

  public static String answer(Report report) {
    Optional<Finding> first = report.findings().stream().findFirst();
    return first
        .map(
            f ->
                "hop%d %s %s %s"
                    .formatted(f.hop(), f.severity().label(), f.confidence().label(), f.rule()))
        .orElse(report.verdict().label());
  }
}
