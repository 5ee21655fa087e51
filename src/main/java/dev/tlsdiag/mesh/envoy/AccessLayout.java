package dev.tlsdiag.mesh.envoy;

import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The layouts that Envoy and Istio have had by default. They begin alike; what stands behind the
 * response flags tells them apart, and what follows the upstream host is Istio's.
 */
final class AccessLayout {
  private static final List<AccessField> DETAILS =
      List.of(AccessField.DETAILS, AccessField.TERMINATION, AccessField.FAILURE);

  private static final List<AccessField> TAIL =
      List.of(
          AccessField.BYTES_RECEIVED,
          AccessField.BYTES_SENT,
          AccessField.DURATION,
          AccessField.SERVICE_TIME,
          AccessField.FORWARDED_FOR,
          AccessField.USER_AGENT,
          AccessField.REQUEST_ID,
          AccessField.AUTHORITY,
          AccessField.UPSTREAM_HOST,
          AccessField.CLUSTER,
          AccessField.UPSTREAM_LOCAL,
          AccessField.DOWNSTREAM_LOCAL,
          AccessField.DOWNSTREAM_REMOTE,
          AccessField.SNI,
          AccessField.ROUTE);

  private static final Set<AccessField> QUOTED =
      EnumSet.of(
          AccessField.FORWARDED_FOR,
          AccessField.USER_AGENT,
          AccessField.REQUEST_ID,
          AccessField.AUTHORITY,
          AccessField.UPSTREAM_HOST);

  /** Of what nobody asks for no text is made. */
  private static final Set<AccessField> UNUSED =
      EnumSet.of(
          AccessField.BYTES_RECEIVED,
          AccessField.SERVICE_TIME,
          AccessField.FORWARDED_FOR,
          AccessField.USER_AGENT);

  /** More tokens are no line of these; fewer are one that was cut. */
  private static final int MOST_TOKENS = 24;

  private static final int LEAST_TOKENS = 6;

  private final int[] starts = new int[MOST_TOKENS];
  private final int[] ends = new int[MOST_TOKENS];
  private final boolean[] quoted = new boolean[MOST_TOKENS];
  private int count;

  /** Whether the line is of one of these layouts, and then what it says. */
  boolean read(byte[] buffer, int from, int to, AccessRecord record) {
    int at = from;
    if (at < to && buffer[at] == '[') {
      int end = LogBytes.find(buffer, at, to, ']');
      if (end + 2 >= to || buffer[end + 1] != ' ') {
        return false;
      }
      record.put(AccessField.START_TIME, LogBytes.text(buffer, at + 1, end));
      at = end + 2;
    }
    return at < to
        && buffer[at] == '"'
        && split(buffer, at, to)
        && count >= LEAST_TOKENS
        && request(buffer, record)
        && fields(buffer, record);
  }

  private boolean split(byte[] buffer, int from, int to) {
    count = 0;
    int at = from;
    while (at < to) {
      if (count == MOST_TOKENS) {
        return false;
      }
      boolean quote = buffer[at] == '"';
      int start = quote ? at + 1 : at;
      int end = quote ? closing(buffer, start, to) : LogBytes.find(buffer, at, to, ' ');
      starts[count] = start;
      ends[count] = end;
      quoted[count] = quote;
      count++;
      at = end + (quote ? 2 : 1);
    }
    return true;
  }

  /** Quotes inside are not escaped by old versions: the one that counts ends a token. */
  private static int closing(byte[] buffer, int from, int to) {
    int end = LogBytes.find(buffer, from, to, '"');
    while (end + 1 < to && buffer[end + 1] != ' ') {
      end = LogBytes.find(buffer, end + 1, to, '"');
    }
    return end;
  }

  /** {@code GET /status/418 HTTP/1.1}, {@code - - -}. */
  private boolean request(byte[] buffer, AccessRecord record) {
    int first = LogBytes.find(buffer, starts[0], ends[0], ' ');
    int last = ends[0];
    while (last > first && buffer[last - 1] != ' ') {
      last--;
    }
    if (first >= ends[0] || last <= first + 1) {
      return false;
    }
    record.put(AccessField.METHOD, LogBytes.text(buffer, starts[0], first));
    record.put(AccessField.PATH, LogBytes.text(buffer, first + 1, last - 1));
    record.put(AccessField.PROTOCOL, LogBytes.text(buffer, last, ends[0]));
    return LogBytes.number(buffer, starts[1], ends[1]) >= 0 && !quoted[1];
  }

  private boolean fields(byte[] buffer, AccessRecord record) {
    put(record, AccessField.STATUS, buffer, 1);
    put(record, AccessField.FLAGS, buffer, 2);
    int at = 3;
    if (quoted[3]) {
      int failure = quoted[4] ? 4 : 3; // Mixer's word goes before it until Istio 1.5
      put(record, AccessField.FAILURE, buffer, failure);
      at = failure + 1;
    } else if (LogBytes.number(buffer, starts[3], ends[3]) < 0) {
      for (AccessField field : DETAILS) {
        put(record, field, buffer, at);
        at++;
      }
    }
    for (AccessField field : TAIL) {
      if (at < count && QUOTED.contains(field) && !quoted[at] && at + 1 < count) {
        return false; // a quote inside a value has moved the tokens
      }
      put(record, field, buffer, at);
      at++;
    }
    return at >= count;
  }

  private void put(AccessRecord record, AccessField field, byte[] buffer, int token) {
    if (token >= count) {
      return;
    }
    if (UNUSED.contains(field)) {
      record.pass();
    } else {
      record.put(field, LogBytes.text(buffer, starts[token], Math.max(starts[token], ends[token])));
    }
  }
}
