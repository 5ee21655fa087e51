package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureWitness;
import dev.tlsdiag.experiment.UpstreamWitness;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A file that is read while somebody writes it. */
class CaptureWitnessTest {
  private static final Path WHOLE = Path.of("samples", "sni-lost", "combined.pcap");
  private static final int FILE_HEADER = 24;
  private static final int PACKET_HEADER = 16;
  private static final int LENGTH_AT = 8;

  @TempDir Path folder;

  /** The proxy's leg has its SYN in packet 28, its hello in 31, and is closed in 33. */
  @ParameterizedTest(name = "{0} packets of 40")
  @ValueSource(ints = {0, 4, 17, 27, 28, 29, 30, 31, 32, 33, 40})
  void theLegIsWholeHoweverLittleIsThereAtFirst(int packets) throws IOException {
    Capture whole = read(WHOLE);
    Path begun = folder.resolve("begun.pcap");
    Files.write(begun, first(packets));
    Queue<Capture> states = new ArrayDeque<>(List.of(read(begun), whole));
    CaptureWitness.Recording recording =
        new CaptureWitness.Recording() {
          @Override
          public void begin() {}

          @Override
          public Capture end() {
            return states.size() > 1 ? states.remove() : states.element();
          }

          @Override
          public Duration lag() {
            return Duration.ofMinutes(1);
          }
        };
    Hop client =
        Connection.of(whole.all()).stream()
            .filter(each -> each.server().equals(new Endpoint("127.0.0.2", 8443)))
            .map(each -> HopTrace.single(HopTrace.PROXIED, each).clientHop())
            .findFirst()
            .orElseThrow();
    UpstreamWitness witness =
        new CaptureWitness(recording, new Endpoint("127.0.0.3", 8443), "app.example.test");
    UpstreamWitness.Sighting seen = witness.end(client);
    assertEquals(Optional.of(new Outcome.Closed(Side.SERVER)), seen.hop().flatMap(Hop::outcome));
  }

  private static Capture read(Path file) {
    StringWriter err = new StringWriter();
    return CompareFiles.read(file.toString(), new PrintWriter(err));
  }

  private static byte[] first(int packets) throws IOException {
    byte[] bytes = Files.readAllBytes(WHOLE);
    ByteBuffer numbers = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    int end = FILE_HEADER;
    for (int i = 0; i < packets; i++) {
      end += PACKET_HEADER + numbers.getInt(end + LENGTH_AT);
    }
    return Arrays.copyOf(bytes, end);
  }
}
