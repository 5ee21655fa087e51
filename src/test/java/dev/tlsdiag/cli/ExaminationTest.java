package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.experiment.LivePaths;
import dev.tlsdiag.lab.Expectation;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.Verdict;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario of the lab, seen live and as a capture that tcpdump made of it: the first finding
 * has to be the expected one, and no other may be wrong.
 *
 * <p>{@code -Dexamination.seed=N} runs them with other names and in another order; {@code
 * -Dexamination.only=REGEX} some of them.
 */
class ExaminationTest {
  private static final Score LIVE = new Score();
  private static final Score CAPTURED = new Score();

  @TempDir Path folder;

  /** What the answers came to. */
  private static final class Score {
    private final Map<String, String> rows = new TreeMap<>();
    private int expected;
    private int found;
    private int right;
    private int wrong;
    private int healthy;
    private int silent;

    synchronized void add(Scenario scenario, String wanted, String first, List<String> others) {
      boolean fault = !wanted.equals(Expectation.NOTHING);
      expected += fault ? 1 : 0;
      healthy += fault ? 0 : 1;
      right += wanted.equals(first) ? 1 : 0;
      boolean said = !first.equals(Expectation.NOTHING) && !first.equals(Expectation.CANNOT_TELL);
      found += said ? 1 : 0;
      wrong += (said && !wanted.equals(first) ? 1 : 0) + others.size();
      silent += !fault && !said ? 1 : 0;
      rows.put(
          scenario.name(),
          "%-40s %s%s"
              .formatted(
                  scenario.name(),
                  first,
                  wanted.equals(first) && others.isEmpty()
                      ? ""
                      : "   (expected " + wanted + ", also said " + others + ")"));
    }

    synchronized String text() {
      return "%s%n%d faults and %d healthy: %d right; %d findings, %d wrong (precision %.3f, recall %.3f); %d of %d healthy ones without a finding"
          .formatted(
              String.join(System.lineSeparator(), rows.values()),
              expected,
              healthy,
              right,
              found,
              wrong,
              found == 0 ? 1.0 : (found - wrong) / (double) found,
              rows.isEmpty() ? 1.0 : right / (double) rows.size(),
              silent,
              healthy);
    }
  }

  static List<Scenario> scenarios() {
    String only = System.getProperty("examination.only", ".*");
    List<Scenario> all =
        new ArrayList<>(Scenarios.ALL.stream().filter(each -> each.name().matches(only)).toList());
    Long seed = Long.getLong("examination.seed");
    if (seed != null) {
      Collections.shuffle(all, new Random(seed));
    }
    return all;
  }

  private static LabNames names() {
    Long seed = Long.getLong("examination.seed");
    return seed == null ? LabNames.AS_WRITTEN : LabNames.random(seed);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void live(Scenario scenario) throws IOException {
    assumeTrue(scenario.obstacle().isEmpty(), () -> scenario.obstacle().orElseThrow());
    try (RunningScenario running = scenario.start(names())) {
      Report report = new LiveComparison("test", paths(scenario, running)).run().report();
      judge(LIVE, scenario, scenario.expects().live(), report);
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("scenarios")
  void captured(Scenario scenario) throws IOException {
    assumeTrue(scenario.obstacle().isEmpty(), () -> scenario.obstacle().orElseThrow());
    String wanted = scenario.expects().captured();
    if (wanted.equals(Expectation.NO_CAPTURE)) {
      return;
    }
    Path file = folder.resolve("lo.pcap");
    Instant[] between = new Instant[1];
    List<Integer> ports = new ArrayList<>();
    List<Endpoint> dns = new ArrayList<>();
    PacketRecorder recorder = PacketRecorder.start(file, scenario.device());
    try (RunningScenario running = scenario.start(names())) {
      running.targets().forEach(target -> ports.add(target.address().port()));
      dns.addAll(running.ways().dnsServers());
      running.dial().values().forEach(server -> ports.add(server.port()));
      running.proxy().ifPresent(proxy -> ports.add(proxy.address().port()));
      new LiveComparison("test", paths(scenario, running))
          .runBare(() -> between[0] = Instant.now());
      running.others();
    } finally {
      recorder.close();
    }
    Capture all =
        CompareFiles.read(
            file.toString(), new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    Capture direct = part(all, "direct.pcap", ports, dns, time -> time.isBefore(between[0]));
    Capture proxied = part(all, "proxied.pcap", ports, dns, time -> !time.isBefore(between[0]));
    Report report =
        new CaptureComparison("test", CaptureComparison.Options.NONE).compare(direct, proxied);
    judge(CAPTURED, scenario, wanted, report);
  }

  private interface When {
    boolean test(Instant time);
  }

  /** Only what belongs to the scenario: others use the interface too. */
  private static Capture part(
      Capture all, String name, List<Integer> ports, List<Endpoint> dns, When when) {
    List<Handshake> kept =
        Connection.of(all.all()).stream()
            .filter(
                c ->
                    ports.contains(c.server().port())
                        || c.last()
                            .preamble()
                            .flatMap(Preamble::target)
                            .filter(t -> ports.stream().anyMatch(p -> t.endsWith(":" + p)))
                            .isPresent())
            .flatMap(c -> c.handshakes().stream())
            .filter(h -> when.test(h.time()))
            .toList();
    List<DnsExchange> asked =
        all.dns().stream()
            .filter(each -> dns.contains(each.server()) && when.test(each.time()))
            .toList();
    return new Capture(name, kept, asked);
  }

  private static LivePaths paths(Scenario scenario, RunningScenario running) throws IOException {
    Target target = running.targets().get(0);
    return new CompareLab(scenario, running, Patience.USUAL)
        .paths(target, new UpstreamOptions(), "");
  }

  private static void judge(Score score, Scenario scenario, String wanted, Report report) {
    if (Boolean.getBoolean("examination.print")) {
      System.out.println(
          scenario.name()
              + ": "
              + report.verdict()
              + " "
              + report.headline()
              + " "
              + report.needs()
              + " "
              + report.findings());
      report
          .traces()
          .forEach(
              t ->
                  t.hops()
                      .forEach(
                          h ->
                              System.out.println(
                                  "   "
                                      + t.name()
                                      + " "
                                      + h.label()
                                      + " "
                                      + h.to()
                                      + " "
                                      + h.outcome())));
    }
    List<String> findings =
        report.findings().stream()
            .filter(finding -> finding.severity() != Severity.NOTE)
            .map(Finding::rule)
            .distinct()
            .toList();
    String first =
        report.verdict() == Verdict.UNKNOWN
            ? Expectation.CANNOT_TELL
            : findings.isEmpty() ? Expectation.NOTHING : findings.get(0);
    List<String> others =
        (report.verdict() == Verdict.UNKNOWN ? Stream.<String>empty() : findings.stream().skip(1))
            .filter(rule -> !scenario.expects().besides().contains(rule))
            .toList();
    score.add(scenario, wanted, first, others);
    assertAll(
        report.headline(),
        () -> assertEquals(wanted, first, "first finding"),
        () -> assertEquals(List.of(), others, "other findings"));
  }

  @AfterAll
  static void totals() {
    System.out.println("EXAMINATION live" + System.lineSeparator() + LIVE.text());
    System.out.println("EXAMINATION captured" + System.lineSeparator() + CAPTURED.text());
  }
}
