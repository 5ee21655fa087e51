package dev.tlsdiag.recall;

import static java.util.Objects.requireNonNull;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A result that was read back.
 *
 * @param kind what it is
 * @param result its values
 * @param notes what the reader should know of the reading, a sentence each
 */
public record Recall(Kind kind, Result result, List<String> notes, Text text) {
  /** Bytes that are read at most. */
  public static final int MOST_BYTES = 64 << 20;

  private static final Set<String> LINES = Set.of("handshake", "connection", "summary");

  public Recall {
    requireNonNull(kind, "kind is null");
    requireNonNull(result, "result is null");
    notes = List.copyOf(notes);
    requireNonNull(text, "text is null");
  }

  /** The JSON that was read. */
  public static final class Text {
    private final List<Value> values;

    private Text(List<Value> values) {
      this.values = List.copyOf(values);
    }

    /** In ASCII, each text of it on a line; also with members that are not known. */
    public String compact() {
      return ValueJson.of(values, false);
    }

    /** The same with a line for each value. */
    public String pretty() {
      return ValueJson.of(values, true);
    }
  }

  /**
   * Reads a page or a JSON text.
   *
   * @param bytes at most {@link #MOST_BYTES}
   * @throws NoResultException where it is no result of this program, or of a newer one
   */
  public static Recall of(byte[] bytes) throws NoResultException {
    if (bytes.length > MOST_BYTES) {
      throw new NoResultException(0, 0, "", "it has more than %d MiB".formatted(MOST_BYTES >> 20));
    }
    String text = text(bytes);
    String begin = text.stripLeading();
    if (begin.isEmpty()) {
      throw new NoResultException(0, 0, "", "it is empty");
    }
    if (!Page.isPage(begin)) {
      return ofJson(text);
    }
    Page page = Page.of(text);
    try {
      return ofJson(page.json());
    } catch (NoResultException e) {
      throw e.below(page.line(), page.column());
    }
  }

  private static String text(byte[] bytes) throws NoResultException {
    String text = new String(bytes, StandardCharsets.UTF_8);
    // What is no UTF-8 becomes this sign, which may be meant as well. A decoder that reports would
    // need two bytes more for each, beside the text.
    if (text.indexOf('\ufffd') >= 0
        && !Arrays.equals(text.getBytes(StandardCharsets.UTF_8), bytes)) {
      throw new NoResultException(0, 0, "", "it is no text in UTF-8");
    }
    return text.startsWith("\ufeff") ? text.substring(1) : text;
  }

  private static Recall ofJson(String json) throws NoResultException {
    JsonValues reader = new JsonValues(json);
    List<Value> values = new ArrayList<>();
    for (Optional<Value> next = reader.next(); next.isPresent(); next = reader.next()) {
      values.add(next.get());
    }
    Value first = values.get(0);
    if (isLine(first)) {
      Value last = values.get(values.size() - 1);
      if (last.has("schemaVersion")) {
        version(Fields.of(last), Kind.HANDSHAKES);
      }
      Result result = new Result.OfHandshakes(CaptureReader.lines(values));
      return recalled(Kind.HANDSHAKES, result, false, values);
    }
    Kind kind = Kind.of(first).orElseThrow(() -> first.problem("it is JSON, and no result"));
    if (values.size() > 1) {
      throw values.get(1).problem("comes after the end of " + kind.words());
    }
    return recalled(first, kind);
  }

  /** Whether it is a line of {@code capture -o jsonl}. */
  private static boolean isLine(Value value) throws NoResultException {
    return value.has("type")
        && !Kind.of(value).filter(kind -> kind == Kind.DIFFERENCE).isPresent()
        && LINES.contains(Fields.of(value).text("type"));
  }

  private static Recall recalled(Value value, Kind kind) throws NoResultException {
    Fields fields = Fields.of(value);
    version(fields, kind);
    ReportReader reports = new ReportReader();
    Result result =
        switch (kind) {
          case REPORT -> new Result.OfReport(reports.read(fields));
          case HANDSHAKES -> new Result.OfHandshakes(CaptureReader.document(fields));
          case CHECKS -> new Result.OfChecks(CheckReader.read(fields));
          case PROBES -> new Result.OfProbes(ProbeReader.read(fields));
          case BISECTION -> new Result.OfBisection(BisectReader.read(fields));
          case LINTS, DIFFERENCE, OTHER -> new Result.AsJson(kind);
        };
    if (result instanceof Result.AsJson) {
      value.knownWhole();
    }
    return recalled(kind, result, reports.older(), List.of(value));
  }

  private static void version(Fields fields, Kind kind) throws NoResultException {
    long version = fields.number("schemaVersion", 1, Integer.MAX_VALUE);
    if (version > kind.newest()) {
      String writer =
          fields.has("tool")
              ? ", written by tlsdiag " + fields.object("tool").textIfAny("version").orElse("?")
              : "";
      throw fields.problem(
          "is of schema version %d%s; the newest known here is %d"
              .formatted(version, writer, kind.newest()));
    }
  }

  private static Recall recalled(Kind kind, Result result, boolean older, List<Value> values) {
    List<String> notes = new ArrayList<>();
    long unknown = values.stream().mapToLong(Value::unknown).sum();
    if (unknown > 0) {
      notes.add(
          unknown == 1
              ? "1 member of the JSON is not known here and left out"
              : "%,d members of the JSON are not known here and left out".formatted(unknown));
    }
    if (older) {
      notes.add("hops were written without their bytes: they are told in the report's words");
    }
    return new Recall(kind, result, notes, new Text(values));
  }
}
