package dev.tlsdiag.pcap;

import static java.util.Objects.requireNonNull;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a reader has read and what it could not.
 *
 * @param packets frames, counted as Wireshark does
 * @param bytes of the file, its headers included
 * @param undecoded packets whose link, IP or transport header is broken, cut or of an unknown kind
 * @param cutPackets packets captured short of their length on the wire
 * @param fragmentsDropped IP fragments that never made a whole datagram
 * @param linkTypes packets of each link type
 * @param unknownLinkTypes of these, the link types that cannot be read
 * @param warnings in the order of their offsets; at most {@value #MAX_WARNINGS}
 */
public record ReaderCounters(
    long packets,
    long bytes,
    long undecoded,
    long cutPackets,
    long fragmentsDropped,
    SortedMap<Integer, Long> linkTypes,
    SortedMap<Integer, Long> unknownLinkTypes,
    List<String> warnings) {

  /** Beyond these, warnings are dropped. */
  public static final int MAX_WARNINGS = 20;

  public ReaderCounters {
    linkTypes = copy(requireNonNull(linkTypes, "linkTypes is null"));
    unknownLinkTypes = copy(requireNonNull(unknownLinkTypes, "unknownLinkTypes is null"));
    warnings = List.copyOf(warnings);
  }

  /** There were packets, and not one is of a link type that can be read. */
  public boolean nothingReadable() {
    return !unknownLinkTypes.isEmpty() && unknownLinkTypes.size() == linkTypes.size();
  }

  private static SortedMap<Integer, Long> copy(Map<Integer, Long> counts) {
    return Collections.unmodifiableSortedMap(new TreeMap<>(counts));
  }
}
