package dev.tlsdiag.lab;

import static java.util.Objects.requireNonNull;

import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A response of the lab.
 *
 * @param headers beside those of type and length
 * @param body in ASCII
 */
record HttpAnswer(int status, Map<String, String> headers, String body) {
  HttpAnswer {
    headers = Map.copyOf(headers);
    requireNonNull(body, "body is null");
  }

  static HttpAnswer of(int status, String server, String body) {
    return new HttpAnswer(status, Map.of("server", server), body);
  }

  /** As Envoy says that its own leg failed. */
  static HttpAnswer envoyReset(String reason) {
    return of(
        reason.equals("protocol error") ? 502 : 503,
        "envoy",
        "upstream connect error or disconnect/reset before headers. reset reason: " + reason);
  }

  FullHttpResponse response() {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1,
            HttpResponseStatus.valueOf(status),
            Unpooled.copiedBuffer(body, StandardCharsets.US_ASCII));
    response
        .headers()
        .set(HttpHeaderNames.CONTENT_TYPE, "text/plain")
        .set(HttpHeaderNames.CONTENT_LENGTH, body.length());
    headers.forEach((name, value) -> response.headers().set(name, value));
    return response;
  }
}
