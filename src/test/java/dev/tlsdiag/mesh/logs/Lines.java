package dev.tlsdiag.mesh.logs;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.TextLines;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/** Reads texts for tests. */
final class Lines {
  private Lines() {}

  static List<Sighting> read(Function<Consumer<Sighting>, LineReader> maker, String text) {
    return read(maker, text.getBytes(StandardCharsets.UTF_8));
  }

  static List<Sighting> read(Function<Consumer<Sighting>, LineReader> maker, byte[] text) {
    List<Sighting> sightings = new ArrayList<>();
    TextLines lines = new TextLines(maker.apply(sightings::add));
    lines.onBytes(text, 0, text.length);
    lines.onEnd();
    return sightings;
  }

  /** {@code UPSTREAM TLS_FAILED -> 127.0.0.1:443}. */
  static String brief(Sighting sighting) {
    return sighting.leg()
        + " "
        + sighting.event()
        + sighting.client().map(c -> " " + c).orElse("")
        + sighting.server().map(s -> " -> " + s).orElse("");
  }

  static String of(Sighting sighting, Attribute attribute) {
    return sighting.attribute(attribute).orElse("");
  }
}
