package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/**
 * What the listener, the HTTP manager and the router say: components conn_handler, http, router.
 */
final class RequestMessages {
  private static final String RESET = "reset reason: ";
  private static final String FAILURE = "transport failure reason:";

  private RequestMessages() {}

  static LogDraft accepted(LogContext context, String rest) {
    Optional<Endpoint> client = Addresses.endpoint(rest);
    if (context.line().connection >= 0) {
      LogMemory.Connection known = context.memory().newConnection(context.line().connection);
      known.downstream = true;
      known.peer = client;
    }
    LogDraft draft = context.downstream(Event.ACCEPTED, "connection from " + rest + " accepted");
    draft.client = client;
    return draft;
  }

  /**
   * {@code closing connection: no matching …}, {@code closing connection from …: no matching …}.
   */
  static LogDraft closing(LogContext context, String rest) {
    int reason = rest.indexOf(": no matching filter chain");
    if (reason < 0) {
      return null;
    }
    LogDraft draft =
        context.downstream(
            Event.NOT_ROUTED, "no filter chain of the listener matches: connection closed");
    if (rest.startsWith(" from ") && draft.client.isEmpty()) {
      draft.client = Addresses.endpoint(rest.substring(" from ".length(), reason));
    }
    return draft;
  }

  static LogDraft request(LogContext context) {
    context.connection().downstream = true;
    LogDraft draft = context.downstream(Event.REQUEST, "request");
    draft.takesHeaders = true;
    context.thread().requestStream = context.line().stream();
    return draft;
  }

  /** Another dump of the same headers, unless the first was not logged. */
  static LogDraft decoding(LogContext context) {
    return context.line().stream().equals(context.thread().requestStream) ? null : request(context);
  }

  static LogDraft response(LogContext context) {
    LogDraft draft = context.downstream(Event.RESPONSE, "answer sent to the client");
    draft.takesHeaders = true;
    return draft;
  }

  static LogDraft localReply(LogContext context, String details) {
    return context
        .downstream(Event.LOCAL_REPLY, "Envoy answers by itself")
        .with(Attribute.DETAILS, details.strip());
  }

  static LogDraft routed(LogContext context, String rest) {
    int end = rest.indexOf('\'');
    String cluster = end < 0 ? rest : rest.substring(0, end);
    context.thread().cluster = cluster;
    LogDraft draft =
        context
            .downstream(Event.ROUTED, "cluster " + cluster + " chosen")
            .with(Attribute.CLUSTER, cluster);
    LogContext.quoted(rest, "URL '").ifPresent(path -> draft.with(Attribute.PATH, path));
    return draft;
  }

  static LogDraft notRouted(LogContext context, String what) {
    LogDraft draft = context.downstream(Event.NOT_ROUTED, what);
    LogContext.quoted(draft.attribute(Attribute.MESSAGE), "URL '")
        .ifPresent(path -> draft.with(Attribute.PATH, path));
    return draft;
  }

  static LogDraft unknownCluster(LogContext context, String rest) {
    int end = rest.indexOf('\'');
    String cluster = end < 0 ? rest : rest.substring(0, end);
    return context
        .downstream(Event.NOT_ROUTED, "there is no cluster %s".formatted(cluster))
        .with(Attribute.CLUSTER, cluster);
  }

  /** {@code upstream reset: reset reason: R, transport failure reason: T}. */
  static LogDraft reset(LogContext context, String message) {
    int reasonAt = message.indexOf(RESET);
    int failureAt = message.indexOf(FAILURE);
    int reasonEnd = failureAt < 0 ? message.length() : Math.max(0, failureAt - 2);
    String reason =
        reasonAt < 0 || reasonAt + RESET.length() > reasonEnd
            ? ""
            : message.substring(reasonAt + RESET.length(), reasonEnd).strip();
    String failure = failureAt < 0 ? "" : message.substring(failureAt + FAILURE.length()).strip();
    String what =
        "the try failed%s%s"
            .formatted(
                reason.isEmpty() ? "" : ": " + reason,
                failure.isEmpty() ? ", Envoy knows no reason" : ", " + failure);
    LogDraft draft =
        context
            .forStream(Event.RESET, what)
            .with(Attribute.DETAILS, reason)
            .with(Attribute.TRANSPORT_FAILURE, failure);
    long failed = context.thread().lastFailed;
    if (failed >= 0) {
      LogMemory.Connection upstream = context.memory().connection(failed);
      draft.with(Attribute.CONNECTION, Long.toString(failed));
      draft.server = upstream.peer;
    }
    context.thread().lastFailed = -1;
    return draft;
  }

  static LogDraft retry(LogContext context) {
    return context.forStream(Event.RETRY, "the request is tried again");
  }

  static LogDraft timedOut(LogContext context, String what) {
    return context.forStream(Event.RESET, what);
  }

  /** What the wait for headers brought. */
  static void finish(LogDraft draft) {
    switch (draft.event) {
      case REQUEST -> {
        String method = draft.attribute(Attribute.METHOD);
        String target = draft.attribute(Attribute.AUTHORITY) + draft.attribute(Attribute.PATH);
        if (!target.isEmpty()) {
          draft.what = "request " + (method + " " + target).strip();
        }
      }
      case RESPONSE -> {
        String status = draft.attribute(Attribute.STATUS);
        if (!status.isEmpty()) {
          draft.what = "answer " + status + " sent to the client";
        }
      }
      case LOCAL_REPLY -> {
        String status = draft.attribute(Attribute.STATUS);
        String details = draft.attribute(Attribute.DETAILS);
        draft.what =
            "Envoy answers%s itself%s"
                .formatted(
                    status.isEmpty() ? " by" : " " + status + " by",
                    details.isEmpty() ? "" : ": " + details);
      }
      case LOOKUP,
          LOOKUP_ANSWERED,
          LOOKUP_FAILED,
          ALLOWED,
          DENIED,
          REDIRECTED,
          FORWARDED,
          DROPPED,
          ACCEPTED,
          CONNECTING,
          CONNECTED,
          CONNECT_FAILED,
          CONNECT_TIMEOUT,
          TLS_ESTABLISHED,
          TLS_FAILED,
          ROUTED,
          NOT_ROUTED,
          RETRY,
          RESET,
          CLOSED,
          CONFIGURATION,
          OTHER -> {
        // Said at once.
      }
    }
  }
}
