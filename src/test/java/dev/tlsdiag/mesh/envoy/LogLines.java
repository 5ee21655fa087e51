package dev.tlsdiag.mesh.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.TextLines;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What a reader makes of a text, as lines a test can compare. */
final class LogLines {
  private LogLines() {}

  static List<Sighting> read(String text) {
    List<Sighting> seen = new ArrayList<>();
    feed(text, new EnvoyLogReader("x.log", seen::add));
    return seen;
  }

  static <T extends LineReader> T feed(String text, T reader) {
    TextLines lines = new TextLines(reader);
    byte[] bytes = text.getBytes(UTF_8);
    lines.onBytes(bytes, 0, bytes.length);
    lines.onEnd();
    return reader;
  }

  /** {@code CONNECTED UPSTREAM C8 for C4 -> 192.0.2.1:443}. */
  static String shortly(Sighting one) {
    Stream<String> parts =
        Stream.of(
            one.event().name(),
            one.leg().name(),
            one.attribute(Attribute.CONNECTION).map(id -> "C" + id).orElse(""),
            one.attribute(Attribute.FOR_CONNECTION).map(id -> "for C" + id).orElse(""),
            one.client().map(client -> "from " + client).orElse(""),
            one.server().map(server -> "to " + server).orElse(""));
    return parts.filter(part -> !part.isEmpty()).collect(Collectors.joining(" "));
  }

  static String shortly(List<Sighting> all) {
    return all.stream().map(one -> shortly(one) + "\n").collect(Collectors.joining());
  }
}
