package dev.tlsdiag.report;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.trace.Evidence;
import java.util.List;

/** Where something can be seen, in the same members in every document of ours. */
final class EvidenceJson {
  private final JsonText json;

  EvidenceJson(JsonText json) {
    this.json = requireNonNull(json, "json is null");
  }

  /** The member {@code evidence}. */
  void write(List<Evidence> evidence) {
    json.key("evidence").open('[');
    for (Evidence each : evidence) {
      json.open('{');
      if (each instanceof Evidence.Packets packets) {
        json.key("kind").token("packets").key("file").string(packets.file());
        json.key("first").number(packets.first()).key("last").number(packets.last());
      } else if (each instanceof Evidence.ConfigLine place) {
        json.key("kind").token("config-line").key("file").string(place.file());
        json.key("line").number(place.line()).key("column").number(place.column());
      } else if (each instanceof Evidence.LogLine place) {
        json.key("kind").token("log-line").key("file").string(place.file());
        json.key("line").number(place.line());
      } else if (each instanceof Evidence.Exchange exchange) {
        json.key("kind").token("exchange").key("id").string(exchange.id());
      } else if (each instanceof Evidence.Experiment experiment) {
        json.key("kind").token("experiment").key("id").string(experiment.id());
      } else if (each instanceof Evidence.Certificate certificate) {
        json.key("kind").token("certificate").key("sha256").token(certificate.sha256());
      }
      json.close('}');
    }
    json.close(']');
  }
}
