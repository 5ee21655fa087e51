package dev.tlsdiag.mesh.hubble;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.trace.Redaction;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads what {@code hubble observe} prints for people: compact lines, tables and dictionaries, of
 * all versions, in colour or not, with its lines about lost events and nodes. Which of them a line
 * belongs to is seen line by line, so that a text may have several.
 */
public final class FlowTextReader implements LineReader {
  /** A longer line is none of Hubble's. */
  static final int LONGEST = 1 << 16;

  private static final Pattern COLOR = Pattern.compile("\u001b\\[[0-9;]*m");
  private static final Pattern ENTRY =
      Pattern.compile(" {0,8}(TIMESTAMP|NODE|SOURCE|DESTINATION|TYPE|VERDICT|SUMMARY): ?(.*)");
  private static final Pattern LOST =
      Pattern.compile(
          "(?:(.{1,40}?):? )?EVENTS LOST: (\\S+) CPU\\((-?[0-9]{1,6})\\) ([0-9]{1,18})(?: \\(.*\\))?");
  private static final Pattern LOST_CELL =
      Pattern.compile("CPU\\((-?[0-9]{1,6})\\) - ([0-9]{1,18})");
  private static final Pattern NODES =
      Pattern.compile(
          "(?:Receiving flows from|Error .* on)? ?([0-9]{1,6}) nodes(?: are unavailable| removed from"
              + " cluster)?: (.*)");

  private final FlowSink sink;
  private final StampTime times;
  private final Redaction redaction;
  private final CompactLine compact;
  private final Tally tally = new Tally();
  private final Map<Entry, String> entries = new EnumMap<>(Entry.class);
  private long entriesLine;
  private boolean table;
  private boolean tableHasNodes;

  private enum Entry {
    TIMESTAMP,
    NODE,
    SOURCE,
    DESTINATION,
    TYPE,
    VERDICT,
    SUMMARY
  }

  /**
   * @param latest for times without a year, see {@link StampTime}
   */
  public FlowTextReader(FlowSink sink, Instant latest, Redaction redaction) {
    this.sink = requireNonNull(sink, "sink is null");
    times = new StampTime(latest);
    this.redaction = requireNonNull(redaction, "redaction is null");
    compact = new CompactLine(times, redaction);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to - from > LONGEST) {
      tally.onUnreadable(number, "longer than " + LONGEST + " bytes");
      return;
    }
    String line = new String(buffer, from, to - from, StandardCharsets.UTF_8);
    if (line.indexOf('\u001b') >= 0) {
      line = COLOR.matcher(line).replaceAll("");
    }
    if (line.isBlank()) {
      return;
    }
    onText(line, number);
  }

  private void onText(String line, long number) {
    Matcher entry = ENTRY.matcher(line);
    if (line.startsWith("TIMESTAMP ")) {
      table = true;
      tableHasNodes = line.matches("TIMESTAMP +NODE .*");
    } else if (line.equals("------------")) {
      endOfEntries();
    } else if (entry.matches()) {
      Entry key = Entry.valueOf(entry.group(1));
      if (key == Entry.TIMESTAMP) {
        endOfEntries();
        entriesLine = number;
      }
      entries.put(key, entry.group(2));
    } else if (line.contains("EVENTS LOST")) {
      lost(line, number);
    } else if (!compactLine(line, number) && !row(line, number) && !nodes(line, number)) {
      tally.onUnreadable(number, "no flow of Hubble's");
    }
  }

  private boolean compactLine(String line, long number) {
    Optional<FlowRecord> flow = compact.parse(line);
    flow.ifPresent(found -> give(found, number));
    return flow.isPresent();
  }

  private void give(FlowRecord flow, long number) {
    tally.onRecord();
    sink.onFlow(flow, number);
  }

  private boolean row(String line, long number) {
    if (!table) {
      return false;
    }
    String[] cells = line.strip().split(" {3,}", -1);
    int first = tableHasNodes ? 2 : 1;
    if (cells.length < first + 4 || times.parse(cells[0]).isEmpty()) {
      return false;
    }
    give(
        new FlowColumns(redaction)
            .time(times.parse(cells[0]))
            .node(tableHasNodes ? cells[1] : "")
            .sides(cells[first], cells[first + 1])
            .type(cells[first + 2])
            .verdict(cells[first + 3])
            .summary(cells.length > first + 4 ? cells[first + 4] : "")
            .flow(),
        number);
    return true;
  }

  private String entry(Entry key) {
    return entries.getOrDefault(key, "");
  }

  private void endOfEntries() {
    if (entriesLine == 0) {
      return;
    }
    if (entry(Entry.TYPE).equals("EVENTS LOST")) {
      lostCell(entry(Entry.SUMMARY), entry(Entry.SOURCE), entriesLine);
    } else if (entry(Entry.TYPE).isEmpty() || !FlowColumns.isVerdict(verdictWord())) {
      tally.onUnreadable(entriesLine, "a dictionary without type and verdict");
    } else {
      give(
          new FlowColumns(redaction)
              .time(times.parse(entry(Entry.TIMESTAMP)))
              .node(entry(Entry.NODE))
              .sides(entry(Entry.SOURCE), entry(Entry.DESTINATION))
              .type(entry(Entry.TYPE))
              .verdict(entry(Entry.VERDICT))
              .summary(entry(Entry.SUMMARY))
              .flow(),
          entriesLine);
    }
    entries.clear();
    entriesLine = 0;
  }

  private String verdictWord() {
    String said = entry(Entry.VERDICT);
    int blank = said.indexOf(' ');
    String word = blank < 0 ? said : said.substring(0, blank);
    return word.length() < 2 ? "--" : word;
  }

  private void lost(String line, long number) {
    Matcher said = LOST.matcher(line);
    if (!said.matches()) {
      String[] cells = line.strip().split(" {3,}", -1);
      String source = cells.length > 1 ? cells[cells.length - 3 < 0 ? 0 : cells.length - 3] : "";
      lostCell(cells[cells.length - 1], source, number);
      return;
    }
    Optional<Instant> time = said.group(1) == null ? Optional.empty() : times.parse(said.group(1));
    lost(said.group(2), said.group(3), said.group(4), time, number);
  }

  private void lostCell(String cell, String source, long number) {
    Matcher said = LOST_CELL.matcher(cell);
    if (said.matches()) {
      lost(source, said.group(1), said.group(2), Optional.empty(), number);
    } else {
      tally.onUnreadable(number, "lost events without a number");
    }
  }

  private void lost(String source, String cpu, String count, Optional<Instant> time, long number) {
    tally.onRecord();
    tally.onLost(Long.parseLong(count));
    sink.onLost(
        new LostEvents(
            source,
            Long.parseLong(count),
            OptionalInt.of(Integer.parseInt(cpu)),
            Optional.empty(),
            Optional.empty(),
            "",
            time),
        number);
  }

  /** {@code TIME [relay]: 1 nodes are unavailable: a}. */
  private boolean nodes(String line, long number) {
    int end = CompactLine.headEnd(line, times);
    Matcher said = NODES.matcher(end < 0 ? "" : line.substring(end + 2));
    if (!said.matches()) {
      return false;
    }
    String words = line.substring(end + 2);
    String state =
        words.startsWith("Receiving")
            ? "NODE_CONNECTED"
            : words.startsWith("Error")
                ? "NODE_ERROR"
                : words.contains("unavailable") ? "NODE_UNAVAILABLE" : "NODE_GONE";
    String head = line.substring(0, end);
    int bracket = head.endsWith("]") ? head.lastIndexOf(" [") : -1;
    String node = bracket < 0 ? "" : head.substring(bracket + 2, head.length() - 1);
    Optional<Instant> time = times.parse(bracket < 0 ? head : head.substring(0, bracket));
    tally.onRecord();
    sink.onNodeStatus(
        new NodeStatus(state, List.of(said.group(2).split(", ")), "", node, time), number);
    return true;
  }

  @Override
  public void onEnd() {
    endOfEntries();
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
