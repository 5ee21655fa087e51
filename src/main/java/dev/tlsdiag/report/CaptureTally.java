package dev.tlsdiag.report;

import dev.tlsdiag.trace.Handshake;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Counts handshakes by how they ended, and remembers the two that are most worth comparing.
 *
 * <p>A ClientHello that was asked to be sent again is not counted among the handshakes: the one
 * after it is. Connections without ClientHello are counted apart.
 */
public final class CaptureTally {
  private static final int MAX_SERVERS = 1000;

  private long ok;
  private long failed;
  private long unknown;
  private long retried;
  private long connections;
  private long nameless;
  private long namelessFailed;
  private final Map<String, Long> kinds = new TreeMap<>();
  private final Map<String, Place> okByServer = new HashMap<>();
  private Place firstOk;
  private Place suspect;
  private boolean suspectNameless;
  private String suspectServer = "";
  private String file;
  private int fileStart;

  /**
   * Where a handshake is found again.
   *
   * @param number in the list of its file alone
   */
  record Place(String file, int number) {}

  /**
   * Comes before {@link #add} with the number of the first handshake of a file, selected or not.
   */
  public void startOfFile(String name, int firstNumber) {
    file = name;
    fileStart = firstNumber;
  }

  private Place place(Handshake handshake) {
    int start = handshake.file().equals(file) ? fileStart : 0;
    return new Place(handshake.file(), handshake.number() - start);
  }

  public void add(Handshake handshake) {
    kinds.merge(handshake.outcome().kind(), 1L, Long::sum);
    HelloWords.ServerName name = HelloWords.ServerName.of(handshake);
    Mark mark = Mark.of(handshake);
    if (mark == Mark.RETRIED) {
      retried++;
      return;
    }
    if (name == HelloWords.ServerName.NO_HELLO) {
      connections++;
      return;
    }
    if (name.missing()) {
      nameless++;
      namelessFailed += mark == Mark.FAILED ? 1 : 0;
    }
    switch (mark) {
      case OK -> {
        ok++;
        remember(handshake);
      }
      case FAILED -> {
        failed++;
        suspect(handshake, name.missing());
      }
      case UNKNOWN, RETRIED -> unknown++;
    }
  }

  private void remember(Handshake handshake) {
    firstOk = firstOk == null ? place(handshake) : firstOk;
    if (okByServer.size() < MAX_SERVERS) {
      okByServer.putIfAbsent(handshake.server().toString(), place(handshake));
    }
  }

  /** The first failure without a name, or else the first failure. */
  private void suspect(Handshake handshake, boolean withoutName) {
    if (suspect == null || withoutName && !suspectNameless) {
      suspect = place(handshake);
      suspectNameless = withoutName;
      suspectServer = handshake.server().toString();
    }
  }

  /** Handshakes counted: those that went well, failed, or cannot be told. */
  public long handshakes() {
    return ok + failed + unknown;
  }

  public long ok() {
    return ok;
  }

  public long failed() {
    return failed;
  }

  public long unknown() {
    return unknown;
  }

  public long retried() {
    return retried;
  }

  /** Connections that never got as far as a ClientHello. */
  public long connections() {
    return connections;
  }

  /** Handshakes whose ClientHello gives the server no name. */
  public long nameless() {
    return nameless;
  }

  public long namelessFailed() {
    return namelessFailed;
  }

  /** Rows by {@code outcome.kind}. */
  public Map<String, Long> kinds() {
    return Map.copyOf(kinds);
  }

  /** The failure to look at first. */
  Optional<Place> suspect() {
    return Optional.ofNullable(suspect);
  }

  /** A handshake that went well, with the suspect's server if there is one. */
  Optional<Place> good() {
    return Optional.ofNullable(okByServer.getOrDefault(suspectServer, firstOk));
  }
}
