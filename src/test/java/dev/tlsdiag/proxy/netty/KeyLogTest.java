package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.track.WireEvents;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a writer of captures gets: all bytes, and the keys to read them. */
class KeyLogTest {
  private final Records records = new Records();

  @TempDir Path folder;

  private static final class Taps implements WireTaps {
    final Map<Long, AtomicLong> bytes = new ConcurrentHashMap<>();
    final ConcurrentLinkedQueue<String> keys = new ConcurrentLinkedQueue<>();

    @Override
    public Optional<WireEvents> leg(
        long id, dev.tlsdiag.proxy.core.LegRecord.LegSide side, Endpoint client, Endpoint server) {
      AtomicLong count = new AtomicLong();
      bytes.put(id, count);
      return Optional.of(
          new WireEvents() {
            @Override
            public void connecting(long nanos) {}

            @Override
            public void connected(long nanos) {}

            @Override
            public void refused(long nanos) {}

            @Override
            public void bytes(Side from, ByteBuffer more, long nanos) {
              count.addAndGet(more.remaining());
            }

            @Override
            public void acknowledged(Side by, long nanos) {}

            @Override
            public void closed(Side by, long nanos) {}

            @Override
            public void reset(Side by, long nanos) {}
          });
    }

    @Override
    public boolean wantsKeys() {
      return true;
    }

    @Override
    public void keyLogLine(String line) {
      keys.add(line);
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"TLSv1.2, --tls-max 1.2", "TLSv1.3, --tlsv1.3"})
  void tellsTheKeysOfBothSides(String version, String option) throws Exception {
    Taps taps = new Taps();
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME), version);
        ProxyServer proxy =
            ProxyServer.start(
                ProxyFixture.settings(
                    new ProxyMode.Reverse(true, origin.endpoint()), UpstreamTls.FAITHFUL, Map.of()),
                records,
                taps,
                EchoHttpLayer::create,
                ProxyFixture.PATIENCE)) {
      String ca = ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString();
      String command =
          "curl -sS --http1.1 --cacert %s %s --connect-to ::%s https://%s/"
              .formatted(ca, option, proxy.addresses().get(0), NAME);
      assertEquals(
          "name=" + NAME + " version=" + version + "\n",
          ClientProgram.run(command.split(" ")).output());
      var down = records.first(LegSide.DOWNSTREAM);
      var up = records.first(LegSide.UPSTREAM);
      for (var leg : List.of(down, up)) {
        assertEquals(leg.bytesFromClient() + leg.bytesFromServer(), taps.bytes.get(leg.id()).get());
      }
      Map<String, Long> labels =
          taps.keys.stream()
              .collect(Collectors.groupingBy(l -> l.split(" ", 2)[0], Collectors.counting()));
      Set<String> expected =
          version.equals("TLSv1.2")
              ? Set.of("CLIENT_RANDOM")
              : Set.of(
                  "CLIENT_HANDSHAKE_TRAFFIC_SECRET",
                  "SERVER_HANDSHAKE_TRAFFIC_SECRET",
                  "CLIENT_TRAFFIC_SECRET_0",
                  "SERVER_TRAFFIC_SECRET_0",
                  "EXPORTER_SECRET");
      assertEquals(expected, labels.keySet());
      assertEquals(2, labels.get(expected.iterator().next()));
      assertTrue(taps.keys.stream().allMatch(line -> line.matches("\\S+ [0-9a-f]{64} [0-9a-f]+")));
    }
  }
}
