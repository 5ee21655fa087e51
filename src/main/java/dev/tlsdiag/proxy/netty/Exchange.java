package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ConnectionPolicy;
import dev.tlsdiag.proxy.core.LocalReply;
import dev.tlsdiag.proxy.core.RequestRuling;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.proxy.netty.UpstreamConnector.Route;
import dev.tlsdiag.trace.Side;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.EmptyHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http2.Http2Error;
import java.util.ArrayDeque;
import java.util.Optional;

/**
 * One request and its response, between a client's stream and a server's: passes on what the one
 * sends to the other, whatever their versions, and slows the faster side down. All on one event
 * loop.
 *
 * <pre>
 *   waiting for a connection -> sent -> response begun -> done
 *            |                   |            |
 *            +---- local reply --+            +-> both ends aborted
 * </pre>
 */
final class Exchange {
  private final HttpLoop loop;
  private final Route route;
  private final Downstream downstream;
  private final RequestHead request;
  private final DownstreamStream client;
  private final ExchangeLog log;
  private final ArrayDeque<ByteBuf> waiting = new ArrayDeque<>(0);

  private UpstreamStream server;
  private HttpHeaders requestTrailers = EmptyHttpHeaders.INSTANCE;
  private boolean beginning;
  private boolean requestEnded;
  private boolean bodySent;
  private boolean responseStarted;
  private boolean retried;
  private boolean dropped;
  private boolean done;
  private long lastActivityNanos = System.nanoTime();

  Exchange(
      HttpLoop loop,
      Route route,
      Downstream downstream,
      RequestHead request,
      DownstreamStream client,
      ExchangeLog log) {
    this.loop = loop;
    this.route = route;
    this.downstream = downstream;
    this.request = request;
    this.client = client;
    this.log = log;
    this.requestEnded = !request.hasBody();
    if (requestEnded) {
      log.onRequestEnd();
    }
  }

  Route route() {
    return route;
  }

  /** Id of the client's connection. */
  long cause() {
    return downstream.id();
  }

  RequestHead request() {
    return request;
  }

  /** It never gets an answer. */
  boolean isDropped() {
    return dropped;
  }

  boolean isDone() {
    return done;
  }

  /** Looks for a connection and sends the head. The client's read-complete flushes. */
  void begin() {
    if (downstream.policy().isPresent() && !passes(downstream.policy().get())) {
      return;
    }
    beginning = true;
    loop.pool().take(this, false);
    beginning = false;
  }

  private boolean passes(ConnectionPolicy policy) {
    RequestRuling ruling = policy.onRequest(request.forPolicy(route.target(), downstream, log));
    if (ruling instanceof RequestRuling.Pass pass) {
      pass.edits().forEach(edit -> HttpFields.apply(edit, request.headers()));
      return true;
    }
    if (ruling instanceof RequestRuling.Answer answer) {
      log.onDenied(answer.reason());
      reply(answer.reply());
    } else if (ruling instanceof RequestRuling.Drop drop) {
      dropped = true;
      log.onDenied(drop.reason());
    } else if (ruling instanceof RequestRuling.Reset reset) {
      log.onDenied(reset.reason());
      finish();
      client.reset();
    }
    return false;
  }

  void onStream(UpstreamStream stream) {
    server = stream;
    log.onStream(stream);
    log.onSent(request.headers());
    stream.sendHead(request);
    if (!request.hasBody()) {
      return;
    }
    for (ByteBuf part = waiting.poll(); part != null; part = waiting.poll()) {
      bodySent = true;
      stream.sendBody(part);
    }
    if (requestEnded) {
      stream.sendEnd(requestTrailers);
    } else {
      client.setReading(stream.isWritable());
    }
    if (!beginning) {
      stream.flush();
    }
  }

  void onNoStream(UpstreamFailure failure, long leg) {
    if (!done) {
      log.onProblem(failure.detail(), bySide(failure.kind()));
      replyLocally(failure, leg);
    }
  }

  // From the client.

  void onRequestBody(ByteBuf part) {
    if (done) {
      part.release();
      return;
    }
    lastActivityNanos = System.nanoTime();
    log.onRequestBytes(part.readableBytes());
    if (server == null) {
      waiting.add(part);
      client.setReading(false);
      return;
    }
    bodySent = true;
    server.sendBody(part);
    if (!server.isWritable()) {
      server.flush();
      client.setReading(server.isWritable());
    }
  }

  void onRequestEnd(HttpHeaders trailers) {
    if (done || requestEnded) {
      return;
    }
    requestEnded = true;
    requestTrailers = trailers;
    log.onRequestEnd();
    if (server != null) {
      server.sendEnd(trailers);
    }
  }

  void onClientReadComplete() {
    if (server != null && !done) {
      server.flush();
    }
  }

  void onClientWritable(boolean writable) {
    if (server != null && !done) {
      server.setReading(writable);
    }
  }

  /** The client has closed, or reset its connection or stream. */
  void onClientGone(String how) {
    if (!done) {
      log.onProblem(how, Optional.of(Side.CLIENT));
      finish();
      if (server != null) {
        server.abort(Http2Error.CANCEL);
      }
    }
  }

  /** The client's request turned out wrong, and it is told so. */
  void onRefused(String problem, LocalReplies.Prepared reply) {
    if (!done) {
      log.onResponse(reply.head());
      log.onResponseBytes(reply.body());
      onClientGone(problem);
    }
  }

  // From the server.

  void onInformational(int status, String reason, HttpHeaders headers) {
    if (!done) {
      lastActivityNanos = System.nanoTime();
      client.sendInformational(status, reason, headers);
    }
  }

  void onResponse(ResponseHead head) {
    if (done) {
      return;
    }
    lastActivityNanos = System.nanoTime();
    responseStarted = true;
    log.onResponse(head);
    client.sendHead(head);
  }

  void onResponseBody(ByteBuf part) {
    if (done) {
      part.release();
      return;
    }
    lastActivityNanos = System.nanoTime();
    log.onResponseBytes(part);
    client.sendBody(part);
    if (!client.isWritable()) {
      client.flush();
      server.setReading(client.isWritable());
    }
  }

  /** The whole response is here; its stream is free again. */
  void onResponseEnd(HttpHeaders trailers) {
    if (done) {
      return;
    }
    log.onTrailers(trailers);
    finish();
    client.sendEnd(trailers);
  }

  void onServerReadComplete() {
    if (!done) {
      client.flush();
    }
  }

  void onServerWritable(boolean writable) {
    if (!done && !requestEnded) {
      client.setReading(writable);
    }
  }

  /**
   * The server's stream has ended without a whole response.
   *
   * @param unanswered whether not one byte came back for this request
   */
  void onServerGone(Kind kind, String how, boolean unanswered) {
    onServerGone(kind, how, unanswered, Http2Error.INTERNAL_ERROR);
  }

  /**
   * The same.
   *
   * @param error what the server of HTTP/2 said: its client is told the same
   */
  void onServerGone(Kind kind, String how, boolean unanswered, Http2Error error) {
    if (done) {
      return;
    }
    if (responseStarted) {
      log.onProblem(how, Optional.of(Side.SERVER));
      finish();
      client.abort(error);
      return;
    }
    if (unanswered && (server == null || server.isReused()) && mayRepeat()) {
      retried = true;
      server = null;
      loop.pool().take(this, true);
      return;
    }
    log.onProblem(how, bySide(kind));
    replyLocally(new UpstreamFailure(kind, how, log.elapsed()), 0);
  }

  /**
   * Whether the request can go out once more: nothing of its body is lost, and the server cannot
   * have acted on it, or acting twice is the same (RFC 9110 section 9.2.2).
   */
  private boolean mayRepeat() {
    return !retried && !bodySent && (request.isIdempotent() || request.hasBody());
  }

  // A change of protocols.

  void onSwitch(ResponseHead head, Http1UpstreamHandler from) {
    if (!done) {
      responseStarted = true;
      log.onResponse(head);
      client.sendSwitch(head, from, this);
    }
  }

  /** Both directions are at their end, or one broke. */
  void onRelayEnd(long fromClient, long fromServer, Optional<String> how, Optional<Side> by) {
    if (!done) {
      log.onRelayed(fromClient, fromServer);
      how.ifPresent(text -> log.onProblem(text, by));
      finish();
    }
  }

  /** Ends it when nothing has moved for too long. */
  void sweep(long nowNanos) {
    if (done
        || server == null
        || nowNanos - lastActivityNanos < loop.limits().idleTimeout().toNanos()) {
      return;
    }
    server.abort(Http2Error.CANCEL);
    log.onProblem("no byte for %d s".formatted(loop.limits().idleTimeout().toSeconds()), NOBODY);
    if (responseStarted) {
      finish();
      client.abort(Http2Error.CANCEL);
    } else {
      replyLocally(
          new UpstreamFailure(Kind.RESPONSE_TIMEOUT, "no response in time", log.elapsed()), 0);
    }
  }

  private static final Optional<Side> NOBODY = Optional.empty();

  private static Optional<Side> bySide(Kind kind) {
    return switch (kind) {
      case TLS_ALERT, TLS_CLOSED, CLOSED, RESET, PROTOCOL, TUNNEL, CONNECT ->
          Optional.of(Side.SERVER);
      case RESOLVE, CONNECT_TIMEOUT, CERTIFICATE, TLS, TLS_TIMEOUT, RESPONSE_TIMEOUT, OVERLOAD ->
          NOBODY;
    };
  }

  private void replyLocally(UpstreamFailure failure, long leg) {
    log.onLocalReply(failure, leg);
    reply(loop.profile().replies().apply(failure));
  }

  private void reply(LocalReply made) {
    LocalReplies.Prepared reply =
        LocalReplies.prepare(made, request.isHead(), request.isGrpc(), loop.date());
    ResponseHead head = reply.head();
    log.onResponse(head);
    log.onResponseBytes(reply.body());
    finish();
    client.sendHead(head);
    if (head.hasBody()) {
      client.sendBody(reply.body());
    }
    client.sendEnd(EmptyHttpHeaders.INSTANCE);
  }

  private void finish() {
    done = true;
    for (ByteBuf part = waiting.poll(); part != null; part = waiting.poll()) {
      part.release();
    }
    log.finish(request.method(), request.url(), request.authority());
  }
}
