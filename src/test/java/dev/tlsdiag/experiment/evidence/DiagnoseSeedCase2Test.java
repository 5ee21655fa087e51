package dev.tlsdiag.experiment.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two failures of a mesh with the same 503, told apart by access logs and resources. */
class DiagnoseSeedCase2Test {
  private static final String FOLDER = "samples/mesh-host-header/";

  private static Report diagnose(String... files) {
    return Evidences.diagnose(List.of(files).stream().map(file -> FOLDER + file).toList());
  }

  @Test
  void aForeignHostIsTheHostsFault() {
    Report report = diagnose("host-header-client.log", "host-header-server.log", "mesh.yaml");
    Finding cause = report.findings().get(0);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals("host-header-decides-route", cause.rule());
    assertEquals(2, cause.hop());
    assertEquals(Confidence.HIGH, cause.confidence());
    assertEquals(1, report.findings().size(), report.findings().toString());
    assertTrue(cause.evidence().toString().contains("host-header-server.log"));
    assertTrue(cause.evidence().toString().contains("mesh.yaml")); // STRICT stands there
  }

  @Test
  void aPortThatTheServiceLacksIsThePortsFault() {
    Report report = diagnose("wrong-port-client.log", "mesh.yaml");
    Finding cause = report.findings().get(0);
    assertEquals("service-lacks-port", cause.rule());
    assertEquals(2, cause.hop());
    assertEquals(1, report.findings().size(), report.findings().toString());
  }

  @Test
  void withoutResourcesThePortIsADoubtAndNotAnAnswer() {
    Report report = diagnose("wrong-port-client.log");
    assertEquals(Verdict.UNKNOWN, report.verdict());
    Report foreign = diagnose("host-header-client.log");
    assertEquals("host-header-decides-route", foreign.findings().get(0).rule());
    assertEquals(Confidence.MEDIUM, foreign.findings().get(0).confidence());
  }

  @Test
  void bothInOnePileAreBothTold() {
    Report report =
        diagnose(
            "host-header-client.log",
            "host-header-server.log",
            "wrong-port-client.log",
            "working.log",
            "mesh.yaml");
    assertEquals("host-header-decides-route", report.findings().get(0).rule());
    List<String> others = report.story().orElseThrow().others();
    assertTrue(others.get(0).contains("dashboard.apps"), others.toString());
    assertEquals("1 without a failure", others.get(others.size() - 1));
  }

  @Test
  void aRequestThatWorkedIsNoFinding() {
    Report report = diagnose("working.log", "mesh.yaml");
    assertEquals(Verdict.SAME, report.verdict());
    assertEquals(List.of(), report.findings());
    assertEquals(3, report.traces().get(0).hops().size());
  }
}
