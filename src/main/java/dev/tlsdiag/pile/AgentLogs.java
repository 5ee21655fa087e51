package dev.tlsdiag.pile;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.envoy.EnvoyAccessLogReader;
import dev.tlsdiag.mesh.envoy.EnvoyLogReader;
import dev.tlsdiag.mesh.logs.CiliumAgentLog;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** Cilium's agent log, into which an Envoy within the agent writes as well. */
final class AgentLogs implements LineReader {
  private static final byte[] SUBSYSTEM = "subsys".getBytes(StandardCharsets.US_ASCII);
  private static final int BEHIND = 14;

  private final CiliumAgentLog agent;
  private final EnvoyLogReader envoy;

  AgentLogs(String file, Consumer<Sighting> sightings, EnvoyAccessLogReader.Formats formats) {
    agent = new CiliumAgentLog(file, sightings);
    envoy = new EnvoyLogReader(file, sightings, formats);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    int at = last(buffer, from, to);
    boolean ofEnvoy =
        at < 0
            || new String(buffer, at, Math.min(to - at, BEHIND), StandardCharsets.ISO_8859_1)
                .contains("envoy");
    (ofEnvoy ? envoy : agent).onLine(buffer, from, to, number);
  }

  private static int last(byte[] buffer, int from, int to) {
    for (int i = to - SUBSYSTEM.length; i >= from; i--) {
      int j = 0;
      while (j < SUBSYSTEM.length && buffer[i + j] == SUBSYSTEM[j]) {
        j++;
      }
      if (j == SUBSYSTEM.length) {
        return i;
      }
    }
    return -1;
  }

  @Override
  public void onEnd() {
    envoy.onEnd();
  }

  @Override
  public ReadingTally tally() {
    return agent.tally().plus(envoy.tally());
  }
}
