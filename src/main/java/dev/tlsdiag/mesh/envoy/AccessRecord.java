package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.mesh.Sighting.Leg;
import dev.tlsdiag.mesh.SourceKind;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Evidence;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** The values of one line of an access log. One is used for all lines. */
final class AccessRecord {
  /** Flags of failures that Envoy itself answers. */
  private static final Set<String> OWN =
      Set.of(
          "UH", "UF", "UO", "URX", "UT", "LR", "UR", "UC", "DI", "FI", "RL", "RLSE", "IH", "SI",
          "DPE", "UPE", "UMSDR", "NFCF", "OM", "DF", "DO", "DT", "LH");

  private static final int LONGEST = 2_000;

  private static final Pattern SECONDS = Pattern.compile("[0-9]{10}(\\.[0-9]{1,9})?");
  private static final Pattern MILLIS = Pattern.compile("[0-9]{13}");

  private final Map<AccessField, String> values = new EnumMap<>(AccessField.class);
  private int known;

  void clear() {
    values.clear();
    known = 0;
  }

  /** How many of the fields have been given, whatever they say. */
  int known() {
    return known;
  }

  /** A field that is there, and of no use. */
  void pass() {
    known++;
  }

  void put(AccessField field, String value) {
    known++;
    boolean unset = value.isEmpty() || value.equals("-");
    if (!unset) {
      values.putIfAbsent(field, value.length() > LONGEST ? value.substring(0, LONGEST) : value);
    }
  }

  /** Always true: what the operator says may be of no interest here. */
  boolean put(String operator, String value) {
    AccessField.ofOperator(operator).ifPresent(field -> put(field, value));
    return true;
  }

  private String value(AccessField field) {
    return values.getOrDefault(field, "");
  }

  private boolean flagged(String flag) {
    String flags = value(AccessField.FLAGS);
    if (flags.isEmpty()) {
      return false;
    }
    for (String one : flags.split(",", -1)) {
      if (one.equals(flag)) {
        return true;
      }
    }
    return false;
  }

  private boolean flaggedAsOwn() {
    String flags = value(AccessField.FLAGS);
    if (flags.isEmpty()) {
      return false;
    }
    for (String one : flags.split(",", -1)) {
      if (OWN.contains(one)) {
        return true;
      }
    }
    return false;
  }

  /** Of a record without a response there is no status. */
  private boolean isHttp() {
    String status = value(AccessField.STATUS);
    return !value(AccessField.METHOD).isEmpty() || !status.isEmpty() && !status.equals("0");
  }

  private Event event() {
    String details = value(AccessField.DETAILS);
    if (flagged("UAEX")
        || details.startsWith("rbac_access_denied")
        || value(AccessField.TERMINATION).startsWith("rbac_access_denied")
        || details.startsWith("cilium.l7policy")) {
      return Event.DENIED;
    }
    if (flagged("NR")
        || flagged("NC")
        || details.equals("route_not_found")
        || details.equals("cluster_not_found")
        || details.equals("filter_chain_not_found")) {
      return Event.NOT_ROUTED;
    }
    boolean envoysOwn = flaggedAsOwn();
    if (isHttp()) {
      if (flagged("DC") && !envoysOwn) {
        return Event.CLOSED;
      }
      boolean own = envoysOwn || !details.isEmpty() && !details.equals("via_upstream");
      return own ? Event.LOCAL_REPLY : Event.RESPONSE;
    }
    if (!value(AccessField.DOWNSTREAM_FAILURE).isEmpty()) {
      return Event.TLS_FAILED;
    }
    if (envoysOwn) {
      String failure = value(AccessField.FAILURE);
      return failure.contains("TLS_error") || failure.contains("OPENSSL_internal")
          ? Event.TLS_FAILED
          : flagged("UC") ? Event.RESET : Event.CONNECT_FAILED;
    }
    return Event.CLOSED;
  }

  private String what(Event event) {
    String request =
        (value(AccessField.METHOD) + " " + value(AccessField.AUTHORITY) + value(AccessField.PATH))
            .strip();
    String answer =
        isHttp()
            ? (request.isEmpty() ? "request" : request) + " " + answer(event)
            : "TCP connection" + bytes();
    String flags = value(AccessField.FLAGS);
    String reason = value(AccessField.FAILURE);
    return answer
        + (flags.isEmpty() ? "" : ", flags " + flags)
        + (reason.isEmpty() ? "" : ", " + reason);
  }

  private String answer(Event event) {
    String status = value(AccessField.STATUS);
    String shown =
        status.isEmpty() || status.equals("0") ? "without an answer" : "answered " + status;
    return event == Event.LOCAL_REPLY && !status.isEmpty() ? shown + " by Envoy itself" : shown;
  }

  private String bytes() {
    String sent = value(AccessField.BYTES_SENT);
    return sent.isEmpty() ? "" : ", " + sent + " bytes to the client";
  }

  Sighting sighting(String file, long line) {
    Event event = event();
    Map<Attribute, String> attributes = new EnumMap<>(Attribute.class);
    copy(attributes, Attribute.METHOD, AccessField.METHOD);
    copy(attributes, Attribute.PATH, AccessField.PATH);
    copy(attributes, Attribute.AUTHORITY, AccessField.AUTHORITY);
    copy(attributes, Attribute.PROTOCOL, AccessField.PROTOCOL);
    copy(attributes, Attribute.STATUS, AccessField.STATUS);
    copy(attributes, Attribute.FLAGS, AccessField.FLAGS);
    copy(attributes, Attribute.DETAILS, AccessField.DETAILS);
    copy(attributes, Attribute.TERMINATION, AccessField.TERMINATION);
    copy(attributes, Attribute.TRANSPORT_FAILURE, AccessField.DOWNSTREAM_FAILURE);
    copy(attributes, Attribute.TRANSPORT_FAILURE, AccessField.FAILURE);
    copy(attributes, Attribute.CLUSTER, AccessField.CLUSTER);
    copy(attributes, Attribute.ROUTE, AccessField.ROUTE);
    copy(attributes, Attribute.SNI, AccessField.SNI);
    copy(attributes, Attribute.REQUEST_ID, AccessField.REQUEST_ID);
    copy(attributes, Attribute.DURATION_MILLIS, AccessField.DURATION);
    copy(attributes, Attribute.ATTEMPTS, AccessField.ATTEMPTS);
    copy(attributes, Attribute.CONNECTION, AccessField.CONNECTION);
    copy(attributes, Attribute.STREAM, AccessField.STREAM);
    copy(attributes, Attribute.DOWNSTREAM_SERVER, AccessField.DOWNSTREAM_LOCAL);
    copy(attributes, Attribute.UPSTREAM_CLIENT, AccessField.UPSTREAM_LOCAL);
    return new Sighting(
        SourceKind.ENVOY_ACCESS_LOG,
        event,
        Leg.WHOLE,
        time(),
        endpoint(AccessField.DOWNSTREAM_REMOTE),
        endpoint(AccessField.UPSTREAM_HOST).or(() -> endpoint(AccessField.DOWNSTREAM_LOCAL)),
        attributes,
        what(event),
        new Evidence.LogLine(file, line));
  }

  private void copy(Map<Attribute, String> attributes, Attribute to, AccessField from) {
    String value = values.get(from);
    if (value != null) {
      attributes.put(to, value);
    }
  }

  private Optional<Endpoint> endpoint(AccessField field) {
    String value = values.get(field);
    return value == null ? Optional.empty() : Addresses.endpoint(value);
  }

  private Optional<Instant> time() {
    String value = values.get(AccessField.START_TIME);
    if (value == null) {
      return Optional.empty();
    }
    if (value.indexOf('-') > 0) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      return LogBytes.time(bytes, 0, bytes.length);
    }
    if (SECONDS.matcher(value).matches()) {
      return Optional.of(Instant.ofEpochMilli(Math.round(Double.parseDouble(value) * 1000)));
    }
    return MILLIS.matcher(value).matches()
        ? Optional.of(Instant.ofEpochMilli(Long.parseLong(value)))
        : Optional.empty();
  }
}
