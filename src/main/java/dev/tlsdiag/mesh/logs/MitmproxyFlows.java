package dev.tlsdiag.mesh.logs;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.mesh.ReadingTally;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.mesh.Tally;
import dev.tlsdiag.tcp.Endpoint;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * The flows that {@code mitmdump -w} writes, of any version: what a version lacks is not told. The
 * line of a sighting's evidence is the flow's number in the file.
 */
public final class MitmproxyFlows {
  /** A flow holds the bodies of its messages. */
  private static final int LARGEST_FLOW = 64 << 20;

  private final String file;
  private final Consumer<Sighting> sightings;
  private final Tally tally = new Tally();
  private long number;

  public MitmproxyFlows(String file, Consumer<Sighting> sightings) {
    this.file = requireNonNull(file, "file is null");
    this.sightings = requireNonNull(sightings, "sightings is null");
  }

  /** Reads to the end, or to where nothing more can be understood; that is counted. */
  public void read(InputStream in) throws IOException {
    while (true) {
      long length = length(in);
      if (length < 0) {
        return;
      }
      number++;
      if (length > LARGEST_FLOW) {
        tally.onUnreadable(number, "a flow of %d bytes".formatted(length));
        if (!skipped(in, length + 1)) {
          return;
        }
        continue;
      }
      byte[] payload = in.readNBytes((int) length);
      int type = in.read();
      if (payload.length < length || type < 0) {
        tally.onUnreadable(number, "the file ends within a flow");
        return;
      }
      try {
        Object flow = TNetString.parse(payload, (char) type);
        if (!(flow instanceof Map)) {
          throw new TNetString.MalformedException("no dictionary");
        }
        tally.onRecord();
        tell(flow);
      } catch (TNetString.MalformedException e) {
        tally.onUnreadable(number, e.getMessage());
      }
    }
  }

  private static boolean skipped(InputStream in, long bytes) throws IOException {
    try {
      in.skipNBytes(bytes);
      return true;
    } catch (EOFException e) {
      return false; // it was counted
    }
  }

  /** Of the next flow; -1 at the end and where there is none. */
  private long length(InputStream in) throws IOException {
    long length = 0;
    int digits = 0;
    for (int c = in.read(); c != ':'; c = in.read()) {
      if (c < 0 && digits == 0) {
        return -1;
      }
      if (c < '0' || c > '9' || ++digits > 12) {
        tally.onUnreadable(number + 1, "no length before a flow");
        return -1;
      }
      length = 10 * length + c - '0';
    }
    return digits == 0 ? -1 : length;
  }

  private void tell(Object flow) {
    String type = TNetString.text(flow, "type").orElse("");
    connections(flow);
    if (type.equals("dns")) {
      dns(flow);
    } else if (TNetString.at(flow, "request").isPresent()) {
      request(flow);
    }
  }

  /** What became of the two connections, beside the request on them. */
  private void connections(Object flow) {
    Optional<String> clientError =
        TNetString.text(flow, "client_conn", "error").map(Secrets::without);
    clientError.ifPresent(
        error ->
            sightings.accept(
                draft(flow)
                    .on(Leg.DOWNSTREAM, isTls(error) ? Event.TLS_FAILED : Event.RESET)
                    .client(place(flow, "client_conn", "peername", "address"))
                    .put(Attribute.MESSAGE, error)
                    .tell("mitmproxy: the client's connection failed: " + error)));
    Optional<String> serverError =
        TNetString.text(flow, "server_conn", "error").map(Secrets::without);
    serverError.ifPresent(
        error -> {
          Optional<Endpoint> server = server(flow);
          sightings.accept(
              draft(flow)
                  .on(Leg.UPSTREAM, failure(error))
                  .client(place(flow, "server_conn", "sockname", "source_address"))
                  .server(server)
                  .put(Attribute.TRANSPORT_FAILURE, error)
                  .tell(
                      "mitmproxy: the connection to %s failed: %s"
                          .formatted(server.map(Endpoint::toString).orElse("the server"), error)));
        });
    boolean up =
        TNetString.at(flow, "server_conn", "tls_established")
                .filter(Predicate.isEqual(Boolean.TRUE))
                .isPresent()
            && serverError.isEmpty();
    if (up) {
      sightings.accept(
          draft(flow)
              .on(Leg.UPSTREAM, Event.TLS_ESTABLISHED)
              .client(place(flow, "server_conn", "sockname", "source_address"))
              .server(server(flow))
              .put(
                  Attribute.PROTOCOL,
                  TNetString.text(flow, "server_conn", "tls_version").orElse(""))
              .tell(
                  "mitmproxy: TLS with %s, SNI %s"
                      .formatted(
                          server(flow).map(Endpoint::toString).orElse("the server"),
                          TNetString.text(flow, "server_conn", "sni").orElse("none"))));
    }
  }

  private void request(Object flow) {
    Optional<String> error = TNetString.text(flow, "error", "msg").map(Secrets::without);
    Optional<String> status =
        TNetString.number(flow, "response", "status_code")
            .map(BigDecimal::toBigInteger)
            .map(Object::toString);
    String method = TNetString.text(flow, "request", "method").orElse("");
    String path = Secrets.path(TNetString.text(flow, "request", "path").orElse(""));
    String host = header(flow, "host");
    String authority = TNetString.text(flow, "request", "authority").orElse("");
    String target = TNetString.text(flow, "request", "host").orElse("");
    Draft draft =
        draft(flow)
            .client(place(flow, "client_conn", "peername", "address"))
            .server(server(flow))
            .put(Attribute.METHOD, method)
            .put(Attribute.PATH, path)
            .put(Attribute.PROTOCOL, TNetString.text(flow, "request", "http_version").orElse(""))
            .put(
                Attribute.AUTHORITY,
                host.isEmpty() ? authority.isEmpty() ? target : authority : host)
            .put(Attribute.STATUS, status.orElse(""))
            .put(Attribute.DETAILS, error.orElse(""));
    Event event =
        error.isPresent()
            ? failure(error.get())
            : status.isPresent()
                // mitmproxy connects before it answers CONNECT: what it then says is its own
                ? own(flow) ? Event.LOCAL_REPLY : Event.RESPONSE
                : Event.REQUEST;
    draft.on(Leg.WHOLE, event);
    String name = (method + " " + (path.isEmpty() ? target : target + path)).strip();
    sightings.accept(
        draft.tell(
            error
                .map(why -> "mitmproxy: %s failed: %s".formatted(name, why))
                .orElse(
                    "mitmproxy: %s answered %s"
                        .formatted(name, status.orElse("with nothing yet")))));
  }

  private static boolean own(Object flow) {
    return TNetString.text(flow, "server_conn", "error").isPresent();
  }

  private void dns(Object flow) {
    Object questions = TNetString.at(flow, "request", "questions").orElse(List.of());
    Object first = questions instanceof List<?> list && !list.isEmpty() ? list.get(0) : Map.of();
    long code =
        TNetString.number(flow, "response", "response_code").map(BigDecimal::longValue).orElse(-1L);
    Event event = code < 0 ? Event.LOOKUP : code == 0 ? Event.LOOKUP_ANSWERED : Event.LOOKUP_FAILED;
    String name = TNetString.text(first, "name").orElse("");
    sightings.accept(
        draft(flow)
            .on(Leg.DOWNSTREAM, event)
            .client(place(flow, "client_conn", "peername", "address"))
            .put(Attribute.QUERY, name)
            .put(Attribute.RESPONSE_CODE, code < 0 ? "" : Long.toString(code))
            .tell(
                "mitmproxy: DNS query for %s%s"
                    .formatted(name, code > 0 ? ", answered with code " + code : "")));
  }

  private Draft draft(Object flow) {
    return new Draft(SourceKind.MITMPROXY, file, number)
        .at(time(flow))
        .put(Attribute.SNI, TNetString.text(flow, "client_conn", "sni").orElse(""))
        .put(Attribute.UPSTREAM_SNI, TNetString.text(flow, "server_conn", "sni").orElse(""))
        .put(Attribute.CONNECTION, TNetString.text(flow, "client_conn", "id").orElse(""))
        .put(Attribute.STREAM, TNetString.text(flow, "id").orElse(""));
  }

  /** An alert, a certificate, a handshake; or else a connection that was not made. */
  private static Event failure(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    if (isTls(lower)) {
      return Event.TLS_FAILED;
    }
    if (lower.contains("name or service")
        || lower.contains("getaddrinfo")
        || lower.contains("nodename")) {
      return Event.LOOKUP_FAILED;
    }
    if (lower.contains("connect call failed")
        || lower.contains("refused")
        || lower.contains("cannot connect")) {
      return Event.CONNECT_FAILED;
    }
    return lower.contains("timed out") || lower.contains("timeout")
        ? Event.CONNECT_TIMEOUT
        : Event.RESET;
  }

  private static boolean isTls(String error) {
    String lower = error.toLowerCase(Locale.ROOT);
    return lower.contains("tls")
        || lower.contains("ssl")
        || lower.contains("certificate")
        || lower.contains("handshake");
  }

  private static Optional<Endpoint> server(Object flow) {
    return place(flow, "server_conn", "peername", "ip_address", "address");
  }

  /** The first of these members that is an address; old versions put it into a dictionary. */
  private static Optional<Endpoint> place(Object flow, String connection, String... members) {
    for (String member : members) {
      Object value = TNetString.at(flow, connection, member).orElse(null);
      Object inner = value instanceof Map<?, ?> map ? map.get("address") : value;
      if (inner instanceof List<?> list
          && list.size() >= 2
          && list.get(0) instanceof String host
          && list.get(1) instanceof BigDecimal port) {
        return Places.of(host, port.toBigInteger().toString());
      }
    }
    return Optional.empty();
  }

  private static String header(Object flow, String name) {
    Object headers = TNetString.at(flow, "request", "headers").orElse(List.of());
    if (headers instanceof List<?> list) {
      for (Object header : list) {
        if (header instanceof List<?> pair
            && pair.size() == 2
            && pair.get(0) instanceof String key
            && key.equalsIgnoreCase(name)) {
          return String.valueOf(pair.get(1));
        }
      }
    }
    return "";
  }

  private static Optional<Instant> time(Object flow) {
    return TNetString.number(flow, "request", "timestamp_start")
        .or(() -> TNetString.number(flow, "server_conn", "timestamp_start"))
        .or(() -> TNetString.number(flow, "client_conn", "timestamp_start"))
        .or(() -> TNetString.number(flow, "timestamp_created"))
        .filter(seconds -> seconds.signum() > 0 && seconds.precision() - seconds.scale() <= 11)
        .map(
            seconds ->
                Instant.ofEpochSecond(
                    seconds.longValue(),
                    seconds.remainder(BigDecimal.ONE).movePointRight(9).longValue()));
  }

  public ReadingTally tally() {
    return tally.told();
  }
}
