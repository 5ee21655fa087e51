package dev.tlsdiag.report.html;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.stream.Collectors;

/** Where everything said can be seen again: places, packets, the bytes of the ClientHellos. */
final class EvidencePart {
  private EvidencePart() {}

  static Markup of(Report report, List<Leg> legs, List<HelloBytes> hellos) {
    Markup out = new Markup();
    if (!report.findings().isEmpty()) {
      out.add(findings(report.findings()));
    }
    if (legs.stream().anyMatch(leg -> leg.last().isPresent()) && report.run().isEmpty()) {
      out.add(packets(legs));
    }
    if (!hellos.isEmpty()) {
      out.element("h3", "Bytes of the ClientHellos");
      hellos.forEach(hello -> out.add(hello.markup()));
    }
    return out;
  }

  private static Markup findings(List<Finding> findings) {
    Markup out = new Markup();
    Grid grid =
        new Grid(
            "What each finding rests on", List.of("Finding", "Says", "Seen in"), "class", "grid");
    for (Finding finding : findings) {
      grid.row(
          List.of(
              Parts.code(finding.rule()),
              Parts.words(finding.message()),
              Places.of(finding.evidence())));
    }
    return out.add(grid.finished());
  }

  private static Markup packets(List<Leg> legs) {
    Markup out = new Markup().element("h3", "Packets");
    Grid grid =
        new Grid(
            "Packets of each leg",
            List.of("Leg", "File", "Frames of the ClientHello", "To look at it"),
            "class",
            "grid");
    for (Leg leg : legs) {
      leg.last()
          .ifPresent(
              last ->
                  grid.row(
                      List.of(
                          Parts.words("%s, %s".formatted(leg.trace().name(), leg.hop().label())),
                          Parts.code(last.file()),
                          Parts.words(frames(last)),
                          Parts.copyable("the tshark command", tshark(last)))));
    }
    return out.add(grid.finished());
  }

  private static String frames(Handshake handshake) {
    return handshake.frames().stream().map(String::valueOf).collect(Collectors.joining(", "));
  }

  private static String tshark(Handshake handshake) {
    String protocol = handshake.transport() == Transport.TCP ? "tcp" : "udp";
    String file = ShellWord.quote(handshake.file());
    return "tshark -r %s -Y '%s.stream == %d'".formatted(file, protocol, handshake.stream());
  }
}
