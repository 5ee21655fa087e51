package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.experiment.LiveComparison;
import dev.tlsdiag.lab.LabNames;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The captures of {@code samples/failures}: each folder is a scenario of the lab, and holds the
 * packets of the direct path and of the proxied one.
 *
 * <p>{@code -Dsamples.update=true} makes them anew, with tcpdump on loopback; {@code
 * -Dsamples.only=REGEX} some of them. A new one begins with an empty folder of a scenario's name.
 */
class SampleCapturesTest {
  private static final Path FOLDER = Path.of("samples", "failures");
  private static final String ONLY = System.getProperty("samples.only", ".*");
  private static final int MOST_TIMES = 5;
  private static final long LARGEST_BYTES = 40_000;

  @TempDir static Path folder;

  static List<String> names() throws IOException {
    try (Stream<Path> folders = Files.list(FOLDER)) {
      return folders.map(each -> each.getFileName().toString()).sorted().toList();
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void areMadeAnew(String name) throws IOException {
    assumeTrue(Boolean.getBoolean("samples.update"), "-Dsamples.update=true makes them anew");
    assumeTrue(name.matches(ONLY), "not wanted");
    Scenario scenario = Scenarios.named(name).orElseThrow();
    assumeTrue(scenario.obstacle().isEmpty(), () -> scenario.obstacle().orElseThrow());
    for (int again = 0; again < MOST_TIMES; again++) {
      if (record(scenario)) {
        return;
      }
    }
    throw new IOException("the kernel lost packets each time");
  }

  @Test
  void areWholeAndSmall() throws IOException {
    for (String name : names()) {
      assertTrue(Scenarios.named(name).isPresent(), name + " is no scenario of the lab");
      try (Stream<Path> files = Files.list(FOLDER.resolve(name))) {
        List<Path> found = files.sorted().toList();
        assertEquals(
            List.of("direct.pcap", "proxied.pcap"),
            found.stream().map(file -> file.getFileName().toString()).toList(),
            name);
        for (Path file : found) {
          assertTrue(Files.size(file) < LARGEST_BYTES, file + ": " + Files.size(file) + " bytes");
        }
      }
    }
  }

  /** Whether all packets are there. */
  private static boolean record(Scenario scenario) throws IOException {
    Path file = Files.createTempDirectory(folder, scenario.name()).resolve("lo.pcap");
    List<Endpoint> servers = new ArrayList<>();
    Instant[] between = new Instant[1];
    Instant ended;
    PacketRecorder recorder = PacketRecorder.start(file, scenario.device());
    Instant began = Instant.now();
    try (RunningScenario running = scenario.start(LabNames.AS_WRITTEN)) {
      running.targets().forEach(target -> servers.add(target.address()));
      servers.addAll(running.ways().dnsServers());
      servers.addAll(running.dial().values());
      running.proxy().ifPresent(proxy -> servers.add(proxy.address()));
      new LiveComparison("test", Examination.paths(scenario, running))
          .runBare(() -> between[0] = Instant.now());
      running.others();
      running.forwarded().forEach(sent -> servers.add(sent.to()));
      ended = Instant.now();
    } finally {
      recorder.close();
    }
    PacketSieve packets = new PacketSieve(Files.readAllBytes(file), servers);
    Path samples = FOLDER.resolve(scenario.name());
    Files.write(samples.resolve("direct.pcap"), packets.begunWithin(began, between[0]));
    Files.write(samples.resolve("proxied.pcap"), packets.begunWithin(between[0], ended));
    return recorder.isWhole();
  }
}
