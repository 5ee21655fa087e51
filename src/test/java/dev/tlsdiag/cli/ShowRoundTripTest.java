package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.experiment.evidence.Evidences;
import dev.tlsdiag.experiment.evidence.NoSuchRequestException;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.recall.Recall;
import dev.tlsdiag.recall.Result;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ReportSamples;
import dev.tlsdiag.report.TerminalRenderer;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.html.ReportPage;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * What was read back looks as it did, in every form.
 *
 * <p>{@code -Dshow.all=true} takes every scenario of the lab and not a few of them, {@code
 * -Dshow.more=FOLDER} every capture below a folder besides.
 */
class ShowRoundTripTest {
  private static final boolean ALL = Boolean.getBoolean("show.all");

  /** Of every kind of step and ending one. */
  private static final Set<String> FEW =
      Set.of("sni-alert-112", "wrong-name", "plaintext-server", "client-certificate-tls13");

  private static final Theme ASCII = new Theme(false, false);
  private static final Theme COLOURS = new Theme(true, true);

  static void assertComesBack(Report report) throws Exception {
    String json = CompareOutput.json(report);
    Recall recall = Recall.of(json.getBytes(StandardCharsets.UTF_8));
    Report read = ((Result.OfReport) recall.result()).report();
    assertEquals(List.of(), recall.notes());
    assertEquals(json, recall.text().compact());
    assertEquals(json, CompareOutput.json(read));
    assertEquals(
        ReportPage.of(report, Optional.empty()).text(),
        ReportPage.of(read, Optional.empty()).text());
    assertEquals(
        text(report, new TerminalRenderer(ASCII, 100, true, true)),
        text(read, new TerminalRenderer(ASCII, 100, true, true)));
    assertEquals(
        text(report, new TerminalRenderer(COLOURS, 80, false, false)),
        text(read, new TerminalRenderer(COLOURS, 80, false, false)));
  }

  private static String text(Report report, TerminalRenderer renderer) throws IOException {
    StringBuilder out = new StringBuilder();
    renderer.render(report, out);
    return out.toString();
  }

  @TestFactory
  Stream<DynamicTest> reports() {
    return ReportSamples.all().entrySet().stream()
        .map(each -> dynamicTest(each.getKey(), () -> assertComesBack(each.getValue())));
  }

  @TestFactory
  List<DynamicTest> captures() throws IOException {
    List<Path> files = new ArrayList<>(below(Path.of("samples")));
    String more = System.getProperty("show.more", "");
    if (!more.isEmpty()) {
      files.addAll(below(Path.of(more)));
    }
    List<DynamicTest> tests = new ArrayList<>();
    for (Path file : files) {
      if (ALL || !file.startsWith(Path.of("samples", "failures"))) {
        tests.add(dynamicTest(file.toString(), () -> assertComesBack(compared(file.toString()))));
        tests.add(dynamicTest("diagnosed " + file, () -> diagnosed(file.toString())));
      }
      Path direct = file.resolveSibling("direct.pcap");
      if (!file.equals(direct) && Files.exists(direct)) {
        tests.add(
            dynamicTest(
                "direct.pcap and " + file,
                () -> assertComesBack(compared(direct.toString(), file.toString()))));
      }
    }
    return tests;
  }

  /** Captures without anything to diagnose have no report. */
  private static void diagnosed(String file) throws Exception {
    Optional<Report> report = Optional.empty();
    try {
      report = Optional.of(Evidences.diagnose(List.of(file)));
    } catch (NoSuchRequestException e) {
      System.out.println(file + ": " + e.getMessage());
    }
    if (report.isPresent()) {
      assertComesBack(report.get());
    }
  }

  private static List<Path> below(Path folder) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .filter(file -> file.toString().matches(".*\\.(pcap|pcapng|cap)"))
          .sorted()
          .toList();
    }
  }

  private static Report compared(String... files) {
    List<Capture> captures =
        Stream.of(files)
            .map(file -> CompareFiles.read(file, new PrintWriter(new StringWriter())))
            .toList();
    CaptureComparison comparison = new CaptureComparison("test", CaptureComparison.Options.NONE);
    return captures.size() == 1
        ? comparison.compare(captures.get(0))
        : comparison.compare(captures.get(0), captures.get(1));
  }

  @TestFactory
  Stream<DynamicTest> piles() {
    String mesh = "samples/mesh-sni-lost/";
    String host = "samples/mesh-host-header/";
    return Stream.of(
            List.of(mesh + "node.pcap"),
            List.of(mesh + "flows.json", mesh + "policy.yaml"),
            List.of(mesh + "envoy.log", mesh + "config_dump.json"),
            List.of(
                mesh + "node.pcap",
                mesh + "flows.json",
                mesh + "policy.yaml",
                mesh + "config_dump.json",
                mesh + "envoy.log"),
            List.of(host + "working.log", host + "mesh.yaml"),
            List.of(host + "host-header-client.log", host + "mesh.yaml"),
            List.of(host + "wrong-port-client.log", host + "mesh.yaml"),
            List.of("samples/sni-lost/combined.pcap"))
        .map(
            files ->
                dynamicTest(files.toString(), () -> assertComesBack(Evidences.diagnose(files))));
  }

  @TestFactory
  Stream<DynamicTest> scenarios() {
    return Scenarios.ALL.stream()
        .filter(scenario -> ALL || FEW.contains(scenario.name()))
        .filter(scenario -> scenario.obstacle().isEmpty())
        .map(
            scenario ->
                dynamicTest(
                    scenario.name(),
                    () ->
                        assertComesBack(Examination.live("test", scenario, LabNames.AS_WRITTEN))));
  }
}
