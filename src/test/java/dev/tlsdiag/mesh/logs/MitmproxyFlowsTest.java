package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Flows with the members of several versions of mitmproxy. */
class MitmproxyFlowsTest {
  /** Writes a value as mitmproxy does. */
  private static String net(Object value) {
    String payload;
    char type;
    if (value == null) {
      return "0:~";
    } else if (value instanceof Map<?, ?> map) {
      StringBuilder text = new StringBuilder();
      map.forEach((key, member) -> text.append(net(key)).append(net(member)));
      payload = text.toString();
      type = '}';
    } else if (value instanceof List<?> list) {
      StringBuilder text = new StringBuilder();
      list.forEach(member -> text.append(net(member)));
      payload = text.toString();
      type = ']';
    } else {
      payload = value.toString();
      type =
          value instanceof Integer
              ? '#'
              : value instanceof Double ? '^' : value instanceof Boolean ? '!' : ';';
    }
    return payload.getBytes(StandardCharsets.UTF_8).length + ":" + payload + type;
  }

  private static Map<String, Object> map(Object... entries) {
    Map<String, Object> map = new TreeMap<>();
    for (int i = 0; i < entries.length; i += 2) {
      map.put((String) entries[i], entries[i + 1]);
    }
    return map;
  }

  private static List<Sighting> read(Object... flows) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Object flow : flows) {
      text.append(net(flow));
    }
    List<Sighting> all = new ArrayList<>();
    new MitmproxyFlows("flows", all::add)
        .read(new ByteArrayInputStream(text.toString().getBytes(StandardCharsets.UTF_8)));
    return all;
  }

  @Test
  void aServerThatIsNotTrusted() throws IOException {
    List<Sighting> all =
        read(
            map(
                "type", "http",
                "version", 20,
                "id", "f1",
                "client_conn",
                    map("peername", List.of("10.0.0.1", 4711), "sni", "a.example", "id", "c1"),
                "server_conn",
                    map(
                        "peername",
                        List.of("192.0.2.1", 443, 0, 0),
                        "sni",
                        "b.example",
                        "tls_established",
                        false,
                        "error",
                        "Certificate verify failed: self-signed certificate"),
                "request",
                    map(
                        "method", "GET",
                        "path", "/x?token=abc",
                        "host", "a.example",
                        "headers", List.of(List.of("Host", "a.example:443")),
                        "timestamp_start", 1767225600.25),
                "response", map("status_code", 502)));
    assertEquals("UPSTREAM TLS_FAILED -> 192.0.2.1:443", Lines.brief(all.get(0)));
    assertEquals("a.example", Lines.of(all.get(0), Attribute.SNI));
    assertEquals("b.example", Lines.of(all.get(0), Attribute.UPSTREAM_SNI));
    assertEquals(Optional.of(Instant.parse("2026-01-01T00:00:00.25Z")), all.get(0).time());
    assertEquals("WHOLE LOCAL_REPLY 10.0.0.1:4711 -> 192.0.2.1:443", Lines.brief(all.get(1)));
    assertEquals("a.example:443", Lines.of(all.get(1), Attribute.AUTHORITY));
    assertEquals("/x?token=[redacted]", Lines.of(all.get(1), Attribute.PATH));
  }

  @Test
  void whatFailedIsToldWithoutItsSecrets() throws IOException {
    List<Sighting> all =
        read(
            map(
                "type", "http",
                "client_conn", map("error", "closed: Bearer hush-hush-hush"),
                "server_conn", map("error", "no tunnel: password=hush"),
                "error", map("msg", "failed https://u:hush@h/ token=hush"),
                "request", map("method", "GET", "path", "/", "host", "a.example")));
    assertEquals(3, all.size());
    assertFalse(all.toString().contains("hush"), all::toString);
  }

  @Test
  void aClientThatDoesNotTrustAndAnOldVersion() throws IOException {
    List<Sighting> all =
        read(
            map(
                "type",
                "tcp",
                "version",
                17,
                "client_conn",
                map(
                    "address",
                    List.of("10.0.0.1", 4712),
                    "error",
                    "The client does not trust the proxy's certificate for a.example")),
            map(
                "type", "http",
                "version", List.of(0, 13),
                "client_conn",
                    map("address", map("address", List.of("10.0.0.1", 4713), "use_ipv6", false)),
                "server_conn",
                    map(
                        "ip_address",
                        map("address", List.of("192.0.2.1", 80)),
                        "tls_established",
                        true),
                "request", map("method", "GET", "path", "/"),
                "response", map("status_code", 200)),
            map(
                "type",
                "dns",
                "version",
                20,
                "request",
                map("questions", List.of(map("name", "a.example", "type", 1))),
                "response",
                map("response_code", 3)));
    assertEquals("DOWNSTREAM TLS_FAILED 10.0.0.1:4712", Lines.brief(all.get(0)));
    assertEquals("UPSTREAM TLS_ESTABLISHED -> 192.0.2.1:80", Lines.brief(all.get(1)));
    assertEquals("WHOLE RESPONSE 10.0.0.1:4713 -> 192.0.2.1:80", Lines.brief(all.get(2)));
    assertEquals("DOWNSTREAM LOOKUP_FAILED", Lines.brief(all.get(3)));
    assertEquals("a.example", Lines.of(all.get(3), Attribute.QUERY));
  }
}
