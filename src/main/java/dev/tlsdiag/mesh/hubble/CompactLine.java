package dev.tlsdiag.mesh.hubble;

import dev.tlsdiag.trace.Redaction;
import java.util.Optional;

/**
 * A line of {@code hubble observe -o compact}, of any version:
 *
 * <pre>TIME[ [NODE]]: HOST[ (ID)] ARROW HOST[ (ID)] TYPE VERDICT[ BY POLICIES] (SUMMARY)</pre>
 *
 * Taken apart from left to right, so that a line costs what it is long.
 */
final class CompactLine {
  private final StampTime times;
  private final Redaction redaction;
  private String line = "";
  private int at;

  CompactLine(StampTime times, Redaction redaction) {
    this.times = times;
    this.redaction = redaction;
  }

  Optional<FlowRecord> parse(String text) {
    line = text;
    at = 0;
    FlowColumns columns = new FlowColumns(redaction);
    if (!head(columns)) {
      return Optional.empty();
    }
    String left = word();
    String leftIdentity = identity();
    String arrow = word();
    String right = word();
    String rightIdentity = identity();
    boolean back = arrow.equals("<-");
    if (!back && !arrow.equals("->") && !arrow.equals("<>") || right.isEmpty()) {
      return Optional.empty();
    }
    columns.sides(back ? right : left, back ? left : right);
    columns.identities(back ? rightIdentity : leftIdentity, back ? leftIdentity : rightIdentity);
    columns.reply(arrow.equals("<>") ? Optional.empty() : Optional.of(back));
    return rest(columns) ? Optional.of(columns.flow()) : Optional.empty();
  }

  /** The time and node in front of the colon; false where there is none. */
  private boolean head(FlowColumns columns) {
    int end = headEnd(line, times);
    if (end < 0) {
      return false;
    }
    String head = line.substring(0, end);
    int bracket = head.endsWith("]") ? head.lastIndexOf(" [") : -1;
    if (bracket >= 0) {
      columns.node(head.substring(bracket + 2, head.length() - 1));
      head = head.substring(0, bracket);
    }
    columns.time(times.parse(head));
    at = end + 2;
    return true;
  }

  /**
   * Where the colon stands that ends time and node; -1 where the line does not begin with a time.
   */
  static int headEnd(String line, StampTime times) {
    for (int colon = line.indexOf(": "), tries = 0;
        colon > 0 && tries < 3;
        colon = line.indexOf(": ", colon + 1), tries++) {
      String head = line.substring(0, colon);
      int bracket = head.endsWith("]") ? head.lastIndexOf(" [") : -1;
      String time = bracket < 0 ? head : head.substring(0, bracket);
      if (time.length() <= 40 && (times.parse(time).isPresent() || time.equals("N/A"))) {
        return colon;
      }
    }
    return -1;
  }

  private String word() {
    int end = line.indexOf(' ', at);
    String word = line.substring(Math.min(at, line.length()), end < 0 ? line.length() : end);
    at = end < 0 ? line.length() : end + 1;
    return word;
  }

  /** {@code (ID:12345)} or {@code (world)}, where the next word is one. */
  private String identity() {
    if (at >= line.length() || line.charAt(at) != '(') {
      return "";
    }
    String word = word();
    return word.endsWith(")") ? word.substring(1, word.length() - 1) : "";
  }

  private boolean rest(FlowColumns columns) {
    int start = at;
    while (at < line.length()) {
      int before = at;
      String word = word();
      if (before > start && !word.isEmpty() && FlowColumns.isVerdict(word)) {
        columns.type(line.substring(start, before - 1));
        return verdict(columns, word);
      }
    }
    return false;
  }

  /** What stands behind the verdict: policies, each with its kind in brackets, and the summary. */
  private boolean verdict(FlowColumns columns, String verdict) {
    String said = verdict;
    if (line.startsWith("BY ", at)) {
      int from = at + 3;
      int end = from;
      int open = line.indexOf(" (", from);
      while (open >= 0) {
        int close = line.indexOf(')', open);
        if (close < 0) {
          break;
        }
        end = close + 1;
        if (!line.startsWith(", ", end)) {
          break;
        }
        open = line.indexOf(" (", end);
      }
      said = verdict + " BY " + line.substring(from, end);
      at = Math.min(end + 1, line.length());
    }
    columns.verdict(said);
    if (at >= line.length() || line.charAt(at) != '(' || !line.endsWith(")")) {
      return false;
    }
    columns.summary(line.substring(at + 1, line.length() - 1));
    return true;
  }
}
