package dev.tlsdiag.proxy.web;

import dev.tlsdiag.proxy.live.FlowQuery;
import dev.tlsdiag.proxy.live.LiveBatch;
import dev.tlsdiag.proxy.live.LiveFlows;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.DefaultLastHttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * One stream of events (server-sent events, WHATWG HTML section 9.2): {@code flows} with the rows
 * that changed, {@code tick} as a sign of life with the counts, {@code end}. The id of an event is
 * the revision to go on from. A slow reader gets fewer and larger batches; one that takes nothing
 * is left.
 */
final class WebFeed {
  private static final int MOST_ROWS = 1_000;
  private static final long PAUSE_MILLIS = 100;

  private final ChannelHandlerContext ctx;
  private final LiveFlows flows;
  private final FlowQuery query;
  private final LiveWeb.Limits limits;
  private final AtomicBoolean woken = new AtomicBoolean();

  // Of the executor of its connection alone.
  private long revision;
  private long stuckSince;
  private boolean ended;

  WebFeed(
      ChannelHandlerContext ctx,
      LiveFlows flows,
      FlowQuery query,
      long since,
      LiveWeb.Limits limits) {
    this.ctx = ctx;
    this.flows = flows;
    this.query = query;
    this.limits = limits;
    this.revision = since;
  }

  void start() {
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
    WebAnswer.protect(head.headers(), "text/event-stream");
    head.headers().set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    ctx.write(RequestTimer.STREAMING);
    ctx.writeAndFlush(head);
    tick();
    wake();
  }

  /** There is something new, or room for it. Any thread. */
  void wake() {
    if (woken.compareAndSet(false, true)) {
      ctx.executor().execute(this::push);
    }
  }

  private void push() {
    if (ended || !ctx.channel().isActive() || !ctx.channel().isWritable()) {
      woken.set(false); // who makes room wakes it
      return;
    }
    LiveBatch batch = flows.since(revision, MOST_ROWS);
    if (!batch.flows().isEmpty()) {
      byte[] data =
          WebAnswers.json(
              json -> new FlowJson(json).batch(batch, flow -> flows.matches(flow, query)));
      revision = batch.revision();
      event("flows", data);
    }
    if (batch.more()) {
      ctx.executor().execute(this::push);
    } else {
      ctx.executor().schedule(this::rested, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** What came in the pause is one batch. */
  private void rested() {
    woken.set(false);
    if (flows.since(revision, 1).flows().isEmpty() && !flows.ended()) {
      return;
    }
    if (flows.ended() && flows.since(revision, 1).flows().isEmpty()) {
      end();
      return;
    }
    wake();
  }

  private void tick() {
    if (ended || !ctx.channel().isActive()) {
      return;
    }
    if (ctx.channel().isWritable()) {
      stuckSince = 0;
      long now = System.currentTimeMillis();
      event("tick", WebAnswers.json(json -> new FlowJson(json).counts(flows.counts(), now)));
    } else if (stuckSince == 0) {
      stuckSince = System.nanoTime();
    } else if (System.nanoTime() - stuckSince > limits.request().toNanos()) {
      ctx.close(); // nobody reads
      return;
    }
    ctx.executor().schedule(this::tick, limits.heartbeat().toMillis(), TimeUnit.MILLISECONDS);
  }

  /** The last event. Any thread. */
  void end() {
    ctx.executor()
        .execute(
            () -> {
              if (!ended) {
                ended = true;
                event(
                    "end",
                    WebAnswers.json(
                        json ->
                            new FlowJson(json).counts(flows.counts(), System.currentTimeMillis())));
                ctx.writeAndFlush(new DefaultLastHttpContent())
                    .addListener(ChannelFutureListener.CLOSE);
              }
            });
  }

  private void event(String name, byte[] data) {
    String head = "id: %d\nevent: %s\ndata: ".formatted(revision, name);
    ByteBuf bytes =
        Unpooled.wrappedBuffer(
            head.getBytes(StandardCharsets.US_ASCII),
            data,
            "\n\n".getBytes(StandardCharsets.US_ASCII));
    ctx.writeAndFlush(new DefaultHttpContent(bytes));
  }
}
