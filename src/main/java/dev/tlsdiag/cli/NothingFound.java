package dev.tlsdiag.cli;

import dev.tlsdiag.capture.CaptureResult;
import dev.tlsdiag.trace.CaptureCounters;
import java.util.List;

/** Says why captures hold no handshake, as far as the counters tell. */
final class NothingFound {
  private NothingFound() {}

  static CommandException in(List<String> inputs, CaptureResult result) {
    CaptureCounters c = result.counters();
    String where = "'" + String.join("', '", inputs) + "'";
    CommandException problem =
        CommandException.cannotTell("no ClientHello in " + where + " (" + contents(c) + ")");
    if (c.packets() == 0) {
      return problem
          .likely("the capture was stopped before its first packet was written")
          .attempt("tcpdump -U -i any -s 0 -w cap.pcap 'tcp port 443'");
    }
    if (2 * c.cutPackets() > c.packets()) {
      return problem
          .likely("packets are cut short (snaplen); a ClientHello needs 300 to 1800 bytes")
          .attempt("tcpdump -i any -s 0 -w cap.pcap 'tcp port 443'");
    }
    if (2 * c.undecodedPackets() > c.packets()) {
      return problem
          .likely("a link type or tunnel that is not known: " + linkTypes(result))
          .attempt("tcpdump -i any -s 0 -w cap.pcap 'tcp port 443'");
    }
    if (c.flowsEvicted() + c.bufferedBytesDropped() > 0) {
      return problem.likely("too many connections at once for the memory that is allowed");
    }
    if (c.tcpConnections() + c.udpFlows() == 0) {
      return problem
          .likely("a capture of something else")
          .attempt("tcpdump -i any -s 0 -w cap.pcap 'tcp port 443 or udp port 443'");
    }
    return problem
        .likely("the connections are older than the capture, or do not speak TLS")
        .attempt("start the capture first, then the client");
  }

  private static String contents(CaptureCounters c) {
    return count(c.packets(), "packet")
        + ", "
        + count(c.tcpConnections(), "TCP connection")
        + ", "
        + count(c.udpFlows(), "UDP flow")
        + (c.cutPackets() > 0 ? ", " + c.cutPackets() + " packets cut short" : "")
        + (c.undecodedPackets() > 0 ? ", " + c.undecodedPackets() + " not decoded" : "");
  }

  private static String linkTypes(CaptureResult result) {
    return String.join(", ", result.linkTypes().keySet().stream().sorted().toList());
  }

  private static String count(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }
}
