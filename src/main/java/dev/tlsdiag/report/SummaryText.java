package dev.tlsdiag.report;

import dev.tlsdiag.trace.CaptureCounters;
import java.util.ArrayList;
import java.util.List;

/**
 * The lines below the table: counts, what was given up, and a command to go on with.
 *
 * @param again whether the input can be read again
 */
public record SummaryText(boolean again) {
  private static final String NEXT = " next: ";

  /**
   * @param columns of the terminal; 0 for no limit
   */
  void write(CaptureSummary summary, Theme theme, int columns, TextBuffer out) {
    CaptureTally tally = summary.tally();
    out.add(' ').text(String.join(" " + theme.dot() + " ", counts(tally, theme))).add('\n');
    List<String> lost = lost(summary.counters());
    if (!lost.isEmpty()) {
      out.add(' ').text(theme.paint(Role.ODD, "not complete:")).add(' ');
      out.text(String.join(", ", lost)).add('\n');
    }
    next(tally, theme, columns, out);
  }

  /** {@code 8 handshakes: 3 ok, 5 failed}, {@code 5 without SNI, all 5 failed} … */
  public static List<String> counts(CaptureTally tally, Theme theme) {
    List<String> parts = new ArrayList<>();
    List<String> results = new ArrayList<>();
    count(tally.ok(), "ok", Role.OK, theme, results);
    count(tally.failed(), "failed", Role.BAD, theme, results);
    count(tally.unknown(), "cannot tell", Role.ODD, theme, results);
    String split = results.isEmpty() ? "" : ": " + String.join(", ", results);
    parts.add(plural(tally.handshakes(), "handshake") + split);
    if (tally.nameless() > 0) {
      parts.add(
          theme.paint(Role.BAD, tally.nameless() + " without SNI")
              + ", "
              + failedOf(tally.namelessFailed(), tally.nameless()));
    }
    if (tally.connections() > 0) {
      parts.add(plural(tally.connections(), "connection") + " without ClientHello");
    }
    if (tally.retried() > 0) {
      parts.add(tally.retried() + " retried");
    }
    return parts;
  }

  private static void count(long count, String word, Role role, Theme theme, List<String> parts) {
    if (count > 0) {
      parts.add(theme.paint(role, count + " " + word));
    }
  }

  private static String failedOf(long failed, long all) {
    if (failed == 0) {
      return "none failed";
    }
    if (failed < all) {
      return failed + " of them failed";
    }
    return all == 1 ? "it failed" : "all " + all + " failed";
  }

  /** What the reader of the capture had to give up; empty where it is whole. */
  public static List<String> lost(CaptureCounters c) {
    List<String> parts = new ArrayList<>();
    add(c.undecodedPackets(), "packet", " not decoded", parts);
    add(c.cutPackets(), "packet", " cut short", parts);
    add(c.fragmentsDropped(), "IP fragment", " without the rest", parts);
    add(c.flowsEvicted(), "connection", " forgotten to save memory", parts);
    add(c.bufferedBytesDropped(), "byte", " dropped to save memory", parts);
    add(c.segmentsDropped(), "segment", " dropped to save memory", parts);
    add(c.quicUndecrypted(), "QUIC packet", " that no known key opens", parts);
    add(c.synUnansweredHidden(), "unanswered connection", " more", parts);
    return parts;
  }

  private static void add(long count, String noun, String rest, List<String> parts) {
    if (count > 0) {
      parts.add(plural(count, noun) + rest);
    }
  }

  private static String plural(long count, String noun) {
    return count + " " + noun + (count == 1 ? "" : "s");
  }

  private void next(CaptureTally tally, Theme theme, int columns, TextBuffer out) {
    if (!again || tally.suspect().isEmpty()) {
      return;
    }
    CaptureTally.Place suspect = tally.suspect().get();
    String command = "tlsdiag capture " + ShellWord.quote(suspect.file());
    String show = command + " --show " + suspect.number();
    out.add(' ').ascii(theme.start(Role.HINT)).ascii("next:").ascii(theme.end()).add(' ');
    out.text(show);
    tally
        .good()
        .ifPresent(
            good -> {
              String diff =
                  (good.file().equals(suspect.file())
                          ? command
                          : "tlsdiag capture %s %s"
                              .formatted(
                                  ShellWord.quote(good.file()), ShellWord.quote(suspect.file())))
                      + " --diff "
                      + good.number()
                      + " "
                      + suspect.number();
              boolean fits =
                  columns == 0 || NEXT.length() + show.length() + 5 + diff.length() <= columns;
              if (fits) {
                out.ascii("  ").text(theme.dot()).ascii("  ");
              } else {
                out.add('\n').ascii(" ".repeat(NEXT.length()));
              }
              out.text(diff);
            });
    out.add('\n');
  }
}
