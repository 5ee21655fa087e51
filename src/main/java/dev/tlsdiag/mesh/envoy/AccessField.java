package dev.tlsdiag.mesh.envoy;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What an access log says, by the operators of its format and by the keys that its JSON form has
 * here and there.
 */
enum AccessField {
  START_TIME("START_TIME", "starttime", "time", "timestamp", "ts"),
  METHOD("REQ(:METHOD)", "method", "requestmethod", "httpmethod", ":method"),
  PATH(
      "REQ(X-ENVOY-ORIGINAL-PATH?:PATH)",
      "path",
      "xenvoyoriginpath",
      "xenvoyoriginalpath",
      "requestpath",
      "uri",
      ":path"),
  PROTOCOL("PROTOCOL", "protocol"),
  STATUS("RESPONSE_CODE", "responsecode", "status", "statuscode", "code"),
  FLAGS("RESPONSE_FLAGS", "responseflags", "flags"),
  DETAILS("RESPONSE_CODE_DETAILS", "responsecodedetails"),
  TERMINATION("CONNECTION_TERMINATION_DETAILS", "connectionterminationdetails"),
  FAILURE(
      "UPSTREAM_TRANSPORT_FAILURE_REASON",
      "upstreamtransportfailurereason",
      "upstreamfailurereason"),
  DOWNSTREAM_FAILURE("DOWNSTREAM_TRANSPORT_FAILURE_REASON", "downstreamtransportfailurereason"),
  BYTES_RECEIVED("BYTES_RECEIVED", "bytesreceived"),
  BYTES_SENT("BYTES_SENT", "bytessent"),
  DURATION("DURATION", "duration", "durationms"),
  SERVICE_TIME(
      "RESP(X-ENVOY-UPSTREAM-SERVICE-TIME)", "upstreamservicetime", "xenvoyupstreamservicetime"),
  FORWARDED_FOR("REQ(X-FORWARDED-FOR)", "xforwardedfor"),
  USER_AGENT("REQ(USER-AGENT)", "useragent"),
  REQUEST_ID("REQ(X-REQUEST-ID)", "requestid", "xrequestid"),
  AUTHORITY("REQ(:AUTHORITY)", "authority", "host", ":authority"),
  UPSTREAM_HOST("UPSTREAM_HOST", "upstreamhost"),
  CLUSTER("UPSTREAM_CLUSTER", "upstreamcluster", "upstreamclusterraw", "cluster"),
  UPSTREAM_LOCAL("UPSTREAM_LOCAL_ADDRESS", "upstreamlocaladdress"),
  DOWNSTREAM_LOCAL("DOWNSTREAM_LOCAL_ADDRESS", "downstreamlocaladdress"),
  DOWNSTREAM_REMOTE(
      "DOWNSTREAM_REMOTE_ADDRESS", "downstreamremoteaddress", "downstreamdirectremoteaddress"),
  SNI("REQUESTED_SERVER_NAME", "requestedservername", "sni"),
  ROUTE("ROUTE_NAME", "routename"),
  ATTEMPTS("UPSTREAM_REQUEST_ATTEMPT_COUNT", "upstreamrequestattemptcount", "attempts"),
  CONNECTION("CONNECTION_ID", "connectionid"),
  STREAM("STREAM_ID", "streamid"),
  UPSTREAM_CONNECTION("UPSTREAM_CONNECTION_ID", "upstreamconnectionid");

  private static final Map<String, AccessField> BY_OPERATOR = new HashMap<>();
  private static final Map<String, AccessField> BY_KEY = new HashMap<>();

  static {
    for (AccessField field : values()) {
      BY_OPERATOR.put(field.operator, field);
      BY_KEY.put(key(field.operator), field);
      for (String key : field.keys.split(" ", -1)) {
        BY_KEY.put(key, field);
      }
    }
    BY_OPERATOR.put("REQ(:PATH)", PATH);
    BY_OPERATOR.put("UPSTREAM_CLUSTER_RAW", CLUSTER);
    BY_OPERATOR.put("UPSTREAM_REMOTE_ADDRESS", UPSTREAM_HOST);
    BY_OPERATOR.put("DOWNSTREAM_DIRECT_REMOTE_ADDRESS", DOWNSTREAM_REMOTE);
    BY_OPERATOR.put("REQ(HOST)", AUTHORITY);
    BY_OPERATOR.put("RESPONSE_FLAGS_LONG", FLAGS);
  }

  private final String operator;

  /** With blanks between them. */
  private final String keys;

  AccessField(String operator, String... keys) {
    this.operator = operator;
    this.keys = String.join(" ", keys);
  }

  /**
   * @param operator without the percent signs, and without a length limit: {@code REQ(:METHOD)}
   */
  static Optional<AccessField> ofOperator(String operator) {
    AccessField exact = BY_OPERATOR.get(operator);
    if (exact == null) {
      int arguments = operator.indexOf('(');
      boolean time = arguments > 0 && operator.startsWith("START_TIME");
      exact = time ? START_TIME : BY_OPERATOR.get(operator.toUpperCase(Locale.ROOT));
    }
    return Optional.ofNullable(exact);
  }

  /** Of a JSON log, where whoever wrote the format has chosen the keys. */
  static Optional<AccessField> ofKey(String key) {
    return Optional.ofNullable(BY_KEY.get(key(key)));
  }

  private static String key(String text) {
    StringBuilder plain = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '_' && c != '-' && c != '.' && c != '%' && c != ' ') {
        plain.append(Character.toLowerCase(c));
      }
    }
    return plain.toString();
  }
}
