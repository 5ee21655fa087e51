package dev.tlsdiag.experiment;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.probe.Axis;
import dev.tlsdiag.probe.BaseHello;
import dev.tlsdiag.probe.Limits;
import dev.tlsdiag.probe.Probe;
import dev.tlsdiag.probe.Route;
import dev.tlsdiag.probe.Server;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.report.ProbeReport.ServerNames.Kind;
import dev.tlsdiag.report.ProbeReport.Verdict;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.HelloTemplate;
import dev.tlsdiag.tls.HelloTemplates;
import java.io.IOException;
import java.io.PushbackInputStream;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ProbeRunTest {
  private static final Limits PATIENT = new Limits(Duration.ofSeconds(10), 8, 1000);
  private static final Limits HASTY = new Limits(Duration.ofSeconds(3), 8, 1000);

  private static ProbeReport run(Endpoint server, Probe base, String host, Set<Axis> axes) {
    return run(server, base, host, axes, PATIENT);
  }

  private static ProbeReport run(
      Endpoint server, Probe base, String host, Set<Axis> axes, Limits limits) {
    ProbeRun.Options options =
        new ProbeRun.Options(
            "test",
            server,
            "direct",
            Optional.empty(),
            host,
            base,
            axes,
            CompletableFuture.completedFuture(Optional.empty()));
    return ProbeRun.run(options, Route.direct(server), limits);
  }

  private static ProbeReport run(Endpoint server, String host) {
    return run(server, new Probe("base", BaseHello.of(host)), host, EnumSet.allOf(Axis.class));
  }

  private static Optional<String> statement(ProbeReport report, String label) {
    return report.statements().stream()
        .filter(each -> each.label().equals(label))
        .map(ProbeReport.Statement::words)
        .findFirst();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "sni-alert-112, REQUIRED_ALERT, required: without a name alert 112",
    "sni-alert-40, REQUIRED_ALERT, required: without a name alert 40",
    "sni-reset, REQUIRED_RESET, required: without a name reset",
    "sni-close, REQUIRED_CLOSE, required: without a name closed",
    "mrap-no-sni, REQUIRED_SILENCE, required: without a name no answer",
    "sni-default-certificate, DEFAULT_CERTIFICATE, not required: without a name the default"
  })
  void saysHowTheServerTakesNames(String scenario, Kind kind, String words) throws IOException {
    try (RunningScenario running = Scenarios.named(scenario).orElseThrow().start()) {
      Target target =
          running.targets().stream()
              .filter(t -> t.needsSni() || kind == Kind.DEFAULT_CERTIFICATE)
              .findFirst()
              .orElseThrow();
      ProbeReport report = run(target.address(), target.host());
      assertEquals(Verdict.WORKS, report.verdict(), report.headline());
      assertEquals(kind, report.serverNames().orElseThrow().kind());
      assertTrue(report.serverNames().get().words().startsWith(words), report.toString());
      if (kind != Kind.DEFAULT_CERTIFICATE) {
        assertEquals("sni", report.flip().orElseThrow().axis());
        assertEquals("none", report.flip().orElseThrow().variant());
      }
      assertEquals(List.of(), report.findings());
    }
  }

  @Test
  void aHealthyServerHasNoFlip() throws Exception {
    try (Server server = Server.tls(terms -> {})) {
      ProbeReport report = run(server.endpoint(), Server.HOST);
      assertEquals(Verdict.WORKS, report.verdict());
      assertEquals(Kind.IGNORED, report.serverNames().orElseThrow().kind());
      assertEquals(Optional.empty(), report.flip());
      assertEquals(List.of(), report.findings());
      assertEquals("test CA", report.talksTo().orElseThrow().issuer());
      assertTrue(statement(report, "SIZE").orElseThrow().startsWith("any:"));
      assertTrue(statement(report, "CLIENT").orElseThrow().startsWith("no client certificate"));
    }
  }

  /** The whole of the first record is in the first segment. */
  private static boolean whole(byte[] first) {
    return first.length >= 5 && first.length >= 5 + ((first[3] & 0xff) << 8 | first[4] & 0xff);
  }

  /** The whole of the message is in the first record. */
  private static boolean wholeMessage(byte[] first) {
    int message = (first[6] & 0xff) << 16 | (first[7] & 0xff) << 8 | first[8] & 0xff;
    return ((first[3] & 0xff) << 8 | first[4] & 0xff) >= 4 + message;
  }

  static Stream<Arguments> boxes() {
    return Stream.of(
        arguments(
            "minds two segments",
            (Predicate<byte[]>) ProbeRunTest::whole,
            "segments",
            "two with a pause",
            "something looks at the first one only"),
        arguments(
            "loses packets above 1400 bytes",
            (Predicate<byte[]>) first -> first.length <= 1400,
            "size",
            "2000 bytes",
            "path MTU"),
        arguments(
            "minds a second record",
            (Predicate<byte[]>) first -> !whole(first) || wholeMessage(first),
            "segments",
            "two records",
            "something reads the first record only"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("boxes")
  void blamesTheRightAxis(
      String name, Predicate<byte[]> likes, String axis, String variant, String words)
      throws Exception {
    try (Server server = Server.tls(terms -> {});
        Server box = Server.before(server, likes)) {
      ProbeReport report =
          run(
              box.endpoint(),
              new Probe("base", BaseHello.of(Server.HOST)),
              Server.HOST,
              EnumSet.of(Axis.SEGMENTS, Axis.SIZE));
      assertEquals(axis, report.flip().orElseThrow().axis());
      assertEquals(variant, report.flip().orElseThrow().variant());
      assertTrue(statement(report, "SIZE").orElseThrow().contains(words), report.toString());
    }
  }

  @Test
  void aLongHelloThatGetsLostIsCuredByAShortOne() throws Exception {
    HelloTemplate newest =
        HelloTemplates.all().stream()
            .filter(t -> t.hello().keyShares().stream().anyMatch(s -> s.lengthBytes() == 1216))
            .filter(t -> t.hello().keyShares().size() > 1)
            .findFirst()
            .orElseThrow();
    try (Server server = Server.tls(terms -> {});
        Server box = Server.before(server, first -> first.length <= 1400)) {
      Probe base = new Probe("base", newest.to(Optional.of(Server.HOST), Optional.of(List.of())));
      ProbeReport report =
          run(
              box.endpoint(),
              base,
              Server.HOST,
              EnumSet.of(Axis.SEGMENTS, Axis.SIZE, Axis.GROUPS),
              HASTY);
      assertEquals(Verdict.FAILS, report.verdict(), report.headline());
      assertTrue(statement(report, "SIZE").orElseThrow().startsWith("path MTU"), report.toString());
    }
  }

  @Test
  void aProxyHeaderThatIsWaitedForIsFound() throws Exception {
    try (Server server = Server.tls(terms -> {});
        Server box =
            Server.doing(
                client -> {
                  int first = client.getInputStream().read();
                  if (first != 'P') {
                    return;
                  }
                  while (client.getInputStream().read() != '\n') {
                    // the rest of the header
                  }
                  Server.relay(client, server);
                })) {
      ProbeReport report = run(box.endpoint(), Server.HOST);
      assertEquals(Verdict.FAILS, report.verdict(), report.headline());
      assertEquals("proxy-header", report.flip().orElseThrow().axis());
      assertTrue(report.headline().endsWith("as soon as a PROXY header v1 goes first"));
    }
  }

  @Test
  void aServerThatFlapsIsNotBlamed() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (Server server = Server.tls(terms -> {});
        Server box =
            Server.doing(
                client -> {
                  // Only the very first connection is served.
                  if (count.getAndIncrement() == 0) {
                    Server.relay(client, server);
                  }
                })) {
      ProbeReport report =
          run(
              box.endpoint(),
              new Probe("base", BaseHello.of(Server.HOST)),
              Server.HOST,
              Set.of(Axis.SNI));
      assertEquals(Verdict.FLAPS, report.verdict(), report.headline());
    }
  }

  /** It takes the base at first, and then every second hello, whichever that is. */
  @Test
  void aServerThatFailsNowAndThenIsNotBlamedForNames() throws Exception {
    AtomicInteger count = new AtomicInteger();
    try (Server server = Server.tls(terms -> {});
        Server box =
            Server.doing(
                client -> {
                  if (count.getAndIncrement() % 2 == 0) {
                    Server.relay(client, server);
                  }
                })) {
      ProbeReport report =
          run(
              box.endpoint(),
              new Probe("base", BaseHello.of(Server.HOST)),
              Server.HOST,
              Set.of(Axis.SNI));
      assertEquals(Verdict.FLAPS, report.verdict(), report.headline());
    }
  }

  @Test
  void theOtherProbesTellTheCause() throws Exception {
    try (Server server = Server.tls(terms -> {});
        Server box =
            Server.doing(
                client -> {
                  PushbackInputStream in = new PushbackInputStream(client.getInputStream(), 1);
                  int first = in.read();
                  if (first == 'P') {
                    while (in.read() != '\n') {
                      // the rest of a PROXY header v1
                    }
                    Server.relay(client, server);
                  }
                })) {
      ProbeReport report = run(box.endpoint(), Server.HOST);
      assertEquals("proxy-protocol-expected-missing", report.findings().get(0).rule());
      assertEquals(1, report.findings().size(), report.findings().toString());
    }
  }

  @Test
  void aPortWithoutTlsGetsNoMoreHellosThanNeeded() throws Exception {
    try (Server server =
        Server.doing(
            client -> {
              assertTrue(client.getInputStream().read() >= 0);
              client.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(US_ASCII));
            })) {
      ProbeReport report = run(server.endpoint(), Server.HOST);
      assertEquals(Verdict.FAILS, report.verdict());
      assertTrue(report.headline().endsWith("does not speak TLS"), report.headline());
      assertEquals("plaintext-answer", report.findings().get(0).rule());
      assertTrue(server.connections() <= 5, "connections: " + server.connections());
    }
  }

  @Test
  void nobodyIsProbedFurther() throws Exception {
    Server server = Server.doing(socket -> {});
    server.close();
    ProbeReport report = run(server.endpoint(), Server.HOST);
    assertEquals(Verdict.UNREACHABLE, report.verdict());
    assertEquals(1, report.rows().size());
  }
}
