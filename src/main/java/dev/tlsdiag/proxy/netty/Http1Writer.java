package dev.tlsdiag.proxy.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import java.util.Map;

/** Writes the heads and chunk lines of HTTP/1.1 (RFC 9112). Names keep their case and order. */
final class Http1Writer {
  private static final int CRLF = '\r' << 8 | '\n';
  private static final int COLON_SPACE = ':' << 8 | ' ';
  private static final byte[] VERSION = ascii("HTTP/1.1 ");
  private static final byte[] REQUEST_END = ascii(" HTTP/1.1\r\n");
  private static final byte[] CHUNKED = ascii("Transfer-Encoding: chunked\r\n");
  private static final byte[] CLOSE = ascii("Connection: close\r\n");
  private static final byte[] KEEP_ALIVE = ascii("Connection: keep-alive\r\n");
  private static final byte[] LAST_CHUNK = ascii("0\r\n");

  private Http1Writer() {}

  /** A request's head, in absolute form for another proxy. */
  static void request(RequestHead head, boolean absoluteForm, ByteBuf out) {
    text(head.method(), out);
    out.writeByte(' ');
    text(absoluteForm ? head.url() : head.path(), out);
    out.writeBytes(REQUEST_END);
    if (!head.authority().isEmpty() && !head.headers().contains(HttpHeaderNames.HOST)) {
      field(HttpHeaderNames.HOST, head.authority(), out);
    }
    fields(head.headers(), out);
    if (head.upgrade().isPresent()) {
      field("Connection", "Upgrade", out);
      field("Upgrade", head.upgrade().get(), out);
    }
    if (head.hasBody() && head.length() < 0) {
      out.writeBytes(CHUNKED);
    } else if (!head.hasBody() && head.expectsBody()) {
      field(HttpHeaderNames.CONTENT_LENGTH, "0", out);
    }
    out.writeShort(CRLF);
  }

  /** A status line; the head's fields follow. */
  static void statusLine(int status, String reason, ByteBuf out) {
    out.writeBytes(VERSION);
    out.writeByte('0' + status / 100);
    out.writeByte('0' + status / 10 % 10);
    out.writeByte('0' + status % 10);
    out.writeByte(' ');
    text(reason, out);
    out.writeShort(CRLF);
  }

  static void fields(HttpHeaders headers, ByteBuf out) {
    for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence();
        i.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = i.next();
      field(field.getKey(), field.getValue(), out);
    }
  }

  static void field(CharSequence name, CharSequence value, ByteBuf out) {
    text(name, out);
    out.writeShort(COLON_SPACE);
    text(value, out);
    out.writeShort(CRLF);
  }

  static void chunked(ByteBuf out) {
    out.writeBytes(CHUNKED);
  }

  static void close(ByteBuf out) {
    out.writeBytes(CLOSE);
  }

  static void keepAlive(ByteBuf out) {
    out.writeBytes(KEEP_ALIVE);
  }

  static void lineEnd(ByteBuf out) {
    out.writeShort(CRLF);
  }

  /** The line before a chunk. */
  static void chunkLine(int lengthBytes, ByteBuf out) {
    text(Integer.toHexString(lengthBytes), out);
    out.writeShort(CRLF);
  }

  /** The end of a chunked body with its trailers. */
  static void lastChunk(HttpHeaders trailers, ByteBuf out) {
    out.writeBytes(LAST_CHUNK);
    fields(trailers, out);
    out.writeShort(CRLF);
  }

  /** Bytes 0x80 to 0xff came in as characters of Latin-1, and go out as they came. */
  private static void text(CharSequence text, ByteBuf out) {
    if (text instanceof AsciiString ascii) {
      ByteBufUtil.copy(ascii, out);
    } else {
      out.writeCharSequence(text, StandardCharsets.ISO_8859_1);
    }
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }
}
