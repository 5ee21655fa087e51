package dev.tlsdiag.recall;

import dev.tlsdiag.trace.Evidence;
import java.util.List;

/** Reads evidence as {@code EvidenceJson} writes it. */
final class EvidenceReader {
  private static final String[] KINDS = {
    "packets", "config-line", "log-line", "exchange", "experiment", "certificate"
  };

  private EvidenceReader() {}

  /** The member {@code evidence}. */
  static List<Evidence> evidence(Fields fields) throws NoResultException {
    return fields.list("evidence", EvidenceReader::read);
  }

  private static Evidence read(Value value) throws NoResultException {
    Fields fields = Fields.of(value);
    String kind = fields.one("kind", KINDS, each -> each);
    return switch (kind) {
      case "packets" -> packets(fields);
      case "config-line" -> configLine(fields);
      case "log-line" ->
          new Evidence.LogLine(fields.text("file"), fields.number("line", 1, Long.MAX_VALUE));
      case "exchange" -> new Evidence.Exchange(fields.text("id"));
      case "experiment" -> new Evidence.Experiment(fields.words("id"));
      case "certificate" -> certificate(fields);
      default -> throw fields.problem("is evidence that is not known: " + kind);
    };
  }

  private static Evidence packets(Fields fields) throws NoResultException {
    String file = fields.text("file");
    long first = fields.number("first", 1, Long.MAX_VALUE);
    long last = fields.number("last", 1, Long.MAX_VALUE);
    return fields.made(() -> new Evidence.Packets(file, first, last));
  }

  static Evidence.ConfigLine configLine(Fields fields) throws NoResultException {
    return new Evidence.ConfigLine(
        fields.text("file"), fields.number("line", 1), fields.number("column", 1));
  }

  private static Evidence certificate(Fields fields) throws NoResultException {
    String sha256 = fields.text("sha256");
    if (!sha256.matches("[0-9a-f]{64}")) {
      throw fields.problem("has a sha256 that is none");
    }
    return new Evidence.Certificate(sha256);
  }
}
