package dev.tlsdiag.report.html;

import dev.tlsdiag.trace.Evidence;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where something can be seen again, in words: {@code node.pcap frames 14 to 20}. */
final class Places {
  private Places() {}

  /** A list without repeats; a single place stands alone. */
  static Markup of(List<Evidence> evidence) {
    Set<String> places = new LinkedHashSet<>();
    evidence.forEach(each -> places.add(place(each)));
    Markup out = new Markup();
    if (places.size() == 1) {
      return out.add(Parts.code(places.iterator().next()));
    }
    out.open("ul", "class", "plain tight");
    places.forEach(place -> out.open("li").add(Parts.code(place)).close("li"));
    return out.close("ul");
  }

  static String place(Evidence evidence) {
    if (evidence instanceof Evidence.Packets packets) {
      return packets.first() == packets.last()
          ? "%s frame %d".formatted(packets.file(), packets.first())
          : "%s frames %d to %d".formatted(packets.file(), packets.first(), packets.last());
    }
    if (evidence instanceof Evidence.ConfigLine line) {
      return "%s:%d:%d".formatted(line.file(), line.line(), line.column());
    }
    if (evidence instanceof Evidence.LogLine line) {
      return "%s:%d".formatted(line.file(), line.line());
    }
    if (evidence instanceof Evidence.Exchange exchange) {
      return "leg " + exchange.id();
    }
    if (evidence instanceof Evidence.Experiment experiment) {
      return "probe " + experiment.id();
    }
    return "certificate " + ((Evidence.Certificate) evidence).sha256();
  }
}
