package dev.tlsdiag.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.trace.Redaction;
import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LiveFlowsTest {
  private static final String HOST = "app.example.test";

  /** All rows of these records, once they are taken. */
  private static List<LiveFlow> rows(LiveFlows flows) {
    flows.close();
    return flows.all();
  }

  private static LiveFlows start() {
    return LiveFlows.start(Redaction.ON);
  }

  @Test
  void showsARequestBeforeItsConnectionsEnd() throws Exception {
    try (LiveFlows flows = start()) {
      flows.onStanding(FlowSamples.downstream(1, HOST, 0));
      flows.onStanding(FlowSamples.upstream(2, 1, HOST, 0));
      flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/a?token=s3cr3t"));

      LiveFlow row = rows(flows).get(0);

      assertEquals("curl", row.from());
      assertEquals("192.0.2.1", row.client());
      assertEquals("app.example.test:443", row.to());
      assertEquals(HOST, row.downstreamName().text());
      assertEquals(HOST, row.upstreamName().text());
      assertEquals(Optional.of("TLS 1.3"), row.tlsVersion());
      assertEquals(Optional.of("http/1.1"), row.alpn());
      assertEquals(200, row.status().orElseThrow());
      assertEquals(FlowVerdict.OK, row.verdict());
      assertEquals("https://app.example.test/a?token=[redacted]", row.url());
      assertEquals(Duration.ofMillis(5), row.duration());
    }
  }

  @Test
  void saysWhatARuleFinds() {
    LiveFlows flows = start();
    flows.onStanding(FlowSamples.downstream(1, HOST, 0));
    flows.onLeg(FlowSamples.nameless(2, 1, HOST, 112));
    flows.onExchange(FlowSamples.localReply(1, 1, 2, "https://app.example.test/"));

    LiveFlow row = rows(flows).get(0);

    assertEquals(FlowVerdict.FAILED, row.verdict());
    assertEquals(Optional.of("upstream-sni-missing"), row.rule());
    assertTrue(row.headline().contains("server_name"), row.headline());
    assertEquals(SentName.ABSENT, row.upstreamName());
    assertEquals(502, row.status().orElseThrow());
    assertTrue(row.ownAnswer());
    assertFalse(flows.details(row.id()).orElseThrow().findings().isEmpty());
  }

  @Test
  void aConnectionThatCameToNothingIsARow() {
    LiveFlows flows = start();
    flows.onLeg(FlowSamples.leftByClient(1, HOST));

    LiveFlow row = rows(flows).get(0);

    assertEquals(LiveFlow.Kind.CONNECTION, row.kind());
    assertEquals(FlowVerdict.FAILED, row.verdict());
    assertFalse(row.headline().isEmpty());
  }

  @Test
  void aConnectionThatCarriedRequestsIsNoRowOfItsOwn() {
    LiveFlows flows = start();
    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/"));
    flows.onLeg(FlowSamples.downstream(1, HOST, 1));
    flows.onLeg(FlowSamples.upstream(2, 1, HOST, 1));

    List<LiveFlow> rows = rows(flows);

    assertEquals(1, rows.size());
    assertEquals(HOST, rows.get(0).upstreamName().text());
    assertTrue(flows.details(1).orElseThrow().upstream().isPresent());
  }

  /** The client gives up, and its connection is told before its request and the server's leg. */
  @Test
  void aRequestThatItsClientGaveUpHasItsNames() {
    LiveFlows flows = start();
    flows.onStanding(FlowSamples.downstream(1, HOST, 0));
    flows.onLeg(FlowSamples.downstream(1, HOST, 1));
    flows.onExchange(
        FlowSamples.request(
            1,
            1,
            0,
            "https://app.example.test/",
            0,
            Optional.of("connection closed by the client"),
            Optional.empty()));
    flows.onLeg(FlowSamples.nameless(2, 1, HOST, 112));

    List<LiveFlow> rows = rows(flows);

    assertEquals(1, rows.size());
    assertEquals(HOST, rows.get(0).downstreamName().text());
    assertEquals(SentName.ABSENT, rows.get(0).upstreamName());
    assertEquals(Optional.of("upstream-sni-missing"), rows.get(0).rule());
  }

  /** The server's leg failed, the client waited, then both are told: one row in any order. */
  @Test
  void joinsTheLegsOfAConnectionWithoutARequest() {
    for (boolean serverFirst : new boolean[] {true, false}) {
      LiveFlows flows = start();
      List<LegRecord> legs =
          new ArrayList<>(
              List.of(FlowSamples.nameless(2, 1, HOST, 40), FlowSamples.leftByClient(1, HOST)));
      if (!serverFirst) {
        java.util.Collections.reverse(legs);
      }
      legs.forEach(flows::onLeg);

      List<LiveFlow> rows = rows(flows);

      assertEquals(1, rows.size());
      assertEquals(SentName.ABSENT, rows.get(0).upstreamName());
    }
  }

  @Test
  void keepsSoManyRowsAndCountsTheOthers() {
    LiveFlows flows = LiveFlows.start(100, LiveFlows.USUAL_BYTES, Redaction.ON);
    for (int i = 1; i <= 250; i++) {
      flows.onExchange(FlowSamples.request(i, 1, 2, "https://app.example.test/" + i));
    }

    List<LiveFlow> rows = rows(flows);

    assertEquals(100, rows.size());
    assertEquals(151, rows.get(0).id());
    assertEquals(150, flows.counts().gone());
    assertEquals(250, flows.counts().total());
    assertEquals(151, flows.since(0, 10).oldest());
    assertEquals(Optional.empty(), flows.flow(150));
  }

  @Test
  void detailsGoBeforeRowsAndThoseOfFailuresLast() {
    LiveFlows flows = LiveFlows.start(1_000, 400_000, Redaction.ON);
    flows.onLeg(FlowSamples.nameless(2, 1, HOST, 112));
    flows.onExchange(FlowSamples.localReply(1, 1, 2, "https://app.example.test/"));
    flows.onLeg(FlowSamples.downstream(1, HOST, 1));
    for (int i = 2; i <= 500; i++) {
      flows.onExchange(FlowSamples.request(i, 10 * i, 0, "https://app.example.test/" + i));
      flows.onLeg(FlowSamples.downstream(10 * i, HOST, 1));
    }

    assertEquals(500, rows(flows).size());
    assertTrue(flows.details(1).isPresent(), "the one that failed");
    assertFalse(flows.details(2).isPresent(), "the oldest that worked");
    assertTrue(flows.details(500).isPresent(), "the newest");
    assertTrue(flows.counts().withoutDetails() > 300, flows.counts().toString());
  }

  @Test
  void aViewLearnsEachChangeOnce() throws IOException {
    LiveFlows flows = start();
    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/1"));
    flows.onExchange(FlowSamples.request(2, 3, 4, "https://app.example.test/2"));
    flows.onLeg(FlowSamples.downstream(1, HOST, 1));
    flows.close();

    LiveBatch first = flows.since(0, 1);
    LiveBatch second = flows.since(first.revision(), 10);

    assertTrue(first.more());
    assertFalse(second.more());
    Set<Long> ids = new HashSet<>();
    first.flows().forEach(flow -> ids.add(flow.id()));
    second.flows().forEach(flow -> ids.add(flow.id()));
    assertEquals(Set.of(1L, 2L), ids);
    assertEquals(List.of(), flows.since(second.revision(), 10).flows());
  }

  @Test
  void wakesItsViewsUntilTheyLeave() throws Exception {
    LiveFlows flows = start();
    CountDownLatch woken = new CountDownLatch(1);
    AtomicLong afterwards = new AtomicLong();
    Closeable view =
        flows.onChange(
            () -> {
              woken.countDown();
              afterwards.incrementAndGet();
            });

    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/"));
    assertTrue(woken.await(60, TimeUnit.SECONDS));
    view.close();
    long before = afterwards.get();
    flows.onExchange(FlowSamples.request(2, 1, 2, "https://app.example.test/"));
    flows.close();

    assertEquals(2, flows.all().size());
    assertEquals(before, afterwards.get());
    assertTrue(flows.ended());
  }

  /** Every record is in a row or counted, whatever the threads do. */
  @Test
  void takesRecordsOfManyThreads() throws Exception {
    LiveFlows flows = LiveFlows.start(2_000, 4L << 20, Redaction.ON);
    int threads = 4;
    int each = 2_000;
    AtomicLong broken = new AtomicLong();
    List<Thread> all = new ArrayList<>();
    for (int t = 0; t < threads; t++) {
      long base = (long) t * each;
      Thread thread =
          new Thread(
              () -> {
                for (int i = 1; i <= each; i++) {
                  long id = base + i;
                  flows.onExchange(
                      FlowSamples.request(id, id, 0, "https://app.example.test/" + id));
                }
              });
      all.add(thread);
    }
    Thread reader =
        new Thread(
            () -> {
              long revision = 0;
              while (!flows.ended()) {
                LiveBatch batch = flows.since(revision, 500);
                for (LiveFlow flow : batch.flows()) {
                  if (flow.revision() <= revision) {
                    broken.incrementAndGet();
                  }
                }
                revision = batch.revision();
                flows.all();
              }
            });
    reader.start();
    all.forEach(Thread::start);
    for (Thread thread : all) {
      thread.join();
    }
    flows.close();
    reader.join();

    LiveCounts counts = flows.counts();
    assertEquals((long) threads * each, counts.total() + counts.lost());
    assertEquals(counts.kept(), flows.all().size());
    assertTrue(counts.kept() <= 2_000);
    assertEquals(0, broken.get(), "changes told twice");
    assertEquals(0, counts.undiagnosed());
  }

  @Test
  void aMapHasACardForEachNameAndAnEdgeForEachVerdict() {
    LiveFlows flows = start();
    flows.onStanding(FlowSamples.downstream(1, HOST, 0));
    flows.onStanding(FlowSamples.upstream(2, 1, HOST, 0));
    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/1"));
    flows.onExchange(FlowSamples.request(2, 1, 2, "https://app.example.test/2"));
    flows.onStanding(FlowSamples.downstream(3, HOST, 0));
    flows.onLeg(FlowSamples.nameless(4, 3, HOST, 112));
    flows.onExchange(FlowSamples.localReply(3, 3, 4, "https://app.example.test/3"));

    LiveMap map = LiveMap.of(rows(flows));

    assertEquals(List.of("curl"), map.clients().stream().map(LiveMap.Card::name).toList());
    LiveMap.Card server = map.servers().get(0);
    assertEquals(HOST, server.name());
    assertEquals(
        List.of("ok app.example.test 2", "failed none 1"),
        server.edges().stream()
            .map(e -> e.verdict().label() + " " + e.name().text() + " " + e.count())
            .toList());
    assertEquals(FlowVerdict.FAILED, server.verdict());
  }

  @Test
  void activityIsOfTheLastMinute() {
    LiveFlows flows = start();
    for (int i = 1; i <= 3; i++) {
      flows.onExchange(FlowSamples.request(i, 1, 0, "https://app.example.test/"));
    }
    flows.onExchange(FlowSamples.localReply(4, 1, 0, "https://app.example.test/"));
    List<LiveFlow> rows = rows(flows);

    LiveActivity now = LiveActivity.of(rows, FlowSamples.START.plusSeconds(10));
    LiveActivity later = LiveActivity.of(rows, FlowSamples.START.plusSeconds(70));

    assertEquals(new LiveActivity.Second(3, 1), now.seconds().get(LiveActivity.SECONDS - 10));
    assertEquals(0, later.seconds().stream().mapToInt(LiveActivity.Second::all).sum());
  }
}
