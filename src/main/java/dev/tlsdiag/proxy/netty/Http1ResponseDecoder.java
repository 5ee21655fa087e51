package dev.tlsdiag.proxy.netty;

import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;

/** Reads responses, and knows which of them cannot have a body (RFC 9112 section 6.3). */
final class Http1ResponseDecoder extends HttpResponseDecoder {
  private boolean head;

  Http1ResponseDecoder(HttpLimits limits) {
    super(
        new HttpDecoderConfig()
            .setMaxInitialLineLength(limits.headBytes())
            .setMaxHeaderSize(limits.headBytes())
            .setMaxChunkSize(64 * 1024)
            .setStrictLineParsing(true));
  }

  /** Whether the next final response answers a HEAD. */
  void expectHead(boolean expected) {
    head = expected;
  }

  @Override
  protected boolean isContentAlwaysEmpty(HttpMessage message) {
    return head
        || ((HttpResponse) message).status().code() == 101
        || super.isContentAlwaysEmpty(message);
  }

  @Override
  protected void handleTransferEncodingChunkedWithContentLength(HttpMessage message) {
    throw new IllegalArgumentException("both Transfer-Encoding and Content-Length");
  }
}
