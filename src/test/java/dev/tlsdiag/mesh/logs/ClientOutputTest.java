package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What clients print. */
class ClientOutputTest {
  private static List<Sighting> curl(String text) {
    return Lines.read(sink -> new CurlVerbose("curl.txt", sink), text);
  }

  private static List<Sighting> openssl(String text) {
    return Lines.read(sink -> new OpensslClient("s.txt", sink), text);
  }

  private static String brief(List<Sighting> all) {
    return all.stream()
        .map(Lines::brief)
        .map(b -> b.replace("UNKNOWN ", ""))
        .collect(Collectors.joining("; "));
  }

  @Test
  void curlSendsAnAlert() {
    List<Sighting> all =
        curl(
            """
            *   Trying 127.0.0.1:19701...
            * Connected to a.example (127.0.0.1) port 19701 (#0)
            * ALPN: offers h2,http/1.1
            } [5 bytes data]
            * TLSv1.3 (OUT), TLS handshake, Client hello (1):
            * TLSv1.2 (IN), TLS handshake, Certificate (11):
            * TLSv1.2 (OUT), TLS alert, unknown CA (560):
            * SSL certificate problem: self-signed certificate
            * Closing connection 0
            curl: (60) SSL certificate problem: self-signed certificate
            """);
    assertEquals(
        "CONNECTING -> 127.0.0.1:19701; CONNECTED -> 127.0.0.1:19701; TLS_FAILED -> 127.0.0.1:19701;"
            + " OTHER -> 127.0.0.1:19701; TLS_FAILED -> 127.0.0.1:19701",
        brief(all));
    assertEquals("curl sent the alert unknown CA", all.get(2).what());
    assertEquals("a.example", Lines.of(all.get(2), Attribute.AUTHORITY));
  }

  @Test
  void curlReceivesAnAlertAndSaysItOnce() {
    List<Sighting> all =
        curl(
            """
            * Connected to 127.0.0.1 (127.0.0.1) port 19704 (#0)
            * TLSv1.3 (IN), TLS alert, unrecognized name (624):
            * OpenSSL/3.0.22: error:0A000458:SSL routines::tlsv1 unrecognized name
            """);
    assertEquals("CONNECTED -> 127.0.0.1:19704; TLS_FAILED -> 127.0.0.1:19704", brief(all));
    assertEquals("curl received the alert unrecognized name", all.get(1).what());
  }

  @Test
  void curlMeetsSomethingThatIsNotTls() {
    List<Sighting> all =
        curl("* OpenSSL/3.0.22: error:0A00010B:SSL routines::wrong version number\n");
    assertEquals("TLS_FAILED", brief(all));
  }

  @Test
  void curlBehindItsProgressMeter() {
    List<Sighting> all =
        curl(
            "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0*   Trying 127.0.0.1:19799...\n"
                + "* connect to 127.0.0.1 port 19799 failed: Connection refused\n"
                + "  0     0    0     0    0     0      0      0 --:--:-- --:--:-- --:--:--     0\r  0     0    0     0    0     0      0      0 --:--:--  0:00:01 --:--:--     0\n"
                + "curl: (7) Failed to connect to 127.0.0.1 port 19799 after 0 ms: Couldn't connect to server\n");
    assertEquals(
        "CONNECTING -> 127.0.0.1:19799; CONNECT_FAILED -> 127.0.0.1:19799; CONNECT_FAILED -> 127.0.0.1:19799",
        brief(all));
  }

  @Test
  void curlThroughAProxyThatAnswersItself() {
    List<Sighting> all =
        curl(
            """
            * Uses proxy env variable https_proxy == 'http://bob:secret@proxy.example:3128'
            * Connected to proxy.example (10.0.0.9) port 3128
            > CONNECT api.example:443 HTTP/1.1
            > Host: api.example:443
            > Proxy-Authorization: Basic Ym9iOnNlY3JldA==
            < HTTP/1.1 403 Forbidden
            < Server: squid/5.7
            < X-Request-Id: 4711
            curl: (56) CONNECT tunnel failed, response 403
            """);
    assertEquals(
        "OTHER; CONNECTED -> 10.0.0.9:3128; REQUEST -> 10.0.0.9:3128; RESPONSE -> 10.0.0.9:3128; RESET -> 10.0.0.9:3128",
        brief(all));
    assertEquals("api.example:443", Lines.of(all.get(2), Attribute.AUTHORITY));
    assertEquals("4711", Lines.of(all.get(3), Attribute.REQUEST_ID));
    assertEquals(
        "curl: CONNECT api.example:443 was answered 403 Forbidden, by squid/5.7",
        all.get(3).what());
    assertFalse(all.toString().contains("secret"), all.toString());
    assertFalse(all.toString().contains("Ym9i"), all.toString());
  }

  @Test
  void curlShowsWhatEnvoySays() {
    List<Sighting> all =
        curl(
            """
            > GET /?list-type=2&token=abc HTTP/1.1
            > Host: a.example
            < HTTP/1.1 503 Service Unavailable
            < server: envoy
            upstream connect error or disconnect/reset before headers. reset reason: connection failure
            """);
    assertEquals(
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        Lines.of(all.get(1), Attribute.MESSAGE));
    assertTrue(all.get(1).failed());
    assertFalse(all.toString().contains("abc"), all.toString());
  }

  @Test
  void opensslGetsAnAlert() {
    List<Sighting> all =
        openssl(
            """
            $ openssl s_client -connect 192.0.2.1:443 -servername api.example
            40B76F10637F0000:error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name:../ssl/record/rec_layer_s3.c:1602:SSL alert number 112
            CONNECTED(00000003)
            ---
            no peer certificate available
            ---
            SSL handshake has read 7 bytes and written 297 bytes
            ---
            New, (NONE), Cipher is (NONE)
            Verify return code: 0 (ok)
            """);
    assertEquals(
        "TLS_FAILED -> 192.0.2.1:443; CONNECTED -> 192.0.2.1:443; OTHER -> 192.0.2.1:443",
        brief(all));
    assertEquals("openssl: tlsv1 unrecognized name, alert 112 received", all.get(0).what());
    assertEquals("api.example", Lines.of(all.get(0), Attribute.SNI));
  }

  @Test
  void opensslIsRefusedOrResetOrLeftAlone() {
    assertEquals(
        "CONNECT_FAILED",
        brief(
            openssl(
                "4057598CB87F0000:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:117:calling connect()\n"
                    + "4057598CB87F0000:error:10000067:BIO routines:BIO_connect:connect error:../crypto/bio/bio_sock2.c:119:\n"
                    + "connect:errno=111\n")));
    assertEquals("CONNECTED; RESET", brief(openssl("CONNECTED(00000003)\nwrite:errno=104\n")));
    assertEquals("CONNECTED; CLOSED", brief(openssl("CONNECTED(00000005)\nwrite:errno=0\n")));
  }

  @Test
  void opensslVerifies() {
    List<Sighting> all =
        openssl(
            """
            CONNECTED(00000003)
            depth=0 CN = a.example
            verify error:num=18:self-signed certificate
            verify return:1
            subject=CN = a.example
            issuer=CN = a.example
            New, TLSv1.2, Cipher is ECDHE-ECDSA-AES256-GCM-SHA384
                Master-Key: ECCEE1858AA355EF0938DC2F81D9E657614BBDA8824553EDB4B1B1FED6E40FE1
                Verify return code: 18 (self-signed certificate)
            """);
    assertEquals("CONNECTED; CONFIGURATION; OTHER; OTHER; TLS_ESTABLISHED", brief(all));
    assertEquals("a.example", Lines.of(all.get(2), Attribute.CERTIFICATE_NAMES));
    assertFalse(all.toString().contains("ECCEE"), all.toString());
  }

  @Test
  void secretsOfASessionAreTakenOut() {
    String random = "0123456789abcdef".repeat(4);
    String line = Secrets.without("CLIENT_RANDOM " + random + " " + random + random);
    assertEquals("CLIENT_RANDOM " + random + " [redacted]", line);
    assertFalse(Secrets.without("Master-Key: ECCEE1858AA355EF0938DC2F").contains("ECCE"));
    assertFalse(
        Secrets.without("\"authorization\": \"Bearer abcdefghijk\"").contains("abcdefghijk"));
    assertFalse(Secrets.without("cookie: sid=42; theme=dark").contains("42"));
    assertFalse(Secrets.without("x-auth-token=s3cr3tvalue").contains("s3cr3t"));
  }

  @Test
  void harEntries() throws IOException {
    List<Sighting> all = new ArrayList<>();
    HarFile har = new HarFile("x.har", all::add);
    har.read(
        new ByteArrayInputStream(
            """
            {"log":{"version":"1.2","creator":{"name":"x"},"pages":[{"entries":"none"}],"entries":[
             {"startedDateTime":"2026-01-01T00:00:00.5Z","request":{"method":"GET","url":"https://a.example:8443/x?sig=abc"},
              "response":{"status":503,"headers":[{"name":"X-Request-Id","value":"r1"}]},"serverIPAddress":"192.0.2.1"},
             {"request":{"method":"GET","url":"https://b.example/"},"response":{"status":0,"_error":"net::ERR_CERT_AUTHORITY_INVALID"}}
            ]}}
            """
                .getBytes(StandardCharsets.UTF_8)));
    assertEquals("RESPONSE -> 192.0.2.1:8443; TLS_FAILED -> b.example:443", brief(all));
    assertEquals("/x?sig=[redacted]", Lines.of(all.get(0), Attribute.PATH));
    assertEquals(2, har.tally().records());
    assertFalse(all.toString().contains("abc"));
  }

  @Test
  void harKeepsWhatEnvoySays() throws IOException {
    List<Sighting> all = new ArrayList<>();
    HarFile har = new HarFile("x.har", all::add);
    har.read(
        new ByteArrayInputStream(
            """
            {"log":{"entries":[
             {"request":{"method":"GET","url":"https://a.example/"},"response":{"status":503,
              "content":{"text":"upstream connect error or disconnect/reset before headers. reset reason: connection failure"}}},
             {"request":{"method":"GET","url":"https://a.example/"},"response":{"status":503,
              "content":{"encoding":"base64","text":"bm8gaGVhbHRoeSB1cHN0cmVhbQ=="}}},
             {"request":{"method":"GET","url":"https://a.example/"},"response":{"status":503,
              "content":{"encoding":"base64","text":"%%%"}}},
             {"request":{"method":"GET","url":"https://a.example/"},"response":{"status":500,
              "content":{"text":"password=hunter2"}}}
            ]}}
            """
                .getBytes(StandardCharsets.UTF_8)));
    assertEquals(
        List.of(
            "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
            "no healthy upstream",
            "",
            ""),
        all.stream().map(s -> s.attribute(Attribute.MESSAGE).orElse("")).toList());
    assertFalse(all.toString().contains("hunter2"));
  }

  @Test
  void recordsOfTheProxy() {
    List<Sighting> all =
        Lines.read(
            sink -> new ProxyEvents("events.jsonl", sink),
            """
            {"schemaVersion":1,"kind":"connection","id":2,"side":"upstream","cause":1,"time":"2026-01-01T00:00:00.25Z","durationMs":12.5,"client":{"role":"proxy","ip":"127.0.0.1","port":4000},"server":{"role":"server","ip":"192.0.2.1","port":443},"names":{"clientSni":"a.example","upstreamSni":"b.example"},"result":"failed","failedStep":"tls","endedBy":"server","endReason":"alert 112 unrecognized_name","steps":[]}
            {"schemaVersion":1,"kind":"request","id":1,"downstream":1,"time":"2026-01-01T00:00:00Z","method":"GET","url":"https://a.example/?token=abc","authority":"a.example","status":503,"localReply":{"reason":"tls","detail":"alert 112"}}
            {"schemaVersion":1,"kind":"other"}
            {
            """);
    assertEquals("UPSTREAM TLS_FAILED 127.0.0.1:4000 -> 192.0.2.1:443", Lines.brief(all.get(0)));
    assertEquals("1", Lines.of(all.get(0), Attribute.FOR_CONNECTION));
    assertEquals("b.example", Lines.of(all.get(0), Attribute.UPSTREAM_SNI));
    assertEquals("WHOLE LOCAL_REPLY", Lines.brief(all.get(1)));
    assertEquals(2, all.size());
    assertFalse(all.toString().contains("abc"));
  }
}
