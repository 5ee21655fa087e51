package dev.tlsdiag.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.experiment.bisect.BisectReports;
import dev.tlsdiag.experiment.bisect.Bisection;
import dev.tlsdiag.experiment.bisect.Mixtures;
import dev.tlsdiag.experiment.bisect.Opening;
import dev.tlsdiag.experiment.bisect.Openings;
import dev.tlsdiag.experiment.bisect.ServerTrial;
import dev.tlsdiag.probe.Framing;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Preface;
import dev.tlsdiag.probe.Prober;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.report.BisectReport;
import dev.tlsdiag.report.BisectReport.Verdict;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.HelloTemplates;
import dev.tlsdiag.tls.NamedGroup;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.BiPredicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The bisection against servers that run, and cannot stand one thing each. */
class BisectServersTest {
  private static final String HOST = "app.example.test";
  private static final Limits LIMITS = new Limits(Duration.ofSeconds(4), 1, 1000);
  private static final Reaction RESET = new Reaction.Reset();

  private static Opening client(String template) {
    return template.equals("base")
        ? Openings.base(HOST)
        : Openings.of(HelloTemplates.named(template).orElseThrow(), HOST);
  }

  private static Opening framed(Framing framing) {
    return new Opening("base, cut", Openings.base(HOST).hello(), framing);
  }

  private static BisectReport bisect(Opening good, Opening bad, HelloPolicy policy)
      throws IOException {
    Scenario scenario = IntolerantScenarios.ALL.get(0);
    try (RunningScenario running =
        Lab.start(
            scenario,
            LabNames.AS_WRITTEN,
            lab -> lab.serve(LabServer.web("web", policy), HOST, false, "answers some hellos"))) {
      Route route = Route.direct(running.targets().get(0).address());
      ServerTrial trial = new ServerTrial(new Prober(route, LIMITS), Preface.NONE);
      Bisection bisection = new Bisection(new Mixtures(good, bad), trial, 60, new Random(3));
      return BisectReports.of(bisection.run(), "test", HOST, "direct");
    }
  }

  private static HelloPolicy intolerant(
      BiPredicate<ClientHello, Arrival> dislikes, Reaction reaction, Reaction good) {
    return HelloPolicy.minding((hello, arrival) -> dislikes.test(hello, arrival) ? reaction : good);
  }

  private static Reaction good() throws IOException {
    return new Reaction.Serve(TlsTerms.of(LabAuthority.root("test CA").issue(HOST)));
  }

  static List<Arguments> intolerances() {
    BiPredicate<ClientHello, Arrival> grease =
        (h, a) -> h.cipherSuites().stream().anyMatch(CipherSuite::isGrease);
    Framing twoRecords = new Framing(List.of(90), List.of(), Duration.ZERO);
    Framing twoSegments = new Framing(List.of(), List.of(90), Duration.ofMillis(300));
    return List.of(
        Arguments.of(
            "extension compress_certificate added",
            client("base"),
            client("chrome-125"),
            (BiPredicate<ClientHello, Arrival>)
                (h, a) -> h.hasExtension(ExtensionType.COMPRESS_CERTIFICATE),
            RESET),
        Arguments.of("cipher suite GREASE added", client("base"), client("apple"), grease, RESET),
        Arguments.of(
            "key_share moved behind session_ticket",
            client("base"),
            reordered(),
            (BiPredicate<ClientHello, Arrival>)
                (h, a) -> at(h, ExtensionType.KEY_SHARE) < at(h, ExtensionType.SUPPORTED_VERSIONS),
            new Reaction.SendAlert(AlertDescription.HANDSHAKE_FAILURE)),
        Arguments.of(
            "group X25519MLKEM768 added",
            client("base"),
            client("firefox"),
            (BiPredicate<ClientHello, Arrival>)
                (h, a) -> h.groups().indexOf(NamedGroup.X25519) == 1,
            RESET),
        Arguments.of(
            "extension record_size_limit added, only together with key share of X25519MLKEM768"
                + " added",
            client("base"),
            client("firefox"),
            (BiPredicate<ClientHello, Arrival>)
                (h, a) ->
                    h.hasExtension(ExtensionType.RECORD_SIZE_LIMIT)
                        && h.keyShares().stream()
                            .anyMatch(s -> s.group().equals(NamedGroup.X25519MLKEM768)),
            new Reaction.HangUp()),
        Arguments.of(
            "records: 90 + rest instead of one",
            client("base"),
            framed(twoRecords),
            (BiPredicate<ClientHello, Arrival>) (h, a) -> a.records().size() > 1,
            RESET),
        Arguments.of(
            "TCP segments: 90 + rest instead of one",
            client("base"),
            framed(twoSegments),
            (BiPredicate<ClientHello, Arrival>) (h, a) -> a.split(),
            RESET),
        Arguments.of(
            "record version 0x0303 instead of 0x0301",
            client("base"),
            client("java-17"),
            (BiPredicate<ClientHello, Arrival>) (h, a) -> a.recordVersion() == 0x0303,
            RESET));
  }

  private static int at(ClientHello hello, int type) {
    for (int i = 0; i < hello.extensions().size(); i++) {
      if (hello.extensions().get(i).type() == type) {
        return i;
      }
    }
    return -1;
  }

  /** The key share before the versions. */
  private static Opening reordered() {
    ClientHello hello = Openings.base(HOST).hello();
    var all = new java.util.ArrayList<>(hello.extensions());
    var share = all.remove(at(hello, ExtensionType.KEY_SHARE));
    all.add(at(hello, ExtensionType.SESSION_TICKET) + 1, share);
    return new Opening("reordered", hello.withExtensions(all), Framing.ONE);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("intolerances")
  void findsWhatTheServerCannotStand(
      String cause,
      Opening good,
      Opening bad,
      BiPredicate<ClientHello, Arrival> dislikes,
      Reaction reaction)
      throws IOException {
    BisectReport report = bisect(good, bad, intolerant(dislikes, reaction, good()));
    assertEquals(Verdict.CAUSE, report.verdict(), report.toString());
    assertEquals(
        List.of(cause),
        report.causes().stream().map(BisectReport.Cause::text).toList(),
        report.toString());
    assertEquals(List.of(), report.notes());
  }

  @Test
  void findsTheSizesThatFail() throws IOException {
    BisectReport report =
        bisect(
            client("envoy-1.2"),
            client("openssl-3.0"),
            intolerant(
                (h, a) -> a.messageBytes() >= 256 && a.messageBytes() <= 511, RESET, good()));
    assertEquals(Verdict.CAUSE, report.verdict(), report.toString());
    assertEquals(256, report.size().orElseThrow().least(), report.toString());
    assertEquals(511, report.size().orElseThrow().most(), report.toString());
    assertEquals(
        "a ClientHello of 256 to 511 bytes fails, whatever is in it: reset or closed by server",
        report.headline());
  }

  @Test
  void accusesNothingWhereTheServerFlaps() throws IOException {
    for (double rate : new double[] {0.1, 0.4, 0.8}) {
      Random random = new Random(5);
      BisectReport report =
          bisect(
              client("base"),
              client("firefox"),
              intolerant((h, a) -> random.nextDouble() < rate, RESET, good()));
      assertNotEquals(Verdict.CAUSE, report.verdict(), report.toString());
      assertEquals(List.of(), report.causes());
    }
  }

  @Test
  void accusesNothingWhereNobodyIsServed() throws IOException {
    BisectReport report =
        bisect(client("base"), client("firefox"), HelloPolicy.always(new Reaction.HangUp()));
    assertEquals(Verdict.NOT_IN_HELLO, report.verdict());
    assertTrue(report.headline().contains("the good one fails too"), report.headline());
  }
}
