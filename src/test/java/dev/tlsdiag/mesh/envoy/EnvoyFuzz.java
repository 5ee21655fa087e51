package dev.tlsdiag.mesh.envoy;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.TextLines;
import java.nio.charset.StandardCharsets;
import java.util.List;

class EnvoyFuzz {
  /** One of the parsers of what the admin console answers. */
  private interface Parser {
    void parse(String name, byte[] text) throws UnreadableDumpException;
  }

  private static void onlyOurs(Parser parser, byte[] text) {
    try {
      parser.parse("x", text);
    } catch (UnreadableDumpException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  private static void feed(LineReader reader, byte[] text) {
    TextLines lines = new TextLines(reader);
    int half = text.length / 2;
    lines.onBytes(text, 0, half);
    lines.onBytes(text, half, text.length);
    lines.onEnd();
    reader.tally();
  }

  @FuzzTest(maxDuration = "60s")
  void configDump(byte[] text) {
    onlyOurs(
        (name, bytes) -> {
          ConfigDump dump = ConfigDump.parse(name, bytes);
          dump.concerns();
          dump.reproducesMissingSni();
          dump.routes().forEach(routes -> routes.hostFor("a.example"));
          dump.logFormats().forEach(AccessLogFormat::parse);
        },
        text);
  }

  @FuzzTest(maxDuration = "60s")
  void clusters(byte[] text) {
    onlyOurs(EnvoyClusters::parse, text);
  }

  @FuzzTest(maxDuration = "60s")
  void stats(byte[] text) {
    onlyOurs((name, bytes) -> EnvoyStats.parse(name, bytes).failures(), text);
  }

  @FuzzTest(maxDuration = "60s")
  void others(byte[] text) {
    onlyOurs(EnvoyCerts::parse, text);
    onlyOurs(EnvoyServerInfo::parse, text);
    onlyOurs(EnvoyListeners::parse, text);
  }

  @FuzzTest(maxDuration = "60s")
  void log(byte[] text) {
    feed(new EnvoyLogReader("x", sighting -> {}), text);
  }

  @FuzzTest(maxDuration = "60s")
  void accessLog(byte[] text) {
    feed(new EnvoyAccessLogReader("x", sighting -> {}), text);
  }

  /** The first line is the format. */
  @FuzzTest(maxDuration = "60s")
  void customAccessLog(byte[] text) {
    String all = new String(text, StandardCharsets.ISO_8859_1);
    int end = all.indexOf('\n');
    List<AccessLogFormat> formats =
        List.of(AccessLogFormat.parse(end < 0 ? all : all.substring(0, end)));
    feed(
        new EnvoyAccessLogReader("x", sighting -> {}, new EnvoyAccessLogReader.Formats(formats)),
        all.substring(end + 1).getBytes(StandardCharsets.ISO_8859_1));
  }
}
