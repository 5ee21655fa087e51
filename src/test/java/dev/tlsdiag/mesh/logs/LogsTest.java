package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Lines as nginx and HAProxy write them. */
class LogsTest {
  private static final String TAIL =
      ", client: 10.0.0.1, server: web.example, request: \"GET /x?token=abc HTTP/1.1\","
          + " upstream: \"https://192.0.2.7:8443/x\", host: \"shop.example\"";

  private static Sighting nginx(String message) {
    List<Sighting> all =
        Lines.read(
            sink -> new NginxErrorLog("e.log", sink),
            "2024/05/22 05:28:05 [error] 31#31: *57 " + message + "\n");
    assertEquals(1, all.size());
    return all.get(0);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::sslv3 alert handshake failure:SSL alert number 40) while SSL handshaking to upstream | UPSTREAM TLS_FAILED -> 192.0.2.7:8443
          peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking to upstream | UPSTREAM TLS_FAILED -> 192.0.2.7:8443
          upstream SSL certificate verify error: (20:unable to get local issuer certificate) while SSL handshaking to upstream | UPSTREAM TLS_FAILED -> 192.0.2.7:8443
          upstream SSL certificate does not match "example.org" while SSL handshaking to upstream | UPSTREAM TLS_FAILED -> 192.0.2.7:8443
          upstream timed out (110: Connection timed out) while SSL handshaking to upstream | UPSTREAM TLS_FAILED -> 192.0.2.7:8443
          upstream timed out (110: Connection timed out) while connecting to upstream | UPSTREAM CONNECT_TIMEOUT -> 192.0.2.7:8443
          upstream timed out (110: Connection timed out) while reading response header from upstream | UPSTREAM LOCAL_REPLY -> 192.0.2.7:8443
          connect() failed (111: Connection refused) while connecting to upstream | UPSTREAM CONNECT_FAILED -> 192.0.2.7:8443
          upstream prematurely closed connection while reading response header from upstream | UPSTREAM RESET -> 192.0.2.7:8443
          recv() failed (104: Connection reset by peer) while reading response header from upstream | UPSTREAM RESET -> 192.0.2.7:8443
          no live upstreams while connecting to upstream | UPSTREAM NOT_ROUTED -> 192.0.2.7:8443
          SSL_do_handshake() failed (SSL: error:0A000418:SSL routines::tlsv1 alert unknown ca:SSL alert number 48) while SSL handshaking | DOWNSTREAM TLS_FAILED 10.0.0.1:0
          client SSL certificate verify error: (18:self-signed certificate) while reading client request headers | DOWNSTREAM TLS_FAILED 10.0.0.1:0
          client sent plain HTTP request to HTTPS port while reading client request headers | DOWNSTREAM TLS_FAILED 10.0.0.1:0
          broken header: "GET / HTTP/1.1" while reading PROXY protocol | DOWNSTREAM CONFIGURATION 10.0.0.1:0
          access forbidden by rule | DOWNSTREAM DENIED 10.0.0.1:0
          client 10.0.0.1 closed keepalive connection | DOWNSTREAM OTHER 10.0.0.1:0
          """)
  void messagesOfNginx(String message, String expected) {
    Sighting sighting = nginx(message + TAIL);
    assertEquals(expected, Lines.brief(sighting));
    assertEquals("shop.example", Lines.of(sighting, Attribute.AUTHORITY));
    assertEquals("57", Lines.of(sighting, Attribute.CONNECTION));
    assertEquals("/x?token=[redacted]", Lines.of(sighting, Attribute.PATH));
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:05Z")), sighting.time());
    assertFalse(sighting.toString().contains("abc"), sighting.toString());
  }

  @Test
  void nginxSaysWhichNameDidNotMatch() {
    Sighting sighting =
        nginx(
            "upstream SSL certificate does not match \"example.org\" while SSL handshaking to upstream"
                + TAIL);
    assertEquals("example.org", Lines.of(sighting, Attribute.UPSTREAM_SNI));
  }

  @Test
  void nginxStreamServer() {
    Sighting sighting =
        nginx(
            "connect() failed (111: Connection refused) while connecting to upstream, client: 127.0.0.1,"
                + " server: 0.0.0.0:443, upstream: \"192.0.2.9:9443\", bytes from/to client:0/0, bytes from/to upstream:0/0");
    assertEquals("UPSTREAM CONNECT_FAILED -> 192.0.2.9:9443", Lines.brief(sighting));
  }

  @Test
  void aTlsHelloOnAPlainPortOfNginx() {
    Sighting sighting =
        nginx(
            "client sent invalid method while reading client request line, client: 10.0.0.1, server: ,"
                + " request: \"\u0016\u0003\u0001\u00b7\u0001\"");
    assertEquals("DOWNSTREAM TLS_FAILED 10.0.0.1:0", Lines.brief(sighting));
  }

  @Test
  void nginxAccessLogs() {
    List<Sighting> all =
        Lines.read(
            sink ->
                new NginxAccessLog(
                    "a.log",
                    List.of(
                        LogFormat.parse(
                            "$remote_addr:$remote_port \"$request\" $status <$ssl_server_name> $msec")),
                    sink),
            """
            10.0.0.1 - - [22/May/2024:05:28:05 +0200] "GET /x?token=abc HTTP/1.1" 502 157 "-" "curl/8.5.0"
            10.0.0.1 - - [22/May/2024:05:28:05 +0000] "\\x16\\x03\\x01\\x00\\xB7" 400 157 "-" "-"
            10.0.0.1 - - [22/May/2024:05:28:05 +0000] "GET / HTTP/2.0" 502 150 "-" "curl" 34 0.002 [default-web-80] [] 10.2.0.9:80, 10.2.0.10:80 0, 150 0.001, 0.001 502, 502 4f3a
            10.0.0.1:4711 "GET / HTTP/1.1" 200 <a.example> 1716355685.123
            10.0.0.1 - bob [22/May/2024:05:28:05 +0000] "GET / HTTP/1.1" 503 0 "-" "curl" sni=b.example upstream="10.0.0.9:443" us=- rt=0.250 rid=77
            nonsense
            """);
    assertEquals(
        List.of(
            "WHOLE RESPONSE 10.0.0.1:0",
            "DOWNSTREAM TLS_FAILED 10.0.0.1:0",
            "WHOLE RESPONSE 10.0.0.1:0 -> 10.2.0.10:80",
            "WHOLE RESPONSE 10.0.0.1:4711",
            "WHOLE LOCAL_REPLY 10.0.0.1:0 -> 10.0.0.9:443"),
        all.stream().map(Lines::brief).toList());
    assertEquals(Optional.of(Instant.parse("2024-05-22T03:28:05Z")), all.get(0).time());
    assertEquals("/x?token=[redacted]", Lines.of(all.get(0), Attribute.PATH));
    assertEquals("4f3a", Lines.of(all.get(2), Attribute.REQUEST_ID));
    assertEquals("default-web-80", Lines.of(all.get(2), Attribute.CLUSTER));
    assertEquals("a.example", Lines.of(all.get(3), Attribute.SNI));
    assertEquals(Optional.of(Instant.parse("2024-05-22T05:28:05.123Z")), all.get(3).time());
    assertEquals("b.example", Lines.of(all.get(4), Attribute.SNI));
    assertEquals("250", Lines.of(all.get(4), Attribute.DURATION_MILLIS));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          127.0.0.1:46126 [21/Nov/2026:20:34:06.519] fhttp closed/s1 0/0/-1/-1/1001 503 217 - - SC-- 1/1/0/0/1 0/0 "GET /x?token=abc HTTP/1.1" | WHOLE LOCAL_REPLY 127.0.0.1:46126; UPSTREAM CONNECT_FAILED
          127.0.0.1:46134 [21/Nov/2026:20:34:09.544] fhttp stls/s1 0/0/-1/-1/2002 503 217 - - sC-- 1/1/0/0/+1 0/0 "GET / HTTP/1.1" | WHOLE LOCAL_REPLY 127.0.0.1:46134; UPSTREAM CONNECT_TIMEOUT
          127.0.0.1:46132 [21/Nov/2026:20:34:07.531] fhttp silent/s1 0/0/0/-1/2001 504 198 - - sH-- 1/1/0/0/0 0/0 "GET / HTTP/1.1" | WHOLE LOCAL_REPLY 127.0.0.1:46132
          127.0.0.1:35678 [21/Nov/2026:20:34:11.556] fhttp untrusted/<NOSRV> 0/-1/-1/-1/0 503 217 - - SC-- 1/1/0/0/0 0/0 "GET / HTTP/1.1" | WHOLE NOT_ROUTED 127.0.0.1:35678
          127.0.0.1:35696 [21/Nov/2026:20:34:12.577] fhttp fhttp/<NOSRV> 0/-1/-1/-1/0 403 192 - - PR-- 1/1/0/0/0 0/0 "GET / HTTP/1.1" | WHOLE DENIED 127.0.0.1:35696
          127.0.0.1:35708 [21/Nov/2026:20:34:12.599] fhttp ok/s1 0/0/0/0/0 200 49 - - ---- 2/1/0/0/0 0/0 {a} {b} "GET /ok HTTP/1.1" | WHOLE RESPONSE 127.0.0.1:35708
          127.0.0.1:35714 [21/Nov/2026:20:34:13.697] fhttp fhttp/<NOSRV> -1/-1/-1/-1/0 400 0 - - PR-- 2/1/0/0/0 0/0 "<BADREQ>" | WHOLE RESET 127.0.0.1:35714
          127.0.0.1:40168 [21/Nov/2026:20:34:12.687] ftcp tclosed/s1 1/-1/1000 0 SC 2/1/0/0/1 0/0 | WHOLE CONNECT_FAILED 127.0.0.1:40168; UPSTREAM CONNECT_FAILED
          127.0.0.1:40168 [21/Nov/2026:20:34:12.687] ftcp t/s1 1/0/1000 512 -- 2/1/0/0/0 0/0 | WHOLE CLOSED 127.0.0.1:40168
          ::1:52882 [21/Nov/2026:20:34:12.680] ftls/1: SSL handshake failure (error:0A000418:SSL routines::tlsv1 alert unknown ca) | DOWNSTREAM TLS_FAILED [::1]:52882
          May 22 05:28:05 lb haproxy[14]: Server be/s1 is DOWN, reason: Layer6 invalid response, info: "SSL handshake failure", check duration: 1ms. | UPSTREAM TLS_FAILED
          [ALERT]    (12889) : backend 'untrusted' has no server available! | UNKNOWN CONFIGURATION
          <134>May 22 05:28:05 haproxy[1]: Connect from 127.0.0.1:45232 to 127.0.0.1:19719 (web/HTTP) | DOWNSTREAM ACCEPTED 127.0.0.1:45232 -> 127.0.0.1:19719
          """)
  void linesOfHaproxy(String line, String expected) {
    List<Sighting> all = Lines.read(sink -> new HaproxyLog("h.log", sink), line + "\n");
    assertEquals(expected, String.join("; ", all.stream().map(Lines::brief).toList()));
    assertFalse(all.toString().contains("token=abc"), all.toString());
  }

  @Test
  void haproxyTellsTheNameOfAnHttpsLog() {
    Sighting sighting =
        Lines.read(
                sink -> new HaproxyLog("h.log", sink),
                "127.0.0.1:52868 [21/Nov/2026:20:34:12.671] ftls~ ok/s1 0/0/0/0/0 200 49 - - ---- 3/1/0/0/0 0/0 \"GET / HTTP/1.1\" 0/0000000000000000/0/0/0 a.example/TLSv1.3/TLS_AES_256_GCM_SHA384\n")
            .get(0);
    assertEquals("a.example", Lines.of(sighting, Attribute.SNI));
    assertEquals("", Lines.of(sighting, Attribute.TERMINATION));
    assertEquals("ftls", Lines.of(sighting, Attribute.ROUTE));
    assertEquals("ok/s1", Lines.of(sighting, Attribute.CLUSTER));
  }

  @Test
  void linesAboutTlsOfAnyText() {
    List<Sighting> all =
        Lines.read(
            sink -> new TlsWords("app.log", 3, sink),
            """
            2026-01-02T03:04:05.678Z INFO all is well
            2026-01-02T03:04:06Z ERROR Get "https://a.example/?sig=abcdef": x509: certificate signed by unknown authority
            javax.net.ssl.SSLHandshakeException: PKIX path building failed
            Authorization: Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc caused a TLS alert
            Caused by: java.net.SocketTimeoutException: Read timed out
            """);
    assertEquals(3, all.size(), "no more than asked for");
    assertEquals(Optional.of(Instant.parse("2026-01-02T03:04:06Z")), all.get(0).time());
    assertTrue(Lines.of(all.get(0), Attribute.MESSAGE).contains("x509: certificate signed"));
    assertFalse(all.toString().contains("abcdef"), all.toString());
    assertFalse(all.toString().contains("eyJ"), all.toString());
  }
}
