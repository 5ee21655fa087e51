package dev.tlsdiag.recall;

import dev.tlsdiag.report.AddressNames;
import dev.tlsdiag.report.CaptureSummary;
import dev.tlsdiag.report.CaptureTally;
import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.trace.CaptureCounters;
import dev.tlsdiag.trace.Handshake;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what {@code capture} wrote, as one document or a line each, as JsonRenderer does it. */
final class CaptureReader {
  private final List<Handshake> handshakes = new ArrayList<>();
  private final AddressNames names = new AddressNames();
  private final CaptureTally tally = new CaptureTally();
  private String file = "";
  private Optional<Fields> summary = Optional.empty();

  /** One document. */
  static Listing document(Fields fields) throws NoResultException {
    CaptureReader reader = new CaptureReader();
    fields.object("tool").known("name", "version");
    List<String> inputs = fields.texts("input");
    for (Value each : fields.list("handshakes", value -> value)) {
      reader.handshake(each);
    }
    reader.summary = fields.objectIfAny("summary");
    return reader.listing(inputs, fields.has("warnings") ? fields.texts("warnings") : List.of());
  }

  /** An object a line, the last of them the summary; an interrupted one may have none. */
  static Listing lines(List<Value> lines) throws NoResultException {
    CaptureReader reader = new CaptureReader();
    for (Value line : lines) {
      Fields fields = Fields.of(line);
      if (reader.summary.isPresent()) {
        throw fields.problem("comes after the summary");
      }
      if (fields.text("type").equals("summary")) {
        fields.known("schemaVersion");
        reader.summary = Optional.of(fields);
      } else {
        reader.handshake(line);
      }
    }
    List<String> warnings =
        reader.summary.isPresent() && reader.summary.get().has("warnings")
            ? reader.summary.get().texts("warnings")
            : List.of();
    return reader.listing(List.of(), warnings);
  }

  private void handshake(Value value) throws NoResultException {
    Handshake handshake = HandshakeReader.read(value);
    if (!handshake.file().equals(file)) {
      file = handshake.file();
      tally.startOfFile(file, handshake.number());
    }
    tally.add(handshake);
    handshakes.add(handshake);
    Fields fields = Fields.of(value);
    name(fields.object("client"));
    name(fields.object("server"));
  }

  private void name(Fields endpoint) throws NoResultException {
    Optional<String> name = endpoint.textIfAny("name");
    if (name.isPresent()) {
      String address = endpoint.words("ip");
      names.answered(endpoint.made(() -> IpAddress.parse(address)), name.get());
    }
  }

  private Listing listing(List<String> inputs, List<String> warnings) throws NoResultException {
    List<CaptureSummary.File> files = List.of();
    CaptureCounters counters = CaptureCounters.NONE;
    if (summary.isPresent()) {
      Fields fields = summary.get();
      fields.known("type", "schemaVersion", "handshakes", "ok", "failed", "unknown", "retried");
      fields.known("connections", "withoutServerName", "withoutServerNameFailed", "outcomes");
      counters = counters(fields.object("counters"));
      files = fields.list("files", CaptureReader::file);
    }
    boolean whole =
        handshakes.stream()
            .flatMap(handshake -> handshake.sent().stream())
            .noneMatch(sent -> sent.message().isEmpty());
    List<String> told =
        inputs.isEmpty() ? files.stream().map(CaptureSummary.File::name).toList() : inputs;
    return new Listing(
        told, handshakes, names, new CaptureSummary(files, tally, counters, warnings), whole);
  }

  private static CaptureSummary.File file(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    return new CaptureSummary.File(
        fields.text("file"),
        counters(fields.object("counters")),
        fields.timeIfAny("first"),
        fields.timeIfAny("last"));
  }

  private static CaptureCounters counters(Fields fields) throws NoResultException {
    return new CaptureCounters(
        count(fields, "packets"),
        count(fields, "bytes"),
        count(fields, "tcpConnections"),
        count(fields, "udpFlows"),
        count(fields, "handshakes"),
        count(fields, "undecodedPackets"),
        count(fields, "cutPackets"),
        count(fields, "fragmentsDropped"),
        count(fields, "flowsEvicted"),
        count(fields, "bufferedBytesDropped"),
        count(fields, "segmentsDropped"),
        count(fields, "quicUndecrypted"),
        count(fields, "synUnansweredHidden"));
  }

  private static long count(Fields fields, String key) throws NoResultException {
    return fields.number(key, 0, Long.MAX_VALUE);
  }
}
