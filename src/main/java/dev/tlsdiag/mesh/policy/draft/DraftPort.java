package dev.tlsdiag.mesh.policy.draft;

import java.util.Comparator;

/** A port that was connected to. */
record DraftPort(int port, String protocol) implements Comparable<DraftPort> {
  private static final Comparator<DraftPort> ORDER =
      Comparator.comparingInt(DraftPort::port).thenComparing(DraftPort::protocol);

  @Override
  public int compareTo(DraftPort other) {
    return ORDER.compare(this, other);
  }
}
