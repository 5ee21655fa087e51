package dev.tlsdiag.cli;

import dev.tlsdiag.tcp.Endpoint;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Takes conversations out of what tcpdump wrote on loopback: classic pcap of this machine's byte
 * order, Ethernet, IPv4, TCP or UDP. A conversation belongs to a server by its address, or by the
 * CONNECT that asks for it.
 */
final class PacketSieve {
  private static final int FILE_HEADER = 24;
  private static final int RECORD_HEADER = 16;
  private static final int ETHERNET = 14;
  private static final int TCP = 6;

  /** One packet: where its record lies in the file, and what it is part of. */
  private record Packet(int start, int end, Instant time, String conversation) {}

  private final byte[] file;
  private final List<Packet> packets = new ArrayList<>();
  private final Map<String, Instant> begun = new HashMap<>();
  private final Set<String> wanted = new HashSet<>();

  PacketSieve(byte[] file, List<Endpoint> servers) {
    this.file = file;
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.nativeOrder());
    int position = FILE_HEADER;
    while (position + RECORD_HEADER <= file.length) {
      Instant time =
          Instant.ofEpochSecond(bytes.getInt(position), bytes.getInt(position + 4) * 1000L);
      int end = position + RECORD_HEADER + bytes.getInt(position + 8);
      read(position, end, time, servers);
      position = end;
    }
  }

  private void read(int start, int end, Instant time, List<Endpoint> servers) {
    int ip = start + RECORD_HEADER + ETHERNET;
    int transport = ip + (file[ip] & 0xf) * 4;
    Endpoint from = new Endpoint(address(ip + 12), port(transport));
    Endpoint to = new Endpoint(address(ip + 16), port(transport + 2));
    String there = from + ">" + to;
    String back = to + ">" + from;
    String conversation = there.compareTo(back) < 0 ? there : back;
    boolean opens = file[ip + 9] != TCP || (file[transport + 13] & 0x12) == 0x02;
    if (opens && file[ip + 9] == TCP) {
      begun.put(conversation, time);
    } else {
      begun.putIfAbsent(conversation, time);
    }
    packets.add(new Packet(start, end, time, conversation));
    String text = new String(file, transport, end - transport, StandardCharsets.ISO_8859_1);
    if (servers.contains(from)
        || servers.contains(to)
        || servers.stream().anyMatch(s -> text.matches("(?s).*CONNECT \\S+:" + s.port() + " .*"))) {
      wanted.add(conversation);
    }
  }

  /** A capture of what began then, whole conversations each. */
  byte[] begunWithin(Instant from, Instant until) {
    ByteArrayOutputStream kept = new ByteArrayOutputStream();
    kept.write(file, 0, FILE_HEADER);
    for (Packet each : packets) {
      Instant first = begun.get(each.conversation());
      if (wanted.contains(each.conversation()) && !first.isBefore(from) && first.isBefore(until)) {
        kept.write(file, each.start(), each.end() - each.start());
      }
    }
    return kept.toByteArray();
  }

  private String address(int at) {
    return (file[at] & 0xff)
        + "."
        + (file[at + 1] & 0xff)
        + "."
        + (file[at + 2] & 0xff)
        + "."
        + (file[at + 3] & 0xff);
  }

  private int port(int at) {
    return (file[at] & 0xff) << 8 | file[at + 1] & 0xff;
  }
}
