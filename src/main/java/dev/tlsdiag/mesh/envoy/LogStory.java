package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.mesh.Sighting.Attribute;
import dev.tlsdiag.mesh.Sighting.Event;

/** Which message means what. */
final class LogStory {
  private LogStory() {}

  /** Null where the message only adds to what is known. */
  static LogDraft draft(LogMessage message, LogContext context) {
    String text = context.line().message();
    String rest = text.substring(Math.min(text.length(), message.startLength()));
    return switch (message) {
      case NEW_CONNECTION -> RequestMessages.accepted(context, rest);
      case CLOSING_CONNECTION -> RequestMessages.closing(context, rest);
      case REQUEST -> RequestMessages.request(context);
      case LOCAL_REPLY -> RequestMessages.localReply(context, rest);
      case ENCODING_HEADERS -> RequestMessages.response(context);
      case DISPATCH_ERROR -> context.downstream(Event.RESET, text);
      case CLUSTER_MATCH -> RequestMessages.routed(context, rest);
      case NO_CLUSTER_MATCH -> RequestMessages.notRouted(context, "no route matches the request");
      case NO_ROUTE_MATCH -> RequestMessages.notRouted(context, "no route matches the request");
      case UNKNOWN_CLUSTER -> RequestMessages.unknownCluster(context, rest);
      case DECODING_HEADERS -> RequestMessages.decoding(context);
      case UPSTREAM_RESET -> RequestMessages.reset(context, text);
      case RETRY -> RequestMessages.retry(context);
      case POOL_READY, UPSTREAM_HEADERS -> null;
      case UPSTREAM_TIMEOUT, PER_TRY_TIMEOUT -> RequestMessages.timedOut(context, text);
      case CONNECT_TIMEOUT -> ConnectionMessages.connectTimeout(context);
      case CLIENT_DISCONNECTED -> ConnectionMessages.disconnected(context, text);
      case QUEUE_OVERFLOW -> ConnectionMessages.overflow(context, text);
      case READY -> rest.isEmpty() ? ConnectionMessages.ready(context) : null;
      case CONNECTING -> ConnectionMessages.connecting(context, rest);
      case CONNECTED -> rest.isEmpty() ? ConnectionMessages.connected(context) : null;
      case DELAYED_ERROR, IMMEDIATE_ERROR -> ConnectionMessages.connectError(context, text);
      case REMOTE_ADDRESS -> ConnectionMessages.remoteAddress(context, rest);
      case TLS_ERROR -> ConnectionMessages.tlsError(context, text);
      case HANDSHAKE -> ConnectionMessages.handshake(context);
      case REMOTE_CLOSE, REMOTE_EARLY_CLOSE -> ConnectionMessages.remoteClose(context);
      case READ_ERROR, WRITE_ERROR -> ConnectionMessages.ioError(context, text);
      case CILIUM -> CiliumMessages.draft(context, text);
      case CILIUM_EGRESS, CILIUM_INGRESS -> CiliumMessages.passing(context, text);
      case CONFIG_TIMEOUT, CONFIG_STREAM -> context.general(Event.CONFIGURATION, text);
      case CONFIG_REJECTED ->
          text.contains("rejected") ? context.general(Event.CONFIGURATION, text) : null;
    };
  }

  /** A failed upstream connection is told of, and now the stream that it was for. */
  static void serve(LogDraft failed, LogMemory memory, LogMemory.Worker thread) {
    LogMemory.Connection known = memory.connection(failed.connection);
    if (known.serves < 0) {
      known.serves = thread.connection;
      known.servesStream = thread.stream;
    }
    failed.awaitsDownstream = false;
    thread.lastFailed = failed.connection;
    failed.with(Attribute.FOR_CONNECTION, Long.toString(known.serves));
    failed.with(Attribute.STREAM, known.servesStream);
  }
}
