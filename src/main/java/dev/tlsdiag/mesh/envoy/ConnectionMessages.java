package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;
import dev.tlsdiag.tcp.Endpoint;
import java.util.Optional;

/** What connections and their pools say: components connection, client, pool. */
final class ConnectionMessages {
  /** Ports below are hardly ever a client's. */
  private static final int FIRST_EPHEMERAL = 32768;

  private ConnectionMessages() {}

  static LogDraft connecting(LogContext context, String address) {
    LogLine line = context.line();
    LogMemory.Connection known = context.memory().newConnection(line.connection);
    known.upstream = true;
    known.peer = Addresses.endpoint(address);
    LogMemory.Worker thread = context.thread();
    if (thread.isAtStream() && thread.connection != line.connection) {
      known.serves = thread.connection;
      known.servesStream = thread.stream;
      known.cluster = thread.cluster;
    }
    LogDraft draft = context.upstream(Event.CONNECTING, "TCP to " + address + " begun");
    draft.awaitsDownstream = false;
    return draft;
  }

  static LogDraft connected(LogContext context) {
    LogMemory.Connection known = context.connection();
    known.upstream = true;
    known.tcpConnected = true;
    LogDraft draft = context.upstream(Event.CONNECTED, "TCP" + to(context) + " connected");
    draft.awaitsDownstream = false;
    return draft;
  }

  /** The codec may send: behind TLS where it is spoken, which the log does not say. */
  static LogDraft ready(LogContext context) {
    LogMemory.Connection known = context.connection();
    known.upstream = true;
    known.ready = true;
    boolean tls = known.cluster.endsWith("-cluster-tls"); // Cilium's two
    LogDraft draft =
        tls
            ? context.upstream(Event.TLS_ESTABLISHED, "TLS" + to(context) + " established")
            : context.upstream(
                Event.OTHER, "connection" + to(context) + " ready, after TLS if it is spoken");
    draft.awaitsDownstream = false;
    return draft;
  }

  private static String to(LogContext context) {
    String peer = context.peer();
    return peer.isEmpty() ? "" : " to " + peer;
  }

  static LogDraft connectTimeout(LogContext context) {
    LogMemory.Connection known = context.connection();
    known.upstream = true;
    fail(context, known);
    return context.upstream(
        Event.CONNECT_TIMEOUT,
        known.tcpConnected
            ? "connect timeout: TCP was connected, and nothing more came"
            : "connect timeout");
  }

  private static void fail(LogContext context, LogMemory.Connection known) {
    known.failed = true;
    context.thread().lastFailed = known.id;
  }

  /** {@code client disconnected, failure reason: T}; every connection's end is told so. */
  static LogDraft disconnected(LogContext context, String message) {
    LogMemory.Connection known = context.connection();
    known.upstream = true;
    if (known.failed) {
      return null; // and why was said before
    }
    int reason = message.indexOf("failure reason:");
    String failure =
        reason < 0 ? "" : message.substring(reason + "failure reason:".length()).strip();
    if (!failure.isEmpty()) {
      fail(context, known);
      return failed(context, failure);
    }
    if (known.ready || !known.tcpConnected && known.peer.isEmpty()) {
      return null; // the end of one that had served
    }
    fail(context, known);
    return context.upstream(Event.CLOSED, "closed before it was ready, Envoy knows no reason");
  }

  private static LogDraft failed(LogContext context, String failure) {
    boolean tls = isTls(failure);
    return context
        .upstream(
            tls ? Event.TLS_FAILED : Event.CONNECT_FAILED,
            (tls ? "TLS%s failed: %s" : "connecting%s failed: %s").formatted(to(context), failure))
        .with(Attribute.TRANSPORT_FAILURE, failure);
  }

  private static boolean isTls(String failure) {
    return failure.contains("TLS_error")
        || failure.contains("TLS error")
        || failure.contains("OPENSSL_internal");
  }

  static LogDraft connectError(LogContext context, String message) {
    LogMemory.Connection known = context.connection();
    known.upstream = true;
    fail(context, known);
    return context
        .upstream(Event.CONNECT_FAILED, "connecting%s failed: %s".formatted(to(context), message))
        .with(Attribute.TRANSPORT_FAILURE, message);
  }

  /** {@code remote address:192.0.2.1:443,TLS_error:…}. */
  static LogDraft remoteAddress(LogContext context, String rest) {
    int comma = rest.indexOf(',');
    if (comma < 0 || !isTls(rest)) {
      return null;
    }
    return tlsError(
        context, Addresses.endpoint(rest.substring(0, comma)), rest.substring(comma + 1));
  }

  static LogDraft tlsError(LogContext context, String message) {
    return isTls(message) ? tlsError(context, Optional.empty(), message) : null;
  }

  private static LogDraft tlsError(LogContext context, Optional<Endpoint> remote, String failure) {
    LogMemory.Connection known = context.connection();
    if (!known.downstream && !known.upstream && remote.isPresent()) {
      known.upstream = remote.get().port() < FIRST_EPHEMERAL;
      known.downstream = !known.upstream;
    }
    if (known.peer.isEmpty()) {
      known.peer = remote;
    }
    if (known.upstream) {
      fail(context, known);
    }
    known.failed = true;
    return context
        .either(Event.TLS_FAILED, "TLS failed: %s".formatted(failure))
        .with(Attribute.TRANSPORT_FAILURE, failure);
  }

  static LogDraft handshake(LogContext context) {
    context.connection().ready = true;
    return context.either(Event.TLS_ESTABLISHED, "TLS handshake complete");
  }

  static LogDraft remoteClose(LogContext context) {
    if (context.connection().failed) {
      return null;
    }
    return context.either(Event.CLOSED, "closed by the other side");
  }

  static LogDraft ioError(LogContext context, String message) {
    return context.either(Event.RESET, message).with(Attribute.TRANSPORT_FAILURE, message);
  }

  static LogDraft overflow(LogContext context, String message) {
    return context.forStream(Event.CONNECT_FAILED, message);
  }
}
