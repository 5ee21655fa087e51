package dev.tlsdiag.cli;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.TextLines;
import dev.tlsdiag.mesh.hubble.FlowReader;
import dev.tlsdiag.mesh.policy.seen.CapturedSeen;
import dev.tlsdiag.mesh.policy.seen.FlowSeen;
import dev.tlsdiag.mesh.policy.seen.SeenTally;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.Evidence;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Captures and Hubble's flows, and what they tell of connections and lookups.
 *
 * @param sources each file and what was in it, in words
 */
record SeenFiles(List<SeenTally.Counted> seen, List<String> sources) {
  private static final int BUFFER = 1 << 16;

  SeenFiles {
    seen = List.copyOf(seen);
    sources = List.copyOf(sources);
  }

  /**
   * Reads them; {@code -} is standard input with flows.
   *
   * @param err gets warnings
   */
  static SeenFiles read(List<String> files, PrintWriter err) throws IOException {
    SeenTally tally = new SeenTally();
    List<String> sources = new ArrayList<>();
    for (String file : files) {
      sources.add(isCapture(file) ? capture(file, tally, err) : flows(file, tally, err));
    }
    if (tally.leftOut() > 0) {
      err.print(
          "warning: %d records beyond %d different ones were left out\n"
              .formatted(tally.leftOut(), tally.all().size()));
    }
    err.flush();
    return new SeenFiles(tally.all(), sources);
  }

  private static boolean isCapture(String file) throws IOException {
    if (file.equals("-")) {
      return false;
    }
    try (InputStream in = Files.newInputStream(Path.of(file))) {
      byte[] first = in.readNBytes(4);
      int magic = first.length < 4 ? 0 : ByteBuffer.wrap(first).getInt();
      return switch (magic) {
        case 0xa1b2c3d4, 0xd4c3b2a1, 0xa1b23c4d, 0x4d3cb2a1, 0x0a0d0d0a, 0x28b52ffd -> true;
        default -> magic >>> 16 == 0x1f8b;
      };
    }
  }

  private static String capture(String file, SeenTally tally, PrintWriter err) {
    Capture capture = CompareFiles.read(file, err);
    capture.handshakes().forEach(handshake -> tally.add(CapturedSeen.of(handshake)));
    capture.plain().forEach(connection -> tally.add(CapturedSeen.inTheClear(connection)));
    capture.dns().forEach(exchange -> tally.add(CapturedSeen.of(exchange)));
    return "%s (%s, %s)"
        .formatted(
            file,
            count(capture.all().size(), "connection", "connections"),
            count(capture.dns().size(), "DNS query", "DNS queries"));
  }

  private static String flows(String file, SeenTally tally, PrintWriter err) throws IOException {
    String name = file.equals("-") ? "<stdin>" : file;
    FlowReader reader =
        new FlowReader(
            (flow, line) ->
                FlowSeen.of(flow, new Evidence.LogLine(name, line)).ifPresent(tally::add));
    TextLines lines = new TextLines(reader);
    byte[] buffer = new byte[BUFFER];
    try (InputStream in = file.equals("-") ? System.in : Files.newInputStream(Path.of(file))) {
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        lines.onBytes(buffer, 0, n);
      }
    }
    lines.onEnd();
    ReadingTally read = reader.tally();
    if (read.records() == 0) {
      throw CommandException.couldNotRun(
              "'%s' is neither a capture nor has it flows of Hubble".formatted(name))
          .likely(requireNonNull(read.firstUnreadable().orElse("it is empty")))
          .attempt("hubble observe -o jsonpb > flows.json");
    }
    if (read.unreadable() > 0) {
      err.print(
          "warning: %s: %s could not be read, the first is %s\n"
              .formatted(
                  Printable.escape(name),
                  count(read.unreadable(), "line", "lines"),
                  Printable.escape(read.firstUnreadable().orElse(""))));
    }
    if (read.lost() > 0) {
      err.print(
          "warning: %s: Hubble lost %s; what is not here may have been\n"
              .formatted(Printable.escape(name), count(read.lost(), "event", "events")));
    }
    return "%s (%s)".formatted(name, count(read.records(), "flow", "flows"));
  }

  private static String count(long number, String one, String several) {
    return number + " " + (number == 1 ? one : several);
  }
}
