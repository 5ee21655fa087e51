package dev.tlsdiag.experiment.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.trace.Evidence;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * A server_name that is lost between a policy's proxy and the server, from evidence alone: a node's
 * capture, the policy, a configuration dump, Envoy's log, flows without requests.
 */
class DiagnoseSeedCase1Test {
  private static final String FOLDER = "samples/mesh-sni-lost/";
  private static final String CAPTURE = "node.pcap";
  private static final String POLICY = "policy.yaml";
  private static final String DUMP = "config_dump.json";
  private static final String LOG = "envoy.log";
  private static final String FLOWS = "flows.json";
  private static final List<String> ALL = List.of(CAPTURE, POLICY, DUMP, LOG, FLOWS);

  private static Report diagnose(List<String> files) {
    return Evidences.diagnose(files.stream().map(file -> FOLDER + file).toList());
  }

  private static Set<String> cited(Finding finding) {
    Set<String> files = new TreeSet<>();
    for (Evidence each : finding.evidence()) {
      if (each instanceof Evidence.Packets packets) {
        files.add(packets.file());
      } else if (each instanceof Evidence.LogLine line) {
        files.add(line.file());
      } else if (each instanceof Evidence.ConfigLine line) {
        files.add(line.file());
      }
    }
    return files;
  }

  @Test
  void allTogetherGiveTheCauseAndEachIsCited() {
    Report report = diagnose(ALL);
    Finding cause = report.findings().get(0);
    assertEquals(Verdict.FAIL, report.verdict());
    assertEquals("upstream-sni-missing", cause.rule());
    assertEquals(2, cause.hop());
    assertTrue(cause.confidence() != Confidence.LOW);
    Set<String> expected = new TreeSet<>(ALL.stream().map(file -> FOLDER + file).toList());
    assertEquals(expected, cited(cause));
    assertEquals(2, report.traces().get(0).hops().size());
  }

  @Test
  void theStoryHasEverySourceThatTellsOfTheRequest() {
    Report report = diagnose(ALL);
    var story = report.story().orElseThrow();
    assertEquals(5, story.sources().size());
    Set<String> tellers = new TreeSet<>();
    story.lines().forEach(line -> tellers.add(line.source()));
    assertEquals(Set.of("Envoy log", "Hubble flow", "capture"), tellers);
    List<String> names = story.names().stream().map(name -> name.which()).distinct().toList();
    assertTrue(names.containsAll(List.of("route key", "upstream SNI")), names.toString());
    assertEquals(2, story.joins().size(), story.joins().toString());
  }

  @ParameterizedTest
  @MethodSource("oneLess")
  void withoutOneSourceTheHopStays(String missing) {
    List<String> rest = ALL.stream().filter(file -> !file.equals(missing)).toList();
    Report report = diagnose(rest);
    Finding cause = report.findings().get(0);
    assertEquals(Verdict.FAIL, report.verdict(), report.headline());
    assertEquals("upstream-sni-missing", cause.rule());
    assertEquals(2, cause.hop());
    assertEquals(Confidence.MEDIUM, cause.confidence());
    Set<String> expected = new TreeSet<>(rest.stream().map(file -> FOLDER + file).toList());
    assertEquals(expected, cited(cause));
  }

  static Stream<String> oneLess() {
    return ALL.stream();
  }

  @ParameterizedTest
  @MethodSource("alone")
  void aloneASourceStillPointsToTheHop(String source, Verdict verdict, String rule, String need) {
    Report report = diagnose(List.of(source));
    assertEquals(verdict, report.verdict(), report.headline());
    assertTrue(report.headline().startsWith("hop 2, proxy → server"), report.headline());
    String found = report.findings().isEmpty() ? "" : report.findings().get(0).rule();
    assertEquals(rule, found);
    if (verdict == Verdict.UNKNOWN) {
      assertTrue(
          report.needs().stream().anyMatch(n -> n.command().startsWith(need)),
          report.needs().toString());
    }
  }

  static Stream<Arguments> alone() {
    return Stream.of(
        arguments(CAPTURE, Verdict.FAIL, "upstream-sni-missing", ""),
        arguments(POLICY, Verdict.UNKNOWN, "", "tcpdump -i any -s 0 -w hop2.pcap 'tcp port 443"),
        arguments(
            DUMP,
            Verdict.UNKNOWN,
            "upstream-sni-missing",
            "tcpdump -i any -s 0 -w hop2.pcap 'tcp port 443"),
        arguments(
            LOG,
            Verdict.UNKNOWN,
            "upstream-connect-timeout",
            "tcpdump -i any -s 0 -w hop2.pcap 'tcp port 443 and host 198.51.100.10'"),
        arguments(
            FLOWS,
            Verdict.UNKNOWN,
            "upstream-connect-timeout",
            "tcpdump -i any -s 0 -w hop2.pcap 'tcp port 443 and host 198.51.100.10'"));
  }

  @Test
  void withoutCaptureAndDumpSilenceIsNotTakenForAMissingName() {
    Report report = diagnose(List.of(POLICY, LOG, FLOWS));
    assertEquals(Verdict.UNKNOWN, report.verdict());
    assertEquals(2, report.findings().get(0).hop());
    assertEquals(Confidence.LOW, report.findings().get(0).confidence());
    assertTrue(report.needs().stream().anyMatch(n -> n.command().contains("config_dump")));
    assertTrue(report.needs().stream().anyMatch(n -> n.command().startsWith("tcpdump")));
  }

  @Test
  void flowsAndTheDumpAreEnoughForTheCause() {
    Report report = diagnose(List.of(FLOWS, DUMP));
    assertEquals("upstream-sni-missing", report.findings().get(0).rule());
    assertFalse(report.findings().get(0).notRuledOut().isEmpty());
  }
}
