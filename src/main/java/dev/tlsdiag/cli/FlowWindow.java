package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.hubble.FlowRecord;
import dev.tlsdiag.mesh.hubble.FlowSelection;
import dev.tlsdiag.mesh.hubble.FlowSink;
import dev.tlsdiag.mesh.hubble.LostEvents;
import dev.tlsdiag.mesh.hubble.NodeStatus;
import dev.tlsdiag.mesh.hubble.Verdict;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** Of the flows that are read, those that are wanted; and counts of all. */
final class FlowWindow implements FlowSink {
  /** Takes what is wanted. */
  interface Target {
    void flow(FlowRecord flow) throws IOException;

    void lost(LostEvents lost) throws IOException;
  }

  private final FlowSelection selection;
  private final Optional<Instant> since;
  private final Optional<Instant> until;
  private final Target target;
  private final Deque<FlowRecord> held = new ArrayDeque<>();
  private final SortedSet<String> missingNodes = new TreeSet<>();
  private long last;
  private long first;
  private long read;
  private long shown;
  private long passed;
  private long dropped;
  private long failed;
  private long lost;
  private long outsideTime;

  FlowWindow(
      FlowSelection selection, Optional<Instant> since, Optional<Instant> until, Target target) {
    this.selection = requireNonNull(selection, "selection is null");
    this.since = requireNonNull(since, "since is null");
    this.until = requireNonNull(until, "until is null");
    this.target = requireNonNull(target, "target is null");
  }

  /** Only so many from the beginning. */
  void first(long flows) {
    first = flows;
  }

  /** Only so many from the end; they are given out by {@link #release}. */
  void last(long flows) {
    last = flows;
  }

  /** Whether no further flow is wanted. */
  boolean enough() {
    return first > 0 && shown >= first;
  }

  @Override
  public void onFlow(FlowRecord flow, long line) {
    read++;
    if (flow.verdict() == Verdict.DROPPED) {
      dropped++;
    } else if (flow.verdict() == Verdict.ERROR) {
      failed++;
    }
    if (!within(flow.time())) {
      outsideTime++;
      return;
    }
    if (enough() || !selection.test(flow)) {
      return;
    }
    passed++;
    if (last > 0) {
      if (held.size() >= last) {
        held.removeFirst();
      }
      held.addLast(flow);
      return;
    }
    give(flow);
  }

  /** A flow without a time, as of the monitor, is in no window. */
  private boolean within(Optional<Instant> time) {
    if (since.isEmpty() && until.isEmpty()) {
      return true;
    }
    return time.isPresent()
        && (since.isEmpty() || !time.get().isBefore(since.get()))
        && (until.isEmpty() || !time.get().isAfter(until.get()));
  }

  private void give(FlowRecord flow) {
    shown++;
    try {
      target.flow(flow);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onLost(LostEvents events, long line) {
    lost += events.count();
    if (last > 0 || enough()) {
      return; // the summary has them; between the last flows they would stand in the wrong place
    }
    try {
      target.lost(events);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void onNodeStatus(NodeStatus status, long line) {
    if (status.unavailable() && missingNodes.size() < 100) {
      missingNodes.addAll(status.nodeNames());
    }
  }

  /** Gives out what was held back; from here on flows go straight through. */
  void release() {
    while (!held.isEmpty()) {
      give(held.removeFirst());
    }
    last = 0;
  }

  long read() {
    return read;
  }

  long shown() {
    return shown;
  }

  /** Flows that the filters let through and the window did not show. */
  long leftOut() {
    return passed - shown;
  }

  long dropped() {
    return dropped;
  }

  /** Handshakes of captures, requests of proxies. */
  long failed() {
    return failed;
  }

  long lost() {
    return lost;
  }

  long outsideTime() {
    return outsideTime;
  }

  SortedSet<String> missingNodes() {
    return missingNodes;
  }
}
