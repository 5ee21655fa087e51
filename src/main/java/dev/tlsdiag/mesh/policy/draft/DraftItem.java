package dev.tlsdiag.mesh.policy.draft;

import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** One end that was connected to, or one name that was asked for, and what was seen of it. */
final class DraftItem {
  /** {@code TCP 443}: protocol and port. */
  final TreeSet<DraftPort> ports = new TreeSet<>();

  final TreeSet<String> serverNames = new TreeSet<>();
  long connections;
  long lookups;
  long denied;
  String firstPlace = "";
  boolean assumed;
  boolean tls;
  boolean clear;

  /** Labels of a selector; empty of a name, an entity or an address. */
  final Map<String, String> labels = new TreeMap<>();

  void seenAt(String place) {
    if (firstPlace.isEmpty()) {
      firstPlace = place;
    }
  }

  /** {@code 3 connections, 2 lookups: node.pcap frame 7}. */
  String evidence() {
    StringBuilder text = new StringBuilder();
    count(text, connections, "connection");
    count(text, lookups, "lookup");
    if (denied > 0) {
      text.append(", ").append(denied).append(" of them denied then");
    }
    if (assumed) {
      text.append(text.length() == 0 ? "" : ", ").append("its lookup was not seen");
    }
    return firstPlace.isEmpty() ? text.toString() : text + ": first " + firstPlace;
  }

  private static void count(StringBuilder text, long number, String thing) {
    if (number > 0) {
      text.append(text.length() == 0 ? "" : ", ")
          .append(number)
          .append(' ')
          .append(thing)
          .append(number == 1 ? "" : "s");
    }
  }
}
