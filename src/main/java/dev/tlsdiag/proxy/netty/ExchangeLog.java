package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Gathers the record of one exchange, and gives it away once. */
final class ExchangeLog {
  private static final byte[] NO_BYTES = {};
  private static final long NOT_YET = Long.MIN_VALUE;

  private final RecordSink sink;
  private final long id;
  private final Downstream downstream;
  private final String protocol;
  private final List<Header> requestHeaders;
  private final Instant start = Instant.now();
  private final long startNanos = System.nanoTime();

  private long requestEndNanos = NOT_YET;
  private long firstByteNanos = NOT_YET;
  private long requestBytes;
  private long responseBytes;
  private byte[] bodyStart = NO_BYTES;
  private int status;
  private List<Header> responseHeaders = List.of();
  private List<Header> trailers = List.of();
  private Optional<String> problem = Optional.empty();
  private Optional<Side> endedBy = Optional.empty();
  private long leg;
  private Optional<String> upstreamProtocol = Optional.empty();
  private Optional<UpstreamFailure> localReply = Optional.empty();
  private List<Header> sentOn = List.of();
  private boolean told;
  private boolean denied;

  /**
   * @param protocol as in ALPN
   * @param requestHeaders as they came, before any is removed
   */
  ExchangeLog(
      RecordSink sink,
      long id,
      Downstream downstream,
      String protocol,
      List<Header> requestHeaders) {
    this.sink = sink;
    this.id = id;
    this.downstream = downstream;
    this.protocol = protocol;
    this.requestHeaders = requestHeaders;
  }

  Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  void onStream(UpstreamStream stream) {
    leg = stream.leg();
    upstreamProtocol = Optional.of(stream.protocol());
  }

  /** The request goes to the server with these. */
  void onSent(HttpHeaders headers) {
    sentOn = HttpFields.list(headers);
  }

  void onRequestBytes(int count) {
    requestBytes += count;
  }

  void onRequestEnd() {
    requestEndNanos = System.nanoTime();
  }

  void onResponse(ResponseHead head) {
    if (firstByteNanos == NOT_YET) {
      firstByteNanos = System.nanoTime();
    }
    status = head.status();
    responseHeaders = HttpFields.list(head.headers());
  }

  void onResponseBytes(ByteBuf part) {
    int length = part.readableBytes();
    int room = HttpExchange.BODY_START - bodyStart.length;
    if (room > 0 && length > 0) {
      int kept = bodyStart.length;
      int more = Math.min(room, length);
      bodyStart = Arrays.copyOf(bodyStart, kept + more);
      part.getBytes(part.readerIndex(), bodyStart, kept, more);
    }
    responseBytes += length;
  }

  /** What went by after a switch of protocols. */
  void onRelayed(long fromClient, long fromServer) {
    requestBytes += fromClient;
    responseBytes += fromServer;
  }

  void onTrailers(HttpHeaders fields) {
    trailers = HttpFields.list(fields);
  }

  void onLocalReply(UpstreamFailure failure, long failedLeg) {
    localReply = Optional.of(failure);
    if (failedLeg != 0) {
      leg = failedLeg;
    }
  }

  /** A policy does not let it pass. */
  void onDenied(String why) {
    denied = true;
    onProblem(why, Optional.empty());
  }

  String protocol() {
    return protocol;
  }

  /** Why there is no whole response; the first reason stands. */
  void onProblem(String text, Optional<Side> by) {
    if (problem.isEmpty()) {
      problem = Optional.of(text);
      endedBy = by;
    }
  }

  /** Gives the record away; later calls do nothing. */
  void finish(String method, String target, String authority) {
    if (told) {
      return;
    }
    told = true;
    ExchangeRecord record =
        new ExchangeRecord(
            id,
            downstream.id(),
            leg,
            start,
            elapsed(),
            new HttpExchange(
                method,
                target,
                authority,
                protocol,
                status == 0 ? OptionalInt.empty() : OptionalInt.of(status),
                requestHeaders,
                responseHeaders,
                trailers,
                Bytes.wrap(bodyStart),
                requestBytes,
                responseBytes,
                problem,
                endedBy,
                firstByte()),
            localReply,
            upstreamProtocol,
            sentOn);
    sink.onExchange(record);
    if (!denied && downstream.policy().isPresent()) {
      downstream.policy().get().onExchange(record);
    }
  }

  private Optional<Duration> firstByte() {
    return firstByteNanos == NOT_YET || requestEndNanos == NOT_YET
        ? Optional.empty()
        : Optional.of(Duration.ofNanos(Math.max(0, firstByteNanos - requestEndNanos)));
  }
}
