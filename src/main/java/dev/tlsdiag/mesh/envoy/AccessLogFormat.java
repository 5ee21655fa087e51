package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A text format of an access log, {@code [%START_TIME%] "%REQ(:METHOD)% …"}, made to take its lines
 * apart again.
 *
 * @param format as configured
 * @param pieces text and operators as they follow each other
 */
public record AccessLogFormat(String format, List<Piece> pieces) {
  /** As Envoy logs where nothing is configured. */
  public static final AccessLogFormat DEFAULT =
      parse(
          "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
              + " %RESPONSE_CODE% %RESPONSE_FLAGS% %BYTES_RECEIVED% %BYTES_SENT% %DURATION%"
              + " %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)% \"%REQ(X-FORWARDED-FOR)%\""
              + " \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\" \"%REQ(:AUTHORITY)%\""
              + " \"%UPSTREAM_HOST%\"\n");

  /** As Istio logs since 1.9. */
  public static final AccessLogFormat ISTIO =
      parse(
          "[%START_TIME%] \"%REQ(:METHOD)% %REQ(X-ENVOY-ORIGINAL-PATH?:PATH)% %PROTOCOL%\""
              + " %RESPONSE_CODE% %RESPONSE_FLAGS% %RESPONSE_CODE_DETAILS%"
              + " %CONNECTION_TERMINATION_DETAILS% \"%UPSTREAM_TRANSPORT_FAILURE_REASON%\""
              + " %BYTES_RECEIVED% %BYTES_SENT% %DURATION% %RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)%"
              + " \"%REQ(X-FORWARDED-FOR)%\" \"%REQ(USER-AGENT)%\" \"%REQ(X-REQUEST-ID)%\""
              + " \"%REQ(:AUTHORITY)%\" \"%UPSTREAM_HOST%\" %UPSTREAM_CLUSTER_RAW%"
              + " %UPSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_LOCAL_ADDRESS% %DOWNSTREAM_REMOTE_ADDRESS%"
              + " %REQUESTED_SERVER_NAME% %ROUTE_NAME%\n");

  /** A line that fits in many ways is tried in so many. */
  private static final int MOST_TRIES = 300;

  /** Longer lines are not tried: each try looks through the rest. */
  private static final int LONGEST_LINE = 64 << 10;

  /** A longer one is not read: each piece is one step down. */
  private static final int MOST_PIECES = 400;

  /**
   * @param operator without its percent signs; empty of a piece of text
   * @param text between the operators, as it stands in every line
   */
  public record Piece(Optional<String> operator, String text) {
    public Piece {
      requireNonNull(operator, "operator is null");
      requireNonNull(text, "text is null");
    }
  }

  public AccessLogFormat {
    requireNonNull(format, "format is null");
    pieces = List.copyOf(pieces);
  }

  /** Takes a format apart; what is no operator is text. */
  public static AccessLogFormat parse(String format) {
    List<Piece> pieces = new ArrayList<>();
    StringBuilder text = new StringBuilder();
    String line = format.endsWith("\n") ? format.substring(0, format.length() - 1) : format;
    int at = 0;
    while (at < line.length()) {
      int end = line.charAt(at) == '%' ? operatorEnd(line, at) : -1;
      if (line.startsWith("%%", at)) {
        text.append('%');
        at += 2;
      } else if (end < 0) {
        text.append(line.charAt(at));
        at++;
      } else {
        if (text.length() > 0) {
          pieces.add(new Piece(Optional.empty(), text.toString()));
          text.setLength(0);
        }
        pieces.add(new Piece(Optional.of(name(line.substring(at + 1, end))), ""));
        at = end + 1;
      }
    }
    if (text.length() > 0) {
      pieces.add(new Piece(Optional.empty(), text.toString()));
    }
    return new AccessLogFormat(format, pieces);
  }

  /** Of the operator that begins here: its last percent sign; -1 where it has none. */
  private static int operatorEnd(String line, int from) {
    int depth = 0;
    for (int i = from + 1; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == '%' && depth == 0) {
        return i;
      }
    }
    return -1;
  }

  /** Without the length that values are cut to: {@code REQ(USER-AGENT):30}. */
  private static String name(String operator) {
    int colon = operator.lastIndexOf(':');
    boolean limit =
        colon > operator.lastIndexOf(')')
            && colon > 0
            && operator.substring(colon + 1).matches("[0-9]+");
    return limit ? operator.substring(0, colon) : operator;
  }

  /** Whether the line is of this format, and then what it says. */
  boolean read(String line, AccessRecord record) {
    int[] tries = {0};
    return pieces.size() <= MOST_PIECES
        && line.length() <= LONGEST_LINE
        && read(line, 0, 0, record, tries);
  }

  private boolean read(String line, int at, int piece, AccessRecord record, int[] tries) {
    if (piece == pieces.size()) {
      return at == line.length();
    }
    Piece next = pieces.get(piece);
    if (next.operator().isEmpty()) {
      return line.startsWith(next.text(), at)
          && read(line, at + next.text().length(), piece + 1, record, tries);
    }
    boolean last = piece + 1 == pieces.size();
    boolean textFollows = !last && pieces.get(piece + 1).operator().isEmpty();
    if (last || !textFollows) {
      // Of two operators side by side nobody can tell where one ends: the first has it all.
      int end = last ? line.length() : endOfRun(line, at, piece);
      return end >= at
          && read(line, end, last ? piece + 1 : runEnd(piece), record, tries)
          && record.put(next.operator().get(), line.substring(at, end));
    }
    String text = pieces.get(piece + 1).text();
    for (int end = line.indexOf(text, at); end >= 0; end = line.indexOf(text, end + 1)) {
      if (++tries[0] > MOST_TRIES) {
        return false;
      }
      if (read(line, end + text.length(), piece + 2, record, tries)) {
        record.put(next.operator().get(), line.substring(at, end));
        return true;
      }
    }
    return false;
  }

  /** The piece behind the operators that stand side by side from here. */
  private int runEnd(int piece) {
    int end = piece;
    while (end < pieces.size() && pieces.get(end).operator().isPresent()) {
      end++;
    }
    return end;
  }

  private int endOfRun(String line, int at, int piece) {
    int end = runEnd(piece);
    return end == pieces.size() ? line.length() : line.indexOf(pieces.get(end).text(), at);
  }
}
