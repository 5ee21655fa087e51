package dev.tlsdiag.mesh;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Redaction;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What one record of one source tells of one connection or request.
 *
 * @param event what happened
 * @param leg which leg it happened on, as the source sees it
 * @param time empty where the record has none
 * @param client of that leg; empty where the record does not say; of {@link Leg#WHOLE} whoever
 *     connected to the proxy
 * @param server of that leg; empty where the record does not say; of {@link Leg#WHOLE} whom the
 *     proxy connected to
 * @param attributes what else the record says; values as they stand there, secrets redacted
 * @param what in half a sentence, without a period; may quote the peer, so it is escaped before it
 *     is shown
 * @param evidence where the record stands
 */
public record Sighting(
    SourceKind source,
    Event event,
    Leg leg,
    Optional<Instant> time,
    Optional<Endpoint> client,
    Optional<Endpoint> server,
    Map<Attribute, String> attributes,
    String what,
    Evidence evidence) {

  /** Which leg of a request. Forwarded to a proxy and forwarded by a proxy are different facts. */
  public enum Leg {
    /** From the client to the proxy. */
    DOWNSTREAM,
    /** From the proxy to the server. */
    UPSTREAM,
    /** Both, as one record of the whole request. */
    WHOLE,
    /** Seen where a proxy may or may not be: the client's address to the server's address. */
    UNKNOWN
  }

  /** What happened. */
  public enum Event {
    LOOKUP,
    LOOKUP_ANSWERED,
    /** Refused, dropped, or answered with an error. */
    LOOKUP_FAILED,
    /** By policy, to go its way unseen. */
    ALLOWED,
    /** By policy. */
    DENIED,
    /** By policy, into a proxy. */
    REDIRECTED,
    /** Packets went by. */
    FORWARDED,
    /** Packets were dropped for a reason that is no policy. */
    DROPPED,
    ACCEPTED,
    CONNECTING,
    /** TCP. */
    CONNECTED,
    CONNECT_FAILED,
    CONNECT_TIMEOUT,
    TLS_ESTABLISHED,
    TLS_FAILED,
    REQUEST,
    /** A cluster, service or route was chosen. */
    ROUTED,
    NOT_ROUTED,
    RETRY,
    RESET,
    CLOSED,
    /** Answered by the server behind the proxy, or by whom is not known. */
    RESPONSE,
    /** Answered by the proxy itself. */
    LOCAL_REPLY,
    /** A secret, a certificate, a configuration was not there or not good. */
    CONFIGURATION,
    OTHER
  }

  /** What else a record says. */
  public enum Attribute {
    METHOD,
    /** Path and query. */
    PATH,
    /** Host header or {@code :authority}, as sent. */
    AUTHORITY,
    PROTOCOL,
    STATUS,
    /** Envoy's response flags, comma-separated; HAProxy's termination state. */
    FLAGS,
    /** Envoy's response code details. */
    DETAILS,
    /** Envoy's connection termination details. */
    TERMINATION,
    /** Why TLS or TCP towards the server failed, as the proxy says it. */
    TRANSPORT_FAILURE,
    CLUSTER,
    ROUTE,
    /** server_name as the proxy received it. */
    SNI,
    /** server_name as the proxy sent it. */
    UPSTREAM_SNI,
    /** Names in a certificate, comma-separated. */
    CERTIFICATE_NAMES,
    REQUEST_ID,
    /** The source's own number of the connection. */
    CONNECTION,
    /** The source's own number of the downstream connection that this upstream one serves. */
    FOR_CONNECTION,
    STREAM,
    /** Whom the client connected to, {@code host:port}, or the host where no port is told. */
    DOWNSTREAM_SERVER,
    /** Of a record of both legs: from where the proxy connected, {@code host:port}. */
    UPSTREAM_CLIENT,
    /** As Hubble spells it. */
    VERDICT,
    DROP_REASON,
    POLICY_MATCH,
    /** Names of policies, comma-separated, {@code namespace/name}. */
    POLICY,
    DIRECTION,
    OBSERVATION_POINT,
    CLIENT_POD,
    CLIENT_LABELS,
    SERVER_POD,
    SERVER_LABELS,
    /** DNS names of the server's address, comma-separated. */
    SERVER_NAMES,
    NODE,
    TCP_FLAGS,
    PROXY_PORT,
    /** Milliseconds, decimal. */
    DURATION_MILLIS,
    ATTEMPTS,
    /** Of DNS. */
    QUERY,
    QUERY_TYPE,
    RESPONSE_CODE,
    /** Comma-separated. */
    ADDRESSES,
    TTL_SECONDS,
    SECRET,
    /** The message as it stands in the log. */
    MESSAGE
  }

  public Sighting {
    requireNonNull(source, "source is null");
    requireNonNull(event, "event is null");
    requireNonNull(leg, "leg is null");
    requireNonNull(time, "time is null");
    client = client.filter(Endpoint::isPlain);
    server = server.filter(Endpoint::isPlain); // commands to paste are made of it
    attributes =
        attributes.isEmpty() ? Map.of() : Collections.unmodifiableMap(redacted(attributes));
    what = Redaction.ON.url(requireNonNull(what, "what is null"));
    requireNonNull(evidence, "evidence is null");
  }

  /** Here, so that no reader can forget: logs have URLs with tokens in them. */
  private static Map<Attribute, String> redacted(Map<Attribute, String> attributes) {
    Map<Attribute, String> redacted = new EnumMap<>(attributes);
    redacted.replaceAll(
        (name, value) ->
            name == Attribute.PATH || name == Attribute.MESSAGE || name == Attribute.DETAILS
                ? Redaction.ON.url(value)
                : value);
    return redacted;
  }

  public Optional<String> attribute(Attribute name) {
    return Optional.ofNullable(attributes.get(name));
  }

  /** Of HTTP; empty where the record has none, or no number. */
  public OptionalInt status() {
    String text = attributes.getOrDefault(Attribute.STATUS, "");
    if (text.length() != 3 || text.charAt(0) < '1') {
      return OptionalInt.empty();
    }
    int status = 0;
    for (int i = 0; i < 3; i++) {
      int digit = text.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return OptionalInt.empty();
      }
      status = 10 * status + digit;
    }
    return OptionalInt.of(status);
  }

  /** Whether the record tells of a failure: of the connection, of the request, or by policy. */
  public boolean failed() {
    return switch (event) {
      case LOOKUP_FAILED,
          DENIED,
          DROPPED,
          CONNECT_FAILED,
          CONNECT_TIMEOUT,
          TLS_FAILED,
          NOT_ROUTED,
          RESET,
          LOCAL_REPLY,
          CONFIGURATION ->
          true;
      case RESPONSE -> status().orElse(0) >= 500;
      case LOOKUP,
          LOOKUP_ANSWERED,
          ALLOWED,
          REDIRECTED,
          FORWARDED,
          ACCEPTED,
          CONNECTING,
          CONNECTED,
          TLS_ESTABLISHED,
          REQUEST,
          ROUTED,
          RETRY,
          CLOSED,
          OTHER ->
          false;
    };
  }
}
