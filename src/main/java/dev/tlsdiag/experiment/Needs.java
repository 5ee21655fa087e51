package dev.tlsdiag.experiment;

import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What to collect where a capture does not show enough, with the command that does. */
final class Needs {
  private Needs() {}

  /** The proxy's leg to the server. */
  static List<Report.Need> upstreamLeg(Optional<Endpoint> server) {
    return List.of(
        new Report.Need(
            "the proxy's leg to the server: run this where the proxy runs, then repeat the request",
            ShellCommand.capture("upstream.pcap", server)));
  }

  /** The same while a request can be repeated. */
  static List<Report.Need> liveLeg(Optional<Endpoint> server) {
    return List.of(
        new Report.Need(
            "the proxy's leg to the server: this run again with -i any, as root where the proxy"
                + " runs; with --tap PORT, and the proxy pointed at it; or with"
                + " --pcap upstream.pcap, while this records it",
            ShellCommand.liveCapture("upstream.pcap", server)));
  }

  /** A client that takes the authority it is given for the run. */
  static List<Report.Need> trustingClient() {
    return List.of(
        new Report.Need(
            "a command without --cacert, a CA file or pins of its own: it gets those of the system"
                + " and this run's; or let tlsdiag make the request",
            "tlsdiag compare https://app.example.test/ --profile envoy"));
  }

  /** Both legs of a proxy in one file. */
  static List<Report.Need> bothLegs(Stream<HopTrace> traces) {
    List<Integer> ports =
        traces
            .flatMap(trace -> trace.hops().stream())
            .flatMap(hop -> hop.to().endpoint().stream())
            .map(Endpoint::port)
            .toList();
    return List.of(
        new Report.Need(
            "both legs in one capture: run this where the proxy runs, then repeat the request",
            ShellCommand.capture("both.pcap", ports)));
  }

  static List<Report.Need> directPath(Optional<Endpoint> server) {
    return List.of(
        new Report.Need(
            "the direct path again, whole: run this at the client, then repeat the request",
            ShellCommand.capture("direct.pcap", server)));
  }

  /** What the other side knows and packets do not say. */
  static List<Report.Need> logs() {
    return List.of(new Report.Need("the log of the peer that ended it, at that time", ""));
  }

  static List<Report.Need> sameRequest() {
    return List.of(new Report.Need("captures of one and the same request on both paths", ""));
  }

  static List<Report.Need> otherHost() {
    return List.of(new Report.Need("a --host that the capture has, or none", ""));
  }

  /** A capture with whole packets of both directions. */
  static List<Report.Need> wholePackets() {
    return List.of(
        new Report.Need(
            "whole packets of both directions from before the connection starts",
            "tcpdump -i any -s 0 -w new.pcap 'tcp port 443'"));
  }
}
