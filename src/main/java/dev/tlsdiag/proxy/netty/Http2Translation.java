package dev.tlsdiag.proxy.netty;

import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.Http2Headers;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.Map;

/** Fields of HTTP/2 as fields of HTTP, and back (RFC 9113 sections 8.2 and 8.3). */
final class Http2Translation {
  private Http2Translation() {}

  /** What makes a field section malformed, although HPACK could carry it. */
  static final class Malformed extends Exception {
    private static final long serialVersionUID = 1L;

    Malformed(String text) {
      super(text, null, false, false);
    }
  }

  static HttpHeaders newFields() {
    return DefaultHttpHeadersFactory.headersFactory().withValidation(false).newHeaders();
  }

  /**
   * The fields without the pseudo-header fields. Cookies are one field again (RFC 9113 section
   * 8.2.3).
   *
   * @param authority becomes Host, the first field; empty for none
   */
  static HttpHeaders fields(Http2Headers from, String authority) throws Malformed {
    HttpHeaders to = newFields();
    if (!authority.isEmpty()) {
      to.add(HttpHeaderNames.HOST, authority);
    }
    StringBuilder cookies = null;
    for (Map.Entry<CharSequence, CharSequence> field : from) {
      CharSequence name = field.getKey();
      CharSequence value = field.getValue();
      if (name.length() > 0 && name.charAt(0) == ':') {
        continue;
      }
      checkName(name);
      checkValue(value);
      if (HttpHeaderNames.COOKIE.contentEquals(name)) {
        if (cookies == null) {
          cookies = new StringBuilder(value.length()).append(value);
          to.add(name, ""); // keeps its place
        } else {
          cookies.append("; ").append(value);
        }
      } else if (authority.isEmpty() || !HttpHeaderNames.HOST.contentEquals(name)) {
        to.add(name, value);
      }
    }
    if (cookies != null) {
      to.set(HttpHeaderNames.COOKIE, cookies.toString());
    }
    HttpFields.removeHopByHop(to);
    return to;
  }

  static Http2Headers request(RequestHead head) {
    Http2Headers to =
        new DefaultHttp2Headers(false)
            .method(head.method())
            .scheme(head.scheme())
            .path(head.path());
    if (!head.authority().isEmpty()) {
      to.authority(head.authority());
    }
    addFields(head.headers(), to);
    to.remove(HttpHeaderNames.HOST);
    return to;
  }

  static Http2Headers response(int status, HttpHeaders fields) {
    Http2Headers to =
        new DefaultHttp2Headers(false).status(HttpResponseStatus.valueOf(status).codeAsText());
    addFields(fields, to);
    return to;
  }

  static Http2Headers trailers(HttpHeaders fields) {
    Http2Headers to = new DefaultHttp2Headers(false);
    addFields(fields, to);
    return to;
  }

  private static void addFields(HttpHeaders from, Http2Headers to) {
    for (Iterator<Map.Entry<CharSequence, CharSequence>> i = from.iteratorCharSequence();
        i.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = i.next();
      to.add(AsciiString.of(field.getKey()).toLowerCase(), field.getValue());
    }
  }

  /** The value of a pseudo-header field; empty text where it is missing. */
  static String pseudo(CharSequence value) throws Malformed {
    if (value == null) {
      return "";
    }
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c <= ' ' || c == 0x7f) {
        throw new Malformed("a pseudo-header field with blanks or control characters");
      }
    }
    return value.toString();
  }

  private static void checkName(CharSequence name) throws Malformed {
    if (name.length() == 0) {
      throw new Malformed("a field without a name");
    }
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (c <= ' ' || c >= 0x7f || c >= 'A' && c <= 'Z' || c == ':') {
        throw new Malformed("a field name with characters that are not allowed");
      }
    }
  }

  /** In HTTP/1.1 these would end the line: a field smuggled in (RFC 9113 section 10.3). */
  private static void checkValue(CharSequence value) throws Malformed {
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      if (c == '\r' || c == '\n' || c == 0) {
        throw new Malformed("a field value with a line end");
      }
    }
  }
}
