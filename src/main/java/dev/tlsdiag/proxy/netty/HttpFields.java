package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.RequestRuling.HeaderEdit;
import dev.tlsdiag.trace.HttpExchange.Header;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.util.AsciiString;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which header fields a proxy passes on (RFC 9110 section 7.6.1). */
final class HttpFields {
  private static final AsciiString PROXY_CONNECTION = AsciiString.cached("proxy-connection");
  private static final AsciiString KEEP_ALIVE = AsciiString.cached("keep-alive");

  /** Named in Connection they would change what the next hop reads: the naming is ignored. */
  private static final Set<String> NEVER_HOP_BY_HOP =
      Set.of("host", "content-length", "content-type", "authorization", "cookie", "cache-control");

  private HttpFields() {}

  /** Fields as a record keeps them. */
  static List<Header> list(HttpHeaders headers) {
    if (headers.isEmpty()) {
      return List.of();
    }
    Header[] all = new Header[headers.size()];
    int count = 0;
    for (Iterator<Map.Entry<CharSequence, CharSequence>> i = headers.iteratorCharSequence();
        i.hasNext(); ) {
      Map.Entry<CharSequence, CharSequence> field = i.next();
      all[count++] = new Header(field.getKey().toString(), field.getValue().toString());
    }
    return List.of(all);
  }

  /** Changes a header as a policy wants it. */
  static void apply(HeaderEdit edit, HttpHeaders headers) {
    switch (edit.change()) {
      case ADD -> headers.add(edit.name(), edit.value());
      case SET -> headers.set(edit.name(), edit.value());
      case REMOVE -> {
        List<String> others =
            headers.getAll(edit.name()).stream()
                .filter(value -> !value.equals(edit.value()))
                .toList();
        headers.remove(edit.name());
        headers.add(edit.name(), others);
      }
    }
  }

  /** Removes what is meant for this hop alone. {@code TE: trailers} stays. */
  static void removeHopByHop(HttpHeaders headers) {
    if (headers.contains(HttpHeaderNames.CONNECTION)) {
      for (String value : headers.getAll(HttpHeaderNames.CONNECTION)) {
        removeNamed(headers, value);
      }
      headers.remove(HttpHeaderNames.CONNECTION);
    }
    headers.remove(PROXY_CONNECTION);
    headers.remove(KEEP_ALIVE);
    headers.remove(HttpHeaderNames.TRANSFER_ENCODING);
    headers.remove(HttpHeaderNames.UPGRADE);
    if (headers.contains(HttpHeaderNames.TE)) {
      boolean trailers = headers.containsValue(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS, true);
      headers.remove(HttpHeaderNames.TE);
      if (trailers) {
        headers.set(HttpHeaderNames.TE, HttpHeaderValues.TRAILERS);
      }
    }
  }

  private static void removeNamed(HttpHeaders headers, String connection) {
    if (connection.equalsIgnoreCase("keep-alive") || connection.equalsIgnoreCase("close")) {
      return;
    }
    for (String token : connection.split(",", -1)) {
      String name = token.strip().toLowerCase(Locale.ROOT);
      if (!name.isEmpty() && !name.equals("te") && !NEVER_HOP_BY_HOP.contains(name)) {
        headers.remove(name);
      }
    }
  }

  /**
   * The body's length.
   *
   * @return -1 without a Content-Length, -2 where it is not a number, or several
   */
  static long contentLength(HttpHeaders headers) {
    String value = headers.get(HttpHeaderNames.CONTENT_LENGTH);
    if (value == null) {
      return -1;
    }
    if (value.isEmpty()
        || value.length() > 18
        || headers.getAll(HttpHeaderNames.CONTENT_LENGTH).size() > 1) {
      return -2;
    }
    long length = 0;
    for (int i = 0; i < value.length(); i++) {
      int digit = value.charAt(i) - '0';
      if (digit < 0 || digit > 9) {
        return -2; // Long.parseLong would take a sign, which other parsers read otherwise
      }
      length = length * 10 + digit;
    }
    return length;
  }

  /** Whether chunked is the only transfer coding, named once. */
  static boolean isOnlyChunked(HttpHeaders headers) {
    List<String> all = headers.getAll(HttpHeaderNames.TRANSFER_ENCODING);
    return all.size() == 1 && all.get(0).equalsIgnoreCase("chunked");
  }
}
