package dev.tlsdiag.report.html;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.HandshakeCells;
import dev.tlsdiag.report.Mark;
import dev.tlsdiag.report.Role;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Handshake;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Which names were asked for at which servers, and how that went: of all handshakes, counted. */
final class CaptureNames {
  private static final int PLACES_COUNTED = 5000;
  private static final int PLACES_SHOWN = 200;

  private final Map<Place, Count> counts = new LinkedHashMap<>();
  private long notCounted;

  private record Place(String name, String server) {}

  private static final class Count {
    private final HandshakeCells first;
    private long all;
    private long failed;

    Count(HandshakeCells first) {
      this.first = first;
    }
  }

  void add(Handshake handshake, AddressNames names) {
    if (handshake.sent().isEmpty() || Mark.of(handshake) == Mark.RETRIED) {
      return;
    }
    Place place =
        new Place(
            handshake.serverName().map(Parts::shown).orElse(""), handshake.server().toString());
    Count count = counts.get(place);
    if (count == null) {
      if (counts.size() >= PLACES_COUNTED) {
        notCounted++;
        return;
      }
      count = new Count(HandshakeCells.of(handshake, handshake.time(), names, Theme.PLAIN));
      counts.put(place, count);
    }
    count.all++;
    count.failed += Mark.of(handshake) == Mark.FAILED ? 1 : 0;
  }

  Markup markup() {
    Markup out = new Markup();
    if (counts.isEmpty()) {
      return out;
    }
    List<Count> worstFirst = new ArrayList<>(counts.values());
    worstFirst.sort(Comparator.comparing((Count count) -> -count.failed));
    int shown = Math.min(PLACES_SHOWN, worstFirst.size());
    long hidden = worstFirst.size() - shown;
    if (hidden > 0 || notCounted > 0) {
      out.element(
          "p",
          "The %,d with most failures of %,d%s."
              .formatted(
                  shown,
                  worstFirst.size(),
                  notCounted == 0
                      ? ""
                      : "; %,d handshakes more were not counted".formatted(notCounted)));
    }
    Grid grid =
        new Grid(
            "Names asked for, and where",
            List.of("server name", "server", "handshakes", "failed"),
            "class",
            "grid");
    for (Count count : worstFirst.subList(0, shown)) {
      HandshakeCells cells = count.first;
      String name = cells.serverName();
      grid.row(
          List.of(
              cells.role() == Role.STRONG
                  ? new Markup().printable(name)
                  : new Markup()
                      .open("span", "class", "state " + Parts.tone(cells.role()))
                      .printable(name)
                      .close("span"),
              new Markup().printable(cells.server()),
              Parts.words("%,d".formatted(count.all)),
              count.failed == 0
                  ? Parts.words("none")
                  : Headline.state(Role.BAD, "%,d".formatted(count.failed))));
    }
    return out.add(grid.finished());
  }
}
