package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Writes packets down as lines: {@code "1 tcp 10.0.0.1:1000 > 10.0.0.2:443 payload"}. */
final class PacketLog implements PacketSink {
  final List<String> lines = new ArrayList<>();
  final List<Long> times = new ArrayList<>();

  @Override
  public void onTcp(Packet packet) {
    String mss = packet.maximumSegmentSize == 0 ? "" : " mss " + packet.maximumSegmentSize;
    add("tcp", packet, " " + payload(packet) + mss);
  }

  @Override
  public void onUdp(Packet packet) {
    add("udp", packet, " " + payload(packet));
  }

  @Override
  public void onIcmpError(Packet quoted, boolean tcp, IcmpError error) {
    String sequence = tcp ? " seq " + quoted.sequence : "";
    add("icmp about " + (tcp ? "tcp" : "udp"), quoted, sequence + ": " + error.text());
  }

  private void add(String kind, Packet p, String rest) {
    times.add(p.timeNanos);
    lines.add(
        p.frame
            + " "
            + kind
            + " "
            + p.source()
            + ":"
            + p.sourcePort
            + " > "
            + p.destination()
            + ":"
            + p.destinationPort
            + rest);
  }

  private static String payload(Packet p) {
    String text = new String(p.payload(), StandardCharsets.ISO_8859_1);
    return p.cutBytes == 0 ? text : text + " and " + p.cutBytes + " cut";
  }
}
