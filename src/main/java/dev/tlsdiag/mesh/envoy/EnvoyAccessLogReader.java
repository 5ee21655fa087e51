package dev.tlsdiag.mesh.envoy;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Tally;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads Envoy's access log: the default layout, Istio's of all its versions, JSON with any keys
 * that name what they hold, and formats from a configuration dump. Each line becomes one sighting
 * of both legs. Headers that a format adds of its own, secrets among them, are not kept.
 */
public final class EnvoyAccessLogReader implements LineReader {
  /**
   * Formats to expect beside those that are known.
   *
   * @param custom tried before the known ones, in this order
   */
  public record Formats(List<AccessLogFormat> custom) {
    public static final Formats KNOWN = new Formats(List.of());

    public Formats {
      custom = List.copyOf(custom);
    }

    /** Those of a dump. */
    public static Formats of(ConfigDump dump) {
      return new Formats(dump.logFormats().stream().map(AccessLogFormat::parse).toList());
    }
  }

  /** A JSON object with fewer fields of an access log is another one. */
  private static final int LEAST_KNOWN = 3;

  private static final List<AccessLogFormat> LAYOUTS =
      List.of(AccessLogFormat.DEFAULT, AccessLogFormat.ISTIO);

  private static final JsonFactory JSON =
      JsonFactory.builder()
          .streamReadConstraints(StreamReadConstraints.builder().maxNestingDepth(20).build())
          .build();

  private final String file;
  private final Consumer<Sighting> sink;
  private final Formats formats;
  private final AccessLayout layout = new AccessLayout();
  private final AccessRecord record = new AccessRecord();
  private final Tally tally = new Tally();

  /**
   * @param file to name in evidence
   */
  public EnvoyAccessLogReader(String file, Consumer<Sighting> sink, Formats formats) {
    this.file = requireNonNull(file, "file is null");
    this.sink = requireNonNull(sink, "sink is null");
    this.formats = requireNonNull(formats, "formats is null");
  }

  public EnvoyAccessLogReader(String file, Consumer<Sighting> sink) {
    this(file, sink, Formats.KNOWN);
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    int at = LogLine.skipPrefix(buffer, from, to);
    if (at >= to) {
      return;
    }
    if (readCustom(buffer, from, at, to) || readKnown(buffer, at, to)) {
      tally.onRecord();
      sink.accept(record.sighting(file, number));
    } else {
      tally.onUnreadable(number, "no line of an access log of Envoy");
    }
  }

  /** Whether a line that is nothing else is of a custom format; then it is given out. */
  boolean offer(byte[] buffer, int from, int to, long number) {
    boolean mine = readCustom(buffer, from, LogLine.skipPrefix(buffer, from, to), to);
    if (mine) {
      tally.onRecord();
      sink.accept(record.sighting(file, number));
    }
    return mine;
  }

  /** The line as it is, as its time may look like what a container's log puts in front. */
  private boolean readCustom(byte[] buffer, int from, int behindPrefix, int to) {
    return !formats.custom().isEmpty()
        && (readAs(formats.custom(), LogBytes.text(buffer, from, to))
            || behindPrefix > from
                && readAs(formats.custom(), LogBytes.text(buffer, behindPrefix, to)));
  }

  private boolean readAs(List<AccessLogFormat> candidates, String line) {
    for (AccessLogFormat format : candidates) {
      record.clear();
      if (format.read(line, record) && record.known() > 0) {
        return true;
      }
    }
    return false;
  }

  private boolean readKnown(byte[] buffer, int from, int to) {
    record.clear();
    if (buffer[from] == '{') {
      return readJson(buffer, from, to);
    }
    // Where quotes in a value mislead the one, the other tries every way to read the line.
    return layout.read(buffer, from, to, record)
        || buffer[from] == '[' && readAs(LAYOUTS, LogBytes.text(buffer, from, to));
  }

  private boolean readJson(byte[] buffer, int from, int to) {
    int unknown = 0;
    try (JsonParser parser = JSON.createParser(buffer, from, to - from)) {
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        return false;
      }
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        Optional<AccessField> field = AccessField.ofKey(parser.currentName());
        JsonToken value = parser.nextToken();
        if (field.isEmpty()) {
          unknown++;
          parser.skipChildren();
        } else if (value.isScalarValue()) {
          record.put(field.get(), value == JsonToken.VALUE_NULL ? "" : parser.getText());
        } else {
          parser.skipChildren();
        }
      }
    } catch (IOException e) {
      return false;
    }
    if (record.known() < LEAST_KNOWN) {
      return false;
    }
    tally.onUnknownFields(unknown);
    return true;
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
