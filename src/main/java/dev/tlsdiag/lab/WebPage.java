package dev.tlsdiag.lab;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;

/** The answer of a server of the lab to every request: who it is, and what it saw. */
@Sharable
final class WebPage extends SimpleChannelInboundHandler<FullHttpRequest> {
  /** How the answer looks. */
  enum Look {
    TEXT("text/plain; charset=utf-8"),
    /** As S3 answers a listing. */
    BUCKET("application/xml");

    private final String contentType;

    Look(String contentType) {
      this.contentType = contentType;
    }
  }

  private final Look look;
  private final LabServer.Seen seen;

  WebPage(Look look, LabServer.Seen seen) {
    this.look = look;
    this.seen = seen;
  }

  @Override
  protected void channelRead0(ChannelHandlerContext context, FullHttpRequest request) {
    if (request.decoderResult().isFailure()) {
      refuse(context);
      return;
    }
    byte[] body = body().getBytes(StandardCharsets.UTF_8);
    boolean head = request.method().equals(HttpMethod.HEAD);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.OK,
            head ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(body));
    response
        .headers()
        .set(HttpHeaderNames.SERVER, "tlsdiag-lab/" + seen.server())
        .set(HttpHeaderNames.CONTENT_TYPE, look.contentType)
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length);
    boolean stays = HttpUtil.isKeepAlive(request);
    if (!stays) {
      response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    }
    ChannelFuture written = context.writeAndFlush(response);
    if (!stays) {
      written.addListener(ChannelFutureListener.CLOSE);
    }
  }

  /** What came is no HTTP. */
  private void refuse(ChannelHandlerContext context) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.BAD_REQUEST);
    response
        .headers()
        .set(HttpHeaderNames.SERVER, "tlsdiag-lab/" + seen.server())
        .set(HttpHeaderNames.CONTENT_LENGTH, 0)
        .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
    context.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
  }

  private String body() {
    String name = seen.sni().isEmpty() ? "none" : printable(seen.sni());
    return switch (look) {
      case TEXT ->
          "server: %s\nsni: %s\ntls: %s\nhttp: %s\n"
              .formatted(seen.server(), name, seen.tls(), seen.http());
      case BUCKET ->
          """
          <?xml version="1.0" encoding="UTF-8"?>
          <ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
            <Name>%s</Name>
            <KeyCount>0</KeyCount>
            <IsTruncated>false</IsTruncated>
            <!-- sni: %s, tls: %s, http: %s -->
          </ListBucketResult>
          """
              .formatted(seen.server(), name.replace("--", "- -"), seen.tls(), seen.http());
    };
  }

  /** The name comes from the peer and goes into XML. */
  private static String printable(String name) {
    return name.replaceAll("[^A-Za-z0-9._*-]", "?");
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
    context.close();
  }
}
