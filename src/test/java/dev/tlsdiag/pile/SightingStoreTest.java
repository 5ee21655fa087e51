package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SightingStoreTest {
  private static final SightingStore.Retention SMALL =
      new SightingStore.Retention(10, 6, 50, 20, 5);

  private int line;

  private Sighting sighting(Event event, int port, String host) {
    line++;
    return new Sighting(
        SourceKind.ENVOY_LOG,
        event,
        Leg.UNKNOWN,
        Optional.of(Instant.ofEpochSecond(line)),
        Optional.of(new Endpoint("10.0.0.1", port)),
        Optional.empty(),
        Map.of(Attribute.AUTHORITY, host),
        "it happened",
        new Evidence.LogLine("x", line));
  }

  private static List<Long> lines(SightingStore.Kept kept) {
    return kept.sightings().stream().map(s -> ((Evidence.LogLine) s.evidence()).line()).toList();
  }

  @Test
  void aShortDocumentStaysAsAWhole() {
    SightingStore store = new SightingStore(SMALL);
    for (int i = 0; i < 10; i++) {
      store.accept(sighting(Event.CONNECTED, i, "a"));
    }
    SightingStore.Kept kept = store.finish();
    assertEquals(10, kept.sightings().size());
    assertEquals(0, kept.leftOut());
  }

  @Test
  void ofALongOneFailuresAndWhatIsNearThem() {
    SightingStore store = new SightingStore(SMALL);
    for (int i = 0; i < 1000; i++) {
      store.accept(sighting(Event.CONNECTED, i + 1, "quiet" + i)); // lines 1 to 1000
    }
    store.accept(sighting(Event.CONNECTING, 5000, "")); // 1001
    store.accept(sighting(Event.CONNECTED, 6000, "")); // 1002
    store.accept(sighting(Event.TLS_FAILED, 5000, "bad.example")); // 1003
    for (int i = 0; i < 1000; i++) {
      store.accept(sighting(Event.CONNECTED, 7000 + i, "quiet" + i)); // to 2003
    }
    store.accept(sighting(Event.CLOSED, 5000, "")); // 2004
    store.accept(sighting(Event.RESPONSE, 9999, "BAD.example:443")); // 2005
    for (int i = 0; i < 100; i++) {
      store.accept(sighting(Event.CONNECTED, 20_000 + i, "quiet" + i)); // to 2105
    }
    SightingStore.Kept kept = store.finish();

    assertEquals(
        List.of(
            1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 1001L, 1003L, 2004L, 2005L, 2101L, 2102L,
            2103L, 2104L, 2105L),
        lines(kept));
    assertEquals(2105, kept.seen());
    assertEquals(2105 - 19, kept.leftOut());
    assertEquals(0, kept.failuresLeftOut());
    assertEquals(Optional.of(Instant.ofEpochSecond(2105)), kept.to());
  }

  @Test
  void ofManyFailuresAlikeTheFirstAndTheNewestOfEachKind() {
    SightingStore store = new SightingStore(SMALL);
    for (int i = 0; i < 10; i++) {
      store.accept(sighting(Event.CONNECTED, 1, "a"));
    }
    for (int i = 0; i < 1000; i++) {
      store.accept(sighting(Event.TLS_FAILED, i, "a.example"));
      if (i == 500) {
        store.accept(sighting(Event.LOOKUP_FAILED, 1, "rare.example"));
      }
    }
    SightingStore.Kept kept = store.finish();
    assertEquals(
        List.of(11L, 12L, 13L, 512L, 1009L, 1010L, 1011L),
        lines(kept).stream().filter(n -> n > 10).toList());
    assertEquals(1001 - 7, kept.failuresLeftOut());
  }

  @Test
  void memoryIsBoundedWhateverComes() {
    SightingStore store = new SightingStore(SMALL);
    for (int i = 0; i < 200_000; i++) {
      store.accept(
          sighting(i % 2 == 0 ? Event.TLS_FAILED : Event.CONNECTED, i % 60_000, "host" + i));
    }
    assertTrue(store.finish().sightings().size() < 401 * 6 + 50 + 10 + 20);
  }

  @TempDir Path folder;

  /** What one document tells makes another one worth a second look. */
  @Test
  void nearToAFailureOfAnotherDocument() throws IOException {
    StringBuilder log = new StringBuilder();
    for (int i = 0; i < 3000; i++) {
      String sni = i == 1500 ? "wanted.example" : "other" + i + ".example";
      log.append(
          "10.0.0.%d - - [22/May/2024:05:28:05 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\" sni=%s\n"
              .formatted(i % 200, sni));
    }
    Path access = folder.resolve("a.log");
    Files.writeString(access, log);
    Path error = folder.resolve("b.log");
    Files.writeString(
        error,
        "2024/05/22 05:28:05 [error] 1#1: *57 SSL_do_handshake() failed (SSL: x) while SSL handshaking to upstream, client: 10.9.9.9, server: x, host: \"wanted.example\"\n");
    PileOptions options =
        new PileOptions(InputStream.nullInputStream(), ArchiveLimits.DEFAULT, SMALL, List.of());

    PileContents alone = Pile.read(List.of(access.toString()), options);
    PileContents both = Pile.read(List.of(access.toString(), error.toString()), options);

    assertEquals(0, wanted(alone));
    assertEquals(1, wanted(both));
  }

  private static long wanted(PileContents contents) {
    return contents.sightings().stream()
        .filter(s -> s.source() == SourceKind.NGINX_ACCESS_LOG)
        .filter(s -> s.attribute(Attribute.SNI).orElse("").equals("wanted.example"))
        .count();
  }

  /** A sysdump of many nodes has many long logs. */
  @Test
  void ofManyLongDocumentsLessOfEach() throws IOException {
    String line =
        "10.0.0.1 - - [22/May/2024:05:28:05 +0000] \"GET / HTTP/1.1\" 200 1 \"-\" \"x\"\n";
    for (int i = 0; i < 12; i++) {
      Files.writeString(folder.resolve("log" + i), line.repeat(21_000));
    }
    PileContents contents =
        Pile.read(List.of(folder.toString()), PileOptions.reading(InputStream.nullInputStream()));
    assertEquals(12, contents.contributions().size());
    assertTrue(contents.sightings().size() < 180_000, contents.sightings().size() + " kept");
  }
}
