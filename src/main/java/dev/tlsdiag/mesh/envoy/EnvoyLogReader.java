package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Tally;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads Envoy's log, down to debug: its own file, Cilium's {@code --envoy-log}, the Cilium agent's
 * log with Envoy inside, containers' logs, Istio's, JSON. Lines of access logs among them are read
 * as such. Only messages that tell of a connection or a request become sightings; each carries the
 * number of its connection, and an upstream one that of the downstream connection it serves where
 * the log shows it.
 */
public final class EnvoyLogReader implements LineReader {
  private final String file;
  private final Consumer<Sighting> sink;
  private final LogLine line = new LogLine();
  private final LogMemory memory = new LogMemory();
  private final EnvoyAccessLogReader accessLog;

  /** What was seen last, while lines that follow may add to it; null where none is. */
  private LogDraft held;

  private boolean inRecord;
  private boolean headersFollow;
  private final Tally tally = new Tally();

  /**
   * @param file to name in evidence
   * @param accessLog reads the lines of access logs among those of the log
   */
  public EnvoyLogReader(
      String file, Consumer<Sighting> sink, EnvoyAccessLogReader.Formats accessLog) {
    this.file = requireNonNull(file, "file is null");
    this.sink = requireNonNull(sink, "sink is null");
    this.accessLog = new EnvoyAccessLogReader(file, this::pass, accessLog);
  }

  public EnvoyLogReader(String file, Consumer<Sighting> sink) {
    this(file, sink, EnvoyAccessLogReader.Formats.KNOWN);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    int at = LogLine.skipPrefix(buffer, from, to);
    if (at >= to) {
      return; // empty lines end header dumps
    }
    if (buffer[at] == '\'' && inRecord) {
      if (headersFollow && held != null) {
        held.header(buffer, at, to);
      }
      return;
    }
    LogLine.Form form = line.parse(buffer, at, to);
    switch (form) {
      case LOG -> onRecord(number);
      case ACCESS -> {
        inRecord = false;
        accessLog.onLine(buffer, from, to, number);
      }
      case OTHER_LOG -> {
        tally.onRecord();
        inRecord = false;
      }
      case NONE -> onForeign(buffer, at, to, number);
    }
  }

  private void onForeign(byte[] buffer, int from, int to, long number) {
    if (LogForms.isPairs(buffer, from, to)) {
      LogForms.ofPairs(buffer, from, to)
          .ifPresentOrElse(inner -> onInner(inner, number), this::own);
    } else if (buffer[from] == '{') {
      Optional<String> inner = LogForms.ofJson(buffer, from, to);
      if (inner.isPresent()) {
        onInner(inner.get(), number);
      } else {
        inRecord = false;
        accessLog.onLine(buffer, from, to, number);
      }
    } else if (!accessLog.offer(buffer, from, to, number) && !inRecord) {
      tally.onUnreadable(number, "no line of Envoy's log");
    }
  }

  /** A record of the program around Envoy. */
  private void own() {
    tally.onRecord();
    inRecord = false;
  }

  /** A line from within a line; the message may have several. */
  private void onInner(String inner, long number) {
    byte[] bytes = inner.getBytes(StandardCharsets.UTF_8);
    int end = LogBytes.find(bytes, 0, bytes.length, '\n');
    switch (line.parse(bytes, 0, end)) {
      case LOG -> onRecord(number);
      case ACCESS -> accessLog.onLine(bytes, 0, end, number);
      case OTHER_LOG -> own();
      case NONE -> {
        if (inRecord && end > 0 && bytes[0] == '\'' && held != null && headersFollow) {
          held.header(bytes, 0, end);
        } else if (end > 0 && (bytes[0] == '{' || LogForms.isPairs(bytes, 0, end))) {
          onForeign(bytes, 0, end, number); // a form within a form, each shorter than the last
        } else {
          tally.onRecord();
        }
        return;
      }
    }
    while (end < bytes.length) {
      int start = end + 1;
      end = LogBytes.find(bytes, start, bytes.length, '\n');
      if (start < end && bytes[start] == '\'' && headersFollow && held != null) {
        held.header(bytes, start, end);
      }
    }
  }

  private void onRecord(long number) {
    tally.onRecord();
    inRecord = true;
    headersFollow = false;
    LogMemory.Worker thread = memory.onLine(line);
    LogMessage message = LogMessage.of(line);
    if (held != null && held.awaitsDownstream && line.hasStream() && held.thread == line.thread) {
      LogStory.serve(held, memory, thread);
    }
    if (message == null) {
      return;
    }
    if (message == LogMessage.ENCODING_HEADERS && isReplyOfHeld()) {
      headersFollow = true;
      return;
    }
    LogDraft draft = LogStory.draft(message, new LogContext(line, memory, thread, number));
    if (draft != null) {
      release();
      held = draft;
      headersFollow = draft.takesHeaders;
    }
  }

  private boolean isReplyOfHeld() {
    return held != null
        && held.event == Event.LOCAL_REPLY
        && held.connection == line.connection
        && held.stream.equals(line.stream());
  }

  /** Gives out what is held. */
  private void release() {
    if (held != null) {
      LogDraft draft = held;
      held = null;
      RequestMessages.finish(draft);
      sink.accept(draft.sighting(file));
    }
  }

  /** From the access log: what was seen before goes before. */
  private void pass(Sighting sighting) {
    release();
    sink.accept(sighting);
  }

  @Override
  public void onEnd() {
    release();
    accessLog.onEnd();
  }

  @Override
  public ReadingTally tally() {
    return tally.told().plus(accessLog.tally());
  }
}
