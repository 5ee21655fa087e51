package dev.tlsdiag.report.flow;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The forms of {@code hubble observe -o}, and the one of {@code cilium monitor -t l7}. */
public enum FlowFormat {
  COMPACT("compact"),
  TABLE("table"),
  DICT("dict"),
  JSON("json"),
  JSONPB("jsonpb"),
  /** Lines of {@code cilium monitor -t l7}; only what a proxy parsed. */
  MONITOR("monitor");

  private final String label;

  FlowFormat(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  /** As Hubble's {@code -o} has them, with its other spellings. */
  public static Optional<FlowFormat> named(String name) {
    return switch (name) {
      case "tab" -> Optional.of(TABLE);
      case "JSON" -> Optional.of(JSON);
      default ->
          Arrays.stream(values())
              .filter(format -> format != MONITOR && format.label.equals(name))
              .findFirst();
    };
  }

  public static List<String> labels() {
    return Arrays.stream(values())
        .filter(format -> format != MONITOR)
        .map(FlowFormat::label)
        .toList();
  }

  public FlowRenderer renderer(OutputStream out, FlowStyle style) throws IOException {
    requireNonNull(out, "out is null");
    return switch (this) {
      case COMPACT -> new CompactFlows(out, style);
      case TABLE -> new FlowTable(out, style);
      case DICT -> new DictFlows(out, style);
      case JSON, JSONPB -> new JsonFlows(out);
      case MONITOR -> new MonitorFlows(out);
    };
  }
}
