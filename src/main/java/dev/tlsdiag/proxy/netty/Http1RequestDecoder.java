package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import java.util.List;

/**
 * Reads requests, and refuses what two parsers could read in two ways (RFC 9112 sections 5.2, 6.1).
 */
final class Http1RequestDecoder extends HttpRequestDecoder {
  private boolean inBody;
  private boolean broken;
  private boolean held;
  private ChannelHandlerContext context;
  private long headSinceNanos;

  Http1RequestDecoder(HttpLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.headBytes())
            .setMaxHeaderSize(limits.headBytes())
            .setMaxChunkSize(64 * 1024)
            .setStrictLineParsing(true)
            .setUseRfc9112TransferEncoding(true));
  }

  /** A head is read, its body follows. */
  void onHead() {
    inBody = true;
    headSinceNanos = 0;
  }

  /** The body is read, a head follows. */
  void onEnd() {
    inBody = false;
  }

  /** When the head that is not whole yet began; 0 where there is none. */
  long headSinceNanos() {
    return headSinceNanos;
  }

  /**
   * Whether to leave alone what follows this request: after a request with Upgrade it may be
   * another protocol.
   */
  void hold(boolean wanted) {
    boolean before = held;
    held = wanted;
    if (before && !wanted && actualReadableBytes() > 0) {
      context.executor().execute(this::resume);
    }
  }

  private void resume() {
    if (!context.isRemoved()) {
      try {
        channelRead(context, Unpooled.EMPTY_BUFFER);
      } catch (Exception e) {
        context.fireExceptionCaught(e);
      }
      context.fireChannelReadComplete();
    }
  }

  /** Stands for a request whose head never became whole. */
  HttpRequest unfinished() {
    return (HttpRequest) createInvalidMessage();
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws Exception {
    context = ctx;
    if (held) {
      return;
    }
    if (broken) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (!inBody) {
      if (headSinceNanos == 0) {
        headSinceNanos = System.nanoTime();
      }
      if (hasFoldedLine(in)) {
        broken = true;
        in.skipBytes(in.readableBytes());
        HttpMessage bad = createInvalidMessage();
        bad.setDecoderResult(
            DecoderResult.failure(new IllegalArgumentException("a folded header line")));
        out.add(bad);
        return;
      }
    }
    super.decode(ctx, in, out);
  }

  /**
   * RFC 9112 section 5.2: "A sender MUST NOT generate a message that includes line folding". Looks
   * as far as the end of the head.
   */
  private static boolean hasFoldedLine(ByteBuf in) {
    int end = in.writerIndex();
    for (int line = in.readerIndex(); line < end; ) {
      byte first = in.getByte(line);
      if (first == ' ' || first == '\t') {
        return true;
      }
      if (line > in.readerIndex() && (first == '\r' || first == '\n')) {
        return false;
      }
      int feed = in.indexOf(line, end, (byte) '\n');
      if (feed < 0) {
        return false;
      }
      line = feed + 1;
    }
    return false;
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
