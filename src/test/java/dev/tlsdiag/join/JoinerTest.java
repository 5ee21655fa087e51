package dev.tlsdiag.join;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class JoinerTest {
  private static final Instant START = Instant.parse("2026-11-20T14:15:33Z");
  private static final Endpoint SERVER = new Endpoint("198.51.100.10", 443);
  private static final String HOST = "app.example.test";

  private final List<Sighting> sightings = new ArrayList<>();

  private static Endpoint client(int port) {
    return new Endpoint("10.0.0.181", port);
  }

  private void seen(
      String file,
      SourceKind source,
      Event event,
      Leg leg,
      long millis,
      Optional<Endpoint> client,
      Map<Attribute, String> attributes) {
    sightings.add(
        new Sighting(
            source,
            event,
            leg,
            Optional.of(START.plusMillis(millis)),
            client,
            Optional.of(SERVER),
            attributes,
            event.toString(),
            new Evidence.LogLine(file, sightings.size() + 1)));
  }

  private void syn(String file, int port, long millis) {
    seen(
        file,
        SourceKind.HUBBLE,
        Event.REDIRECTED,
        Leg.DOWNSTREAM,
        millis,
        Optional.of(client(port)),
        Map.of(Attribute.TCP_FLAGS, "SYN", Attribute.SERVER_NAMES, HOST));
  }

  private void accepted(String file, int port, long millis, String number) {
    seen(
        file,
        SourceKind.ENVOY_LOG,
        Event.ACCEPTED,
        Leg.DOWNSTREAM,
        millis,
        Optional.of(client(port)),
        Map.of(Attribute.CONNECTION, number));
  }

  private void request(String file, long millis, String number, String stream) {
    seen(
        file,
        SourceKind.ENVOY_LOG,
        Event.REQUEST,
        Leg.DOWNSTREAM,
        millis,
        Optional.empty(),
        Map.of(
            Attribute.CONNECTION,
            number,
            Attribute.STREAM,
            stream,
            Attribute.METHOD,
            "GET",
            Attribute.PATH,
            "/",
            Attribute.AUTHORITY,
            HOST));
  }

  private Joined join() {
    return Joiner.join(new Pieces(sightings, List.of(), List.of()));
  }

  @Test
  void flowsAndALogAreOneRequestByTheClientsPort() {
    syn("flows", 56816, 0);
    accepted("log", 56816, 1, "4");
    request("log", 20, "4", "7205163356431684926");
    Case only = join().cases().get(0);
    assertEquals(1, join().cases().size());
    assertEquals(Optional.of(HOST), only.host());
    assertEquals(Optional.of(client(56816)), only.client());
    assertEquals(0.95, only.confidence());
    assertEquals("the same client address and port", only.bonds().get(0).reason());
  }

  @Test
  void twoRequestsOnOneConnectionAreTwoCasesWithThatConnection() {
    syn("flows", 56816, 0);
    accepted("log", 56816, 1, "4");
    request("log", 20, "4", "7205163356431684926");
    request("log", 900, "4", "8305163356431684927");
    List<Case> cases = join().cases();
    assertEquals(2, cases.size());
    cases.forEach(each -> assertEquals(3, each.told().size(), each.told().toString()));
  }

  @Test
  void twoClientsAtOnceStayApart() {
    syn("flows", 56816, 0);
    syn("flows", 56818, 2);
    accepted("log", 56816, 1, "4");
    accepted("log", 56818, 3, "5");
    request("log", 20, "4", "7205163356431684926");
    request("log", 21, "5", "8305163356431684927");
    List<Case> cases = join().cases();
    assertEquals(2, cases.size());
    for (Case each : cases) {
      List<Endpoint> clients =
          each.sightings().flatMap(s -> s.client().stream()).distinct().toList();
      assertEquals(1, clients.size(), clients.toString());
    }
  }

  @Test
  void aClockThatRunsAheadIsFoundAndTakenOff() {
    for (int i = 0; i < 3; i++) {
      syn("flows", 56816 + i, 1000L * i);
      accepted("log", 56816 + i, 1000L * i + 3_600_040 + i, Integer.toString(4 + i));
    }
    Joined joined = join();
    assertEquals(3, joined.cases().size());
    Clock ahead =
        joined.clocks().stream().filter(clock -> clock.file().equals("log")).findFirst().get();
    assertEquals("flows", ahead.reference());
    assertEquals(Duration.ofMillis(3_600_041), ahead.ahead());
    assertEquals(3, ahead.seenBoth());
    Placed first = joined.cases().get(0).told().get(0);
    assertEquals(Optional.of(START.minusMillis(1)), first.time());
  }

  @Test
  void clocksThatNothingTiesAreShiftedForTheOneFailureOfEach() {
    seen(
        "a",
        SourceKind.ENVOY_ACCESS_LOG,
        Event.LOCAL_REPLY,
        Leg.WHOLE,
        0,
        Optional.empty(),
        Map.of(Attribute.AUTHORITY, HOST, Attribute.STATUS, "503", Attribute.METHOD, "GET"));
    seen(
        "b",
        SourceKind.NGINX_ERROR_LOG,
        Event.TLS_FAILED,
        Leg.UPSTREAM,
        7_200_000,
        Optional.empty(),
        Map.of(Attribute.AUTHORITY, HOST, Attribute.METHOD, "GET"));
    Joined joined = join();
    assertEquals(1, joined.cases().size());
    assertEquals(0.5, joined.cases().get(0).confidence());
  }

  @Test
  void theSameRequestIdIsTheSameRequestWhoeverLogsIt() {
    for (String file : List.of("client", "server")) {
      seen(
          file,
          SourceKind.ENVOY_ACCESS_LOG,
          Event.RESPONSE,
          Leg.WHOLE,
          file.equals("client") ? 0 : 40,
          Optional.empty(),
          Map.of(Attribute.REQUEST_ID, "58c0e2c6-1111-4a4a-9d9d-0123456789ab"));
    }
    assertEquals(1, join().cases().size());
    assertEquals(1.0, join().cases().get(0).confidence());
  }

  @Test
  void aTimerAfterTcpConnectedRanOutInTls() {
    accepted("log", 56816, 1, "4");
    request("log", 20, "4", "7205163356431684926");
    for (Event event : List.of(Event.CONNECTING, Event.CONNECTED, Event.CONNECT_TIMEOUT)) {
      seen(
          "log",
          SourceKind.ENVOY_LOG,
          event,
          Leg.UPSTREAM,
          event == Event.CONNECT_TIMEOUT ? 2000 : 21,
          Optional.empty(),
          Map.of(Attribute.CONNECTION, "8", Attribute.FOR_CONNECTION, "4"));
    }
    HopTrace trace = CaseTrace.of(join().cases().get(0), false);
    assertEquals(2, trace.hops().size());
    Hop hop = trace.serverHop();
    assertEquals(Hop.State.FAILED, hop.state());
    assertEquals(
        List.of(Step.Kind.CONNECT, Step.Kind.TLS), hop.steps().stream().map(Step::kind).toList());
    assertEquals(Step.Kind.TLS, hop.failedStep().orElseThrow().kind());
  }

  @Test
  void whatGoesOutUnproxiedIsTheClientsOwnLeg() {
    for (String point : List.of("to-stack", "to-network")) {
      seen(
          "flows",
          SourceKind.HUBBLE,
          Event.FORWARDED,
          Leg.UPSTREAM,
          1,
          Optional.of(client(56816)),
          Map.of(Attribute.OBSERVATION_POINT, point, Attribute.TCP_FLAGS, "SYN"));
    }
    Case only = join().cases().get(0);
    assertEquals(List.of(1, 1), only.told().stream().map(Placed::hop).toList());
    assertEquals(1, CaseTrace.of(only, false).hops().size());
  }

  @Test
  void manyRequestsAreJoinedInTimeThatGrowsWithTheirNumber() {
    for (int i = 0; i < 6_000; i++) {
      int port = 1024 + i % 60_000;
      syn("flows", port, 10L * i);
      accepted("log", port, 10L * i + 1, Integer.toString(i));
      request(
          "log", 10L * i + 2, Integer.toString(i), Long.toString(7_205_163_356_431_684_926L - i));
    }
    List<Case> cases = assertTimeout(Duration.ofSeconds(60), () -> join().cases());
    assertEquals(6_000, cases.size());
    assertTrue(cases.stream().allMatch(each -> each.told().size() == 3));
  }

  @Test
  void nothingIsLost() {
    syn("flows", 56816, 0);
    seen(
        "events",
        SourceKind.KUBERNETES_EVENT,
        Event.CONFIGURATION,
        Leg.UNKNOWN,
        5,
        Optional.empty(),
        Map.of(Attribute.SECRET, "kube-system/a"));
    Joined joined = join();
    long told = joined.cases().stream().mapToLong(each -> each.told().size()).sum();
    assertEquals(sightings.size(), told + joined.elsewhere().size());
    assertEquals(
        Arrays.asList(Event.CONFIGURATION),
        joined.elsewhere().stream().map(Sighting::event).toList());
  }
}
