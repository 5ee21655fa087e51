package dev.tlsdiag.report.html;

import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.LegPair;
import dev.tlsdiag.trace.LegPairing;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Connections that may be the two legs of one request through a proxy. */
final class CapturePairs {
  private static final int SHOWN = 100;

  private CapturePairs() {}

  static Markup of(List<CaptureKept.Row> rows, CaptureDetails details) {
    Map<String, List<Handshake>> byFile = new LinkedHashMap<>();
    for (CaptureKept.Row row : rows) {
      byFile.computeIfAbsent(row.handshake().file(), f -> new ArrayList<>()).add(row.handshake());
    }
    List<LegPair> pairs = new ArrayList<>();
    for (List<Handshake> handshakes : byFile.values()) {
      pairs.addAll(LegPairing.of(Connection.of(handshakes), Set.of()).pairs());
    }
    if (pairs.isEmpty()) {
      return new Markup();
    }
    pairs.sort(Comparator.comparing(pair -> pair.downstream().first().number()));
    Markup out = new Markup();
    out.element(
            "p",
            "TLS carries nothing that ties a proxy's two legs together: these fit by what is said"
                + " on the right. tlsdiag compare FILE looks into them.",
            "class",
            "soft")
        .line();
    if (pairs.size() > SHOWN) {
      out.element("p", "The first %,d of %,d.".formatted(SHOWN, pairs.size())).line();
    }
    Grid grid =
        new Grid(
            "Likely pairs",
            List.of("client to proxy", "proxy to server", "names", "confidence", "because"),
            "class",
            "grid");
    for (LegPair pair : pairs.subList(0, Math.min(SHOWN, pairs.size()))) {
      grid.row(
          List.of(
              details.link(pair.downstream().first().number()),
              details.link(pair.upstream().first().number()),
              Parts.words(name(pair.downstream()) + " → " + name(pair.upstream())),
              Parts.words(String.format(Locale.ROOT, "%.2f", pair.confidence())),
              Parts.words(String.join("; ", pair.reasons()))));
    }
    return out.add(grid.finished());
  }

  private static String name(Connection connection) {
    return connection
        .serverName()
        .orElse(connection.first().sent().isPresent() ? "no SNI" : "no hello");
  }
}
