package dev.tlsdiag.mesh.envoy;

import java.time.Instant;
import java.util.Optional;

/**
 * The parts of one line of Envoy's log, as places in the buffer it came in. One is used for all
 * lines of a text; what it says is good until the next line.
 */
final class LogLine {
  /** What a line is. */
  enum Form {
    /** A line of Envoy's log. */
    LOG,
    /** A line of an access log, which many send to the same place. */
    ACCESS,
    /** Of the program around Envoy: the Cilium agent, Istio's agent. */
    OTHER_LOG,
    /** None of these: it belongs to the line before it. */
    NONE
  }

  private static final byte[] POD = LogBytes.ascii("[pod/");
  private static final byte[] TAGS = LogBytes.ascii("[Tags: ");
  private static final byte[] CONNECTION_ID = LogBytes.ascii("ConnectionId");
  private static final byte[] STREAM_ID = LogBytes.ascii("StreamId");
  private static final byte[] ENVOY = LogBytes.ascii("envoy ");
  private static final byte[] THREAD = LogBytes.ascii("thread=");
  private static final int LONGEST_TIME = 40;
  private static final int LONGEST_SOURCE = 300;

  private byte[] buffer = {};
  private int timeFrom;
  private int timeTo;
  private int componentFrom;
  private int componentTo;
  private int streamFrom;
  private int streamTo;
  private long streamBits;

  /** -1 where the line does not say. */
  long thread;

  /** -1 where the line does not say. */
  long connection;

  int messageFrom;
  int messageTo;

  /**
   * @param from behind what {@link #skipPrefix} skips
   */
  Form parse(byte[] bytes, int from, int to) {
    buffer = bytes;
    clear(to);
    int at = from;
    if (at + 11 > to) {
      return Form.NONE;
    }
    if (buffer[at] == '[' && LogBytes.isDate(buffer, at + 1, to)) {
      return buffer[at + 11] == 'T' ? Form.ACCESS : bracketed(at, to);
    }
    if (LogBytes.isDate(buffer, at, to) && LogBytes.find(buffer, at, to, '\t') < to) {
      return tabbed(at, to);
    }
    return Form.NONE;
  }

  private void clear(int to) {
    timeFrom = timeTo = 0;
    componentFrom = componentTo = 0;
    streamFrom = streamTo = 0;
    streamBits = 0;
    thread = -1;
    connection = -1;
    messageFrom = messageTo = to;
  }

  /** What container runtimes and {@code kubectl logs} put in front. */
  static int skipPrefix(byte[] buffer, int from, int to) {
    int at = from;
    if (LogBytes.startsWith(buffer, at, to, POD)) {
      at = LogBytes.find(buffer, at, to, ' ') + 1;
    }
    if (at < to && LogBytes.isDigit(buffer, at, to) && LogBytes.isDate(buffer, at, to)) {
      int blank = LogBytes.find(buffer, at, Math.min(to, at + LONGEST_TIME), ' ');
      boolean zoned = buffer[blank - 1] == 'Z' || LogBytes.isDigit(buffer, blank - 1, to);
      boolean time = zoned && buffer[at + 10] == 'T' && blank < to && buffer[blank] == ' ';
      if (time && blank - at > 19) {
        return skipStream(buffer, blank + 1, to);
      }
    }
    return Math.min(at, to);
  }

  /** {@code stderr F } of containerd and CRI-O. */
  private static int skipStream(byte[] buffer, int from, int to) {
    boolean named =
        to - from > 9
            && buffer[from] == 's'
            && buffer[from + 1] == 't'
            && buffer[from + 2] == 'd'
            && buffer[from + 6] == ' '
            && buffer[from + 8] == ' ';
    return named ? from + 9 : from;
  }

  /** {@code [time][thread][level][component] [source:line] message}. */
  private Form bracketed(int from, int to) {
    timeFrom = from + 1;
    timeTo = LogBytes.find(buffer, timeFrom, Math.min(to, timeFrom + LONGEST_TIME), ']');
    int at = timeTo + 1;
    int groups = 0;
    while (at < to && buffer[at] == '[' && groups < 4) {
      int end = LogBytes.find(buffer, at, to, ']');
      if (end == to) {
        return Form.NONE;
      }
      if (LogBytes.isDigit(buffer, at + 1, to)) {
        thread = LogBytes.number(buffer, at + 1, end);
      } else {
        componentFrom = at + 1; // the last of them: the level goes before it
        componentTo = end;
      }
      groups++;
      at = end + 1;
    }
    if (groups == 0) {
      return Form.NONE;
    }
    while (at < to && buffer[at] == ' ') {
      at++;
    }
    message(skipSource(at, to), to);
    return Form.LOG;
  }

  /** {@code [external/envoy/source/common/network/connection_impl.cc:714] }. */
  private int skipSource(int from, int to) {
    if (from >= to
        || buffer[from] != '['
        || from + 1 < to && buffer[from + 1] == 'T'
        || from + 1 < to && buffer[from + 1] == 'C' && LogBytes.isDigit(buffer, from + 2, to)) {
      return from;
    }
    int end = LogBytes.find(buffer, from, Math.min(to, from + LONGEST_SOURCE), ']');
    int digits = end;
    while (digits > from && LogBytes.isDigit(buffer, digits - 1, to)) {
      digits--;
    }
    boolean source = digits < end && buffer[digits - 1] == ':' && end < to && buffer[end] == ']';
    if (!source) {
      return from;
    }
    return end + 1 < to && buffer[end + 1] == ' ' ? end + 2 : end + 1;
  }

  /** Istio's agent: time, level, {@code envoy component source}, message, {@code thread=25}. */
  private Form tabbed(int from, int to) {
    timeFrom = from;
    timeTo = LogBytes.find(buffer, from, to, '\t');
    int level = LogBytes.find(buffer, Math.min(to, timeTo + 1), to, '\t');
    int scope = Math.min(to, level + 1);
    int scopeEnd = LogBytes.find(buffer, scope, to, '\t');
    if (!LogBytes.startsWith(buffer, scope, scopeEnd, ENVOY)) {
      return level < to ? Form.OTHER_LOG : Form.NONE;
    }
    componentFrom = scope + ENVOY.length;
    componentTo = LogBytes.find(buffer, componentFrom, scopeEnd, ' ');
    int start = Math.min(to, scopeEnd + 1);
    int end = to;
    int last = to;
    while (last > start && buffer[last - 1] != '\t') {
      last--;
    }
    if (last > start && LogBytes.startsWith(buffer, last, to, THREAD)) {
      thread = LogBytes.number(buffer, last + THREAD.length, to);
      end = last - 1;
    }
    message(start, end);
    return Form.LOG;
  }

  /** Takes the ids off the message's front, in both ways they are written. */
  private void message(int from, int to) {
    int at = from;
    if (at + 3 < to && buffer[at] == '[') {
      if (buffer[at + 1] == 'C' && LogBytes.isDigit(buffer, at + 2, to)) {
        at = shortIds(at, to);
      } else if (LogBytes.startsWith(buffer, at, to, TAGS)) {
        at = tags(at, to);
      }
    }
    messageFrom = at;
    messageTo = to;
    while (messageTo > messageFrom && buffer[messageTo - 1] == ' ') {
      messageTo--;
    }
  }

  /** {@code [C4][S7205163356431684926] }. */
  private int shortIds(int from, int to) {
    int end = LogBytes.skipDigits(buffer, from + 2, to);
    if (end >= to || buffer[end] != ']') {
      return from;
    }
    connection = LogBytes.number(buffer, from + 2, end);
    int at = end + 1;
    if (at + 2 < to && buffer[at] == '[' && buffer[at + 1] == 'S') {
      int streamEnd = LogBytes.skipDigits(buffer, at + 2, to);
      if (streamEnd < to && buffer[streamEnd] == ']') {
        stream(at + 2, streamEnd);
        at = streamEnd + 1;
      }
    }
    return at < to && buffer[at] == ' ' ? at + 1 : at;
  }

  /** {@code [Tags: "ConnectionId":"33","StreamId":"5759"] }. */
  private int tags(int from, int to) {
    int at = from + TAGS.length;
    while (at < to && buffer[at] == '"') {
      int keyEnd = LogBytes.find(buffer, at + 1, to, '"');
      if (keyEnd + 2 >= to || buffer[keyEnd + 1] != ':' || buffer[keyEnd + 2] != '"') {
        return from;
      }
      int valueEnd = LogBytes.find(buffer, keyEnd + 3, to, '"');
      if (LogBytes.is(buffer, at + 1, keyEnd, CONNECTION_ID)) {
        connection = LogBytes.number(buffer, keyEnd + 3, valueEnd);
      } else if (LogBytes.is(buffer, at + 1, keyEnd, STREAM_ID)) {
        stream(keyEnd + 3, valueEnd);
      }
      at = valueEnd + 1;
      if (at < to && buffer[at] == ',') {
        at++;
      }
    }
    if (at >= to || buffer[at] != ']') {
      return from;
    }
    return at + 1 < to && buffer[at + 1] == ' ' ? at + 2 : at + 1;
  }

  private void stream(int from, int to) {
    streamFrom = from;
    streamTo = to;
    for (int i = from; i < to; i++) {
      streamBits = streamBits * 31 + buffer[i];
    }
  }

  boolean hasStream() {
    return streamTo > streamFrom;
  }

  /** To tell streams apart without making a text of each. */
  long streamBits() {
    return streamBits;
  }

  /** Empty text where the line has none. */
  String stream() {
    return LogBytes.text(buffer, streamFrom, streamTo);
  }

  boolean hasComponent() {
    return componentTo > componentFrom;
  }

  boolean componentIs(byte[] name) {
    return LogBytes.is(buffer, componentFrom, componentTo, name);
  }

  boolean messageStartsWith(byte[] start) {
    return LogBytes.startsWith(buffer, messageFrom, messageTo, start);
  }

  Optional<Instant> time() {
    return LogBytes.time(buffer, timeFrom, timeTo);
  }

  String message() {
    return LogBytes.text(buffer, messageFrom, messageTo);
  }

  /** The message behind its first bytes. */
  String message(int skip) {
    return LogBytes.text(buffer, Math.min(messageTo, messageFrom + skip), messageTo);
  }
}
