package dev.tlsdiag.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trace.HeaderDifference.Kind;
import dev.tlsdiag.trace.HeaderDifference.Row;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class HeaderDifferenceTest {
  private static HttpExchange asked(String url, String protocol, String... fields) {
    List<Header> headers =
        Stream.of(fields)
            .map(field -> field.split(": ", 2))
            .map(pair -> new Header(pair[0], pair[1]))
            .toList();
    String authority =
        headers.stream()
            .filter(h -> h.name().equalsIgnoreCase("host"))
            .map(Header::value)
            .findFirst()
            .orElse("authority.example");
    return new HttpExchange(
        "GET",
        url,
        authority,
        protocol,
        OptionalInt.of(200),
        headers,
        List.of(),
        List.of(),
        Bytes.EMPTY,
        0,
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Map<String, Row> rows(HttpExchange in, HttpExchange out) {
    return HeaderDifference.of(in, out, 2, Redaction.ON).rows().stream()
        .collect(Collectors.toMap(Row::name, Function.identity()));
  }

  @Test
  void saysWhatBecameOfEachHeader() {
    Map<String, Row> rows =
        rows(
            asked(
                "http://shop.example/a?b=c",
                "http/1.1",
                "Host: shop.example",
                "Accept: */*",
                "Accept-Encoding: gzip",
                "Via: 1.1 a",
                "Connection: keep-alive"),
            asked(
                "http://svc.example/a?b=c",
                "http/1.1",
                "host: svc.example",
                "accept: */*",
                "Via: 1.1 a",
                "Via: 1.1 b",
                "connection: close",
                "X-Forwarded-For: 192.0.2.7"));
    assertEquals(Kind.FORWARDED, rows.get("method").kind());
    assertEquals(Kind.FORWARDED, rows.get("path").kind());
    assertEquals(Kind.FORWARDED, rows.get("Accept").kind());
    assertEquals(Kind.CHANGED, rows.get("Host").kind());
    assertEquals(List.of("shop.example"), rows.get("Host").before());
    assertEquals(List.of("svc.example"), rows.get("Host").after());
    assertEquals(Kind.REMOVED, rows.get("Accept-Encoding").kind());
    assertEquals(Kind.ADDED, rows.get("X-Forwarded-For").kind());
    assertEquals(Kind.CHANGED, rows.get("Via").kind());
    assertEquals(List.of("1.1 a", "1.1 b"), rows.get("Via").after());
    assertEquals(Kind.CHANGED, rows.get("Connection").kind());
  }

  @Test
  void anAuthorityOfHttp2IsAHost() {
    Map<String, Row> rows =
        rows(
            asked("https://authority.example/", "h2", "accept: */*"),
            asked("http://authority.example/", "http/1.1", "Host: authority.example"));
    assertEquals(Kind.FORWARDED, rows.get("Host").kind());
  }

  /** Two secrets that look alike without their values are still two. */
  @Test
  void secretsAreComparedAndNotShown() {
    Map<String, Row> rows =
        rows(
            asked(
                "http://a.example/?access_token=one",
                "http/1.1",
                "Host: a.example",
                "Authorization: Bearer one",
                "Cookie: sid=one",
                "X-Api-Key: same"),
            asked(
                "http://a.example/?access_token=one",
                "http/1.1",
                "Host: a.example",
                "Authorization: Bearer two",
                "X-Api-Key: same"));
    assertEquals(Kind.CHANGED, rows.get("Authorization").kind());
    assertEquals(Kind.REMOVED, rows.get("Cookie").kind());
    assertEquals(Kind.FORWARDED, rows.get("X-Api-Key").kind());
    String shown = rows.values().toString();
    assertFalse(
        shown.contains("one") || shown.contains("two") || shown.contains("same"), () -> shown);
  }

  @Test
  void onlyWhereBothLegsShowTheRequest() {
    HttpExchange told = asked("http://a.example/", "http/1.1");
    assertTrue(
        HeaderDifference.of(trace(told, told), Redaction.ON).isEmpty(), "told without headers");
    HttpExchange seen = asked("http://a.example/", "http/1.1", "Host: a.example");
    assertEquals(1, HeaderDifference.of(trace(seen, seen), Redaction.ON).size());
    assertFalse(HeaderDifference.of(trace(seen, seen), Redaction.ON).get(0).changes());
    assertTrue(
        HeaderDifference.of(
                new HopTrace(HopTrace.PROXIED, List.of(hop(seen)), List.of()), Redaction.ON)
            .isEmpty());
  }

  private static HopTrace trace(HttpExchange in, HttpExchange out) {
    return new HopTrace(HopTrace.PROXIED, List.of(hop(in), hop(out)), List.of());
  }

  private static Hop hop(HttpExchange exchange) {
    return new Hop(
        Party.unseen(Party.Role.CLIENT),
        Party.unseen(Party.Role.PROXY),
        List.of(new Step.Http(exchange, Optional.empty(), List.of())));
  }
}
