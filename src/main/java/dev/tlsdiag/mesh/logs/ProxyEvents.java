package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.tcp.Endpoint;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Consumer;

/** What {@code tlsdiag proxy --events} wrote, one JSON object a line. */
public final class ProxyEvents implements LineReader {
  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();

  public ProxyEvents(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  @Override
  public void onLine(byte[] buffer, int from, int to, long number) {
    if (to == from) {
      return;
    }
    JsonNode event;
    try {
      event = JsonTree.MAPPER.readTree(buffer, from, to - from);
    } catch (IOException e) { // among them those of text that is no text
      tally.onUnreadable(number, "no JSON");
      return;
    }
    switch (JsonTree.text(event, "kind")) {
      case "connection" -> {
        tally.onRecord();
        connection(event, number);
      }
      case "request" -> {
        tally.onRecord();
        request(event, number);
      }
      default -> tally.onUnreadable(number, "neither a connection nor a request");
    }
  }

  private void connection(JsonNode event, long number) {
    boolean up = JsonTree.text(event, "side").equals("upstream");
    boolean failed = JsonTree.text(event, "result").equals("failed");
    String step = JsonTree.text(event, "failedStep");
    String reason = JsonTree.text(event, "endReason");
    Optional<Endpoint> server = place(event, "server");
    Draft draft =
        new Draft(SourceKind.PROXY_RECORD, file, number)
            .on(up ? Leg.UPSTREAM : Leg.DOWNSTREAM, failed ? failure(step, reason) : Event.CLOSED)
            .at(LineTime.parse(JsonTree.text(event, "time")))
            .client(place(event, "client"))
            .server(server)
            .put(Attribute.CONNECTION, JsonTree.text(event, "id"))
            .put(Attribute.FOR_CONNECTION, JsonTree.text(event, "cause"))
            .put(Attribute.SNI, JsonTree.text(event, "names", "clientSni"))
            .put(Attribute.UPSTREAM_SNI, JsonTree.text(event, "names", "upstreamSni"))
            .put(Attribute.CERTIFICATE_NAMES, JsonTree.text(event, "names", "verifiedName"))
            .put(Attribute.AUTHORITY, JsonTree.text(event, "names", "routeKey"))
            .put(Attribute.TERMINATION, reason)
            .put(Attribute.TRANSPORT_FAILURE, failed && up ? reason : "")
            .put(Attribute.DURATION_MILLIS, millis(event));
    sightings.accept(
        draft.tell(
            "tlsdiag's proxy: %s connection %s%s: %s"
                .formatted(
                    up ? "its" : "a client's",
                    server.map(place -> "to " + place).orElse(""),
                    failed ? " failed" + (step.isEmpty() ? "" : " at " + step) : " ended",
                    reason)));
  }

  private static Event failure(String step, String reason) {
    boolean waited = reason.contains("timed out") || reason.contains("timeout");
    return switch (step) {
      case "resolve" -> Event.LOOKUP_FAILED;
      case "connect" -> waited ? Event.CONNECT_TIMEOUT : Event.CONNECT_FAILED;
      case "tls" -> Event.TLS_FAILED;
      case "tunnel" -> Event.NOT_ROUTED;
      case "policy" -> Event.DENIED;
      default -> Event.RESET;
    };
  }

  private void request(JsonNode event, long number) {
    JsonNode own = event.path("localReply");
    String status = JsonTree.text(event, "status");
    String method = JsonTree.text(event, "method");
    String url = Secrets.path(JsonTree.text(event, "url"));
    Draft draft =
        new Draft(SourceKind.PROXY_RECORD, file, number)
            .on(Leg.WHOLE, own.isObject() ? Event.LOCAL_REPLY : Event.RESPONSE)
            .at(LineTime.parse(JsonTree.text(event, "time")))
            .put(Attribute.CONNECTION, JsonTree.text(event, "downstream"))
            .put(Attribute.STREAM, JsonTree.text(event, "id"))
            .put(Attribute.METHOD, method)
            .put(Attribute.PATH, url)
            .put(Attribute.AUTHORITY, JsonTree.text(event, "authority"))
            .put(Attribute.PROTOCOL, JsonTree.text(event, "protocol"))
            .put(Attribute.STATUS, status)
            .put(Attribute.DETAILS, JsonTree.text(own, "reason"))
            .put(Attribute.TRANSPORT_FAILURE, JsonTree.text(own, "detail"))
            .put(Attribute.REQUEST_ID, requestId(event))
            .put(Attribute.DURATION_MILLIS, millis(event));
    String why = own.isObject() ? ", made by the proxy: " + JsonTree.text(own, "reason") : "";
    sightings.accept(
        draft.tell(
            "tlsdiag's proxy: %s %s was answered %s%s"
                .formatted(method, url, status.isEmpty() ? "with nothing" : status, why)));
  }

  private static String requestId(JsonNode event) {
    for (JsonNode header : event.path("requestHeaders")) {
      if (JsonTree.text(header, "name").equalsIgnoreCase("x-request-id")) {
        return JsonTree.text(header, "value");
      }
    }
    return "";
  }

  private static String millis(JsonNode event) {
    JsonNode millis = event.path("durationMs");
    return millis.isNumber() && millis.asDouble() < 1e12 ? Long.toString(millis.asLong()) : "";
  }

  private static Optional<Endpoint> place(JsonNode event, String party) {
    return Places.of(JsonTree.text(event, party, "ip"), JsonTree.text(event, party, "port"));
  }

  @Override
  public ReadingTally tally() {
    return tally.told();
  }
}
