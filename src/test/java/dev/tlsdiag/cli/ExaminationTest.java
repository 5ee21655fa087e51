package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.lab.Expectation;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Preamble;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every scenario of the lab, seen live and as a capture that tcpdump made of it: the first finding
 * has to be the expected one, and no other may be wrong. Then again with other names, other ports
 * and in another order.
 *
 * <p>{@code -Dexamination.seed=N} runs all of them with the names and the order of this seed alone;
 * {@code -Dexamination.only=REGEX} some of them.
 */
class ExaminationTest {
  private static final int FEWEST_FAULTS = 45;
  private static final int FEWEST_HEALTHY = 15;
  private static final int AT_ONCE = 4;
  private static final int MOST_TIMES = 5;
  private static final String ONLY = System.getProperty("examination.only", ".*");
  private static final Object ONE_NETWORK = new Object();
  private static final List<Round> ROUNDS = rounds();

  @TempDir static Path folder;

  /** All scenarios, or every n-th, one way of looking, one set of names. */
  private static final class Round {
    private final boolean captured;
    private final Optional<Long> seed;
    private final List<Scenario> scenarios;
    private final List<Examined> seen = new ArrayList<>();
    private Examination examination;

    private Round(boolean captured, Optional<Long> seed, List<Scenario> scenarios) {
      this.captured = captured;
      this.seed = seed;
      this.scenarios = scenarios;
    }

    static Round of(boolean captured, Optional<Long> seed, int share, int shares) {
      List<Scenario> all =
          new ArrayList<>(
              IntStream.range(0, Scenarios.ALL.size())
                  .filter(i -> i % shares == share)
                  .mapToObj(Scenarios.ALL::get)
                  .filter(each -> each.name().matches(ONLY))
                  .toList());
      seed.ifPresent(number -> Collections.shuffle(all, new Random(number)));
      return new Round(captured, seed, all);
    }

    synchronized Optional<Examined> of(Scenario scenario) throws IOException {
      if (examination == null) {
        examination =
            new Examination(
                scenarios.stream().filter(each -> each.obstacle().isEmpty()).toList(),
                AT_ONCE,
                each -> captured ? captured(each, names()) : live(each, names()));
      }
      Optional<Examined> examined = examination.of(scenario);
      examined.ifPresent(seen::add);
      return examined;
    }

    private LabNames names() {
      return seed.map(LabNames::random).orElse(LabNames.AS_WRITTEN);
    }

    Stream<Case> cases() {
      return scenarios.stream().map(scenario -> new Case(this, scenario));
    }

    @Override
    public String toString() {
      return (captured ? "captured" : "live")
          + seed.map(number -> ", -Dexamination.seed=" + number).orElse("");
    }
  }

  /** One scenario in one round. */
  private record Case(Round round, Scenario scenario) {
    @Override
    public String toString() {
      return scenario.name() + " " + round;
    }
  }

  private static List<Round> rounds() {
    Long asked = Long.getLong("examination.seed");
    if (asked != null) {
      Optional<Long> seed = Optional.of(asked);
      return List.of(Round.of(false, seed, 0, 1), Round.of(true, seed, 0, 1));
    }
    return List.of(
        Round.of(false, Optional.empty(), 0, 1),
        Round.of(true, Optional.empty(), 0, 1),
        Round.of(false, Optional.of(1L), 0, 2),
        Round.of(false, Optional.of(2L), 1, 2),
        Round.of(true, Optional.of(3L), 0, 2),
        Round.of(true, Optional.of(4L), 1, 2));
  }

  static Stream<Case> cases() {
    return ROUNDS.stream().flatMap(Round::cases);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("cases")
  void isDiagnosed(Case one) throws IOException {
    Scenario scenario = one.scenario();
    assumeTrue(scenario.obstacle().isEmpty(), () -> scenario.obstacle().orElseThrow());
    Optional<Examined> examined = one.round().of(scenario);
    if (examined.isPresent()) {
      assertAll(
          one + ": " + examined.get().headline(),
          () -> assertEquals(examined.get().wanted(), examined.get().first(), "first finding"),
          () -> assertEquals(List.of(), examined.get().others(), "other findings"));
    }
  }

  @Test
  void thereAreEnoughOfThem() {
    long healthy =
        Scenarios.ALL.stream()
            .map(Scenario::expects)
            .filter(expected -> expected.live().equals(Expectation.NOTHING))
            .filter(
                expected ->
                    List.of(Expectation.NOTHING, Expectation.NO_CAPTURE)
                        .contains(expected.captured()))
            .count();
    assertTrue(healthy >= FEWEST_HEALTHY, healthy + " healthy ones");
    long faults = Scenarios.ALL.size() - healthy;
    assertTrue(faults >= FEWEST_FAULTS, faults + " faults");
  }

  private static Optional<Examined> live(Scenario scenario, LabNames names) throws IOException {
    Report report = Examination.live("test", scenario, names);
    print(scenario, report);
    return Optional.of(Examined.of(scenario, scenario.expects().live(), report));
  }

  private static Optional<Examined> captured(Scenario scenario, LabNames names) throws IOException {
    String wanted = scenario.expects().captured();
    if (wanted.equals(Expectation.NO_CAPTURE)) {
      return Optional.empty();
    }
    Recorded recorded = recordAlone(scenario, names);
    for (int again = 0; again < MOST_TIMES && !recorded.whole(); again++) {
      System.out.println(scenario.name() + " is recorded again: the kernel lost packets");
      recorded = recordAlone(scenario, names);
    }
    Report report =
        new CaptureComparison("test", CaptureComparison.Options.NONE)
            .compare(recorded.direct(), recorded.proxied());
    print(scenario, report);
    return Optional.of(Examined.of(scenario, wanted, report));
  }

  /**
   * A scenario in packets.
   *
   * @param whole whether there are all that were sent
   */
  private record Recorded(Capture direct, Capture proxied, boolean whole) {}

  /** Networks of their own have the same ports in them, and the same interface sees them all. */
  private static Recorded recordAlone(Scenario scenario, LabNames names) throws IOException {
    if (scenario.device().equals(PacketRecorder.LOOPBACK)) {
      return record(scenario, names);
    }
    synchronized (ONE_NETWORK) {
      return record(scenario, names);
    }
  }

  private static Recorded record(Scenario scenario, LabNames names) throws IOException {
    Path file = Files.createTempDirectory(folder, scenario.name()).resolve("lo.pcap");
    Instant[] between = new Instant[1];
    Instant ended = Instant.MAX;
    List<Endpoint> servers = new ArrayList<>();
    List<Endpoint> dns = new ArrayList<>();
    PacketRecorder recorder = PacketRecorder.start(file, scenario.device());
    Instant began = Instant.now(); // what came before was for one that had our port earlier
    try (RunningScenario running = scenario.start(names)) {
      running.targets().forEach(target -> servers.add(target.address()));
      dns.addAll(running.ways().dnsServers());
      servers.addAll(running.dial().values());
      running.proxy().ifPresent(proxy -> servers.add(proxy.address()));
      new LiveComparison("test", Examination.paths(scenario, running))
          .runBare(() -> between[0] = Instant.now());
      running.others();
      running.forwarded().forEach(sent -> servers.add(sent.to()));
      ended = Instant.now(); // from here on the ports are free for others
    } finally {
      recorder.close();
    }
    Capture whole =
        CompareFiles.read(
            file.toString(), new PrintWriter(System.err, true, StandardCharsets.UTF_8));
    Capture all = during(whole, began, ended);
    return new Recorded(
        part(all, "direct.pcap", servers, dns, time -> time.isBefore(between[0])),
        part(all, "proxied.pcap", servers, dns, time -> !time.isBefore(between[0])),
        recorder.isWhole());
  }

  private static Capture during(Capture whole, Instant began, Instant ended) {
    When when = time -> !time.isBefore(began) && time.isBefore(ended);
    return new Capture(
        whole.name(),
        whole.all().stream().filter(h -> when.test(h.time())).toList(),
        whole.dns().stream().filter(each -> when.test(each.time())).toList());
  }

  private interface When {
    boolean test(Instant time);
  }

  /** Only what belongs to the scenario: others use the interface too. */
  private static Capture part(
      Capture all, String name, List<Endpoint> servers, List<Endpoint> dns, When when) {
    List<Handshake> kept =
        Connection.of(all.all()).stream()
            .filter(
                c ->
                    servers.contains(c.server())
                        || c.last()
                            .preamble()
                            .flatMap(Preamble::target)
                            .filter(t -> servers.stream().anyMatch(s -> t.endsWith(":" + s.port())))
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

  private static void print(Scenario scenario, Report report) {
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
  }

  @AfterAll
  static void totals() {
    for (Round round : ROUNDS) {
      if (round.examination != null) {
        round.examination.close();
        ExaminationTotals totals = new ExaminationTotals(round.seen);
        System.out.println(
            "EXAMINATION " + round + System.lineSeparator() + totals.table() + totals.text());
        assertEquals(1.0, totals.precision(), "precision");
        assertEquals(1.0, totals.recall(), "recall");
      }
    }
  }
}
