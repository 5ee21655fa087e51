package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.LocalReply;
import dev.tlsdiag.trace.HttpExchange.Header;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaders;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Turns a profile's reply into the response that its product sends: names, order, gRPC form. */
final class LocalReplies {
  private static final int GRPC_UNAVAILABLE = 14;

  private LocalReplies() {}

  /**
   * A response ready to be sent.
   *
   * @param body empty where the head has none
   */
  record Prepared(ResponseHead head, ByteBuf body) {}

  /** A refusal of the proxy's own, for what is wrong with the request itself. */
  static Prepared prepareRefusal(Http1Request.Refused why, boolean isHead, String date) {
    return prepare(
        new LocalReply(
            why.status(),
            why.reason(),
            List.of(new Header("content-type", "text/plain")),
            why.getMessage() + "\n"),
        isHead,
        false,
        date);
  }

  /**
   * Adds Date and Content-Length where the product has them.
   *
   * @param date as in RFC 9110 section 5.6.7
   */
  static Prepared prepare(LocalReply reply, boolean isHead, boolean isGrpc, String date) {
    if (isGrpc && isEnvoyLike(reply)) {
      return grpc(reply, date);
    }
    byte[] body = reply.body().getBytes(StandardCharsets.UTF_8);
    HttpHeaders fields =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    String length = Integer.toString(body.length);
    if (isLowerCase(reply)) {
      fields.add("content-length", length);
      addAll(reply, false, fields);
      fields.add("date", date);
      addAll(reply, true, fields);
    } else {
      addAll(reply, true, fields);
      fields.add("Date", date);
      addAll(reply, false, fields);
      fields.add("Content-Length", length);
    }
    boolean hasBody = body.length > 0 && !isHead;
    return new Prepared(
        new ResponseHead(reply.status(), reply.reason(), fields, hasBody, body.length),
        hasBody ? Unpooled.wrappedBuffer(body) : Unpooled.EMPTY_BUFFER);
  }

  /** A gRPC client reads grpc-status, not the status: the reply has no body (Trailers-Only). */
  private static Prepared grpc(LocalReply reply, String date) {
    HttpHeaders fields =
        DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
    fields.add("content-type", "application/grpc");
    fields.add("grpc-status", Integer.toString(GRPC_UNAVAILABLE));
    fields.add("grpc-message", percentEncoded(reply.body()));
    fields.add("date", date);
    addAll(reply, true, fields);
    return new Prepared(new ResponseHead(200, "OK", fields, false, 0), Unpooled.EMPTY_BUFFER);
  }

  private static boolean isEnvoyLike(LocalReply reply) {
    return reply.headers().stream()
        .anyMatch(h -> h.name().equalsIgnoreCase("server") && h.value().contains("envoy"));
  }

  private static boolean isLowerCase(LocalReply reply) {
    return reply.headers().isEmpty()
        || Character.isLowerCase(reply.headers().get(0).name().charAt(0));
  }

  /** Server stands apart: first with products that write capitals, last with the others. */
  private static void addAll(LocalReply reply, boolean server, HttpHeaders to) {
    for (Header header : reply.headers()) {
      if (header.name().equalsIgnoreCase("server") == server) {
        to.add(header.name(), header.value());
      }
    }
  }

  /** As the gRPC protocol over HTTP/2 asks for in {@code Status-Message}. */
  private static String percentEncoded(String text) {
    StringBuilder out = new StringBuilder(text.length() + 16);
    for (byte b : text.strip().getBytes(StandardCharsets.UTF_8)) {
      if (b >= ' ' && b <= '~' && b != '%') {
        out.append((char) b);
      } else {
        out.append("%%%02X".formatted(b & 0xff));
      }
    }
    return out.toString();
  }
}
