package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.LineReader;
import dev.tlsdiag.mesh.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Broken lines are counted, never thrown; lines made to be slow are not. */
class MutatedLogsTest {
  private static final String ALL =
      """
      2024/05/22 05:28:05 [error] 31#31: *57 SSL_do_handshake() failed (SSL: error:0A000410:SSL routines::x:SSL alert number 40) while SSL handshaking to upstream, client: 10.0.0.1, server: a, request: "GET /x HTTP/1.1", upstream: "https://192.0.2.7:8443/x", host: "b"
      10.0.0.1 - - [22/May/2024:05:28:05 +0000] "GET / HTTP/2.0" 502 150 "-" "curl" 34 0.002 [web] [] 10.2.0.9:80, 10.2.0.10:80 0, 150 0.001, 0.001 502, 502 4f3a
      127.0.0.1:52868 [21/Nov/2026:20:34:12.671] ftls~ ok/s1 0/0/0/0/0 200 49 - - ---- 3/1/0/0/0 0/0 {a} "GET / HTTP/1.1" 0/00/0/0/0 a.example/TLSv1.3/X
      127.0.0.1:40168 [21/Nov/2026:20:34:12.687] ftcp tclosed/s1 1/-1/1000 0 SC 2/1/0/0/1 0/0
      127.0.0.1:52882 [21/Nov/2026:20:34:12.680] ftls/1: SSL handshake failure
      *   Trying 127.0.0.1:19701...
      * Connected to a.example (127.0.0.1) port 19701 (#0)
      * TLSv1.3 (IN), TLS alert, unrecognized name (624):
      > GET /x HTTP/1.1
      < HTTP/1.1 503 Service Unavailable
      curl: (35) error
      40B7:error:0A000458:SSL routines:ssl3_read_bytes:tlsv1 unrecognized name:../a.c:1602:SSL alert number 112
      New, (NONE), Cipher is (NONE)
      LAST SEEN   TYPE      REASON        OBJECT         MESSAGE
      2m          Warning   FailedMount   pod/mediabot   secret "x" not found
      Endpoint   Source       FQDN          TTL   ExpirationTime             IPs
      2296       lookup       yahoo.com.    30    2025-10-29T21:25:06.199Z   98.137.11.163
      POLICY   DIRECTION   IDENTITY   PORT/PROTO   PROXY PORT   BYTES   PACKETS
      Allow    Egress      2          443/TCP      10234        0       0
      level=warning msg="no secret" error="x \\" y" subsys=policy
      {"schemaVersion":1,"kind":"connection","id":2,"side":"upstream","client":{"ip":"127.0.0.1","port":4000},"result":"failed","failedStep":"tls","endReason":"x"}
      {"log":{"entries":[{"request":{"url":"https://a/?x=%zz"},"response":{"status":503}}]}}
      """;

  /** By name, so that a failure says which. */
  record Reader(String name, Function<Consumer<Sighting>, LineReader> maker) {
    @Override
    public String toString() {
      return name;
    }
  }

  static Stream<Reader> readers() {
    return Stream.of(
        new Reader("nginx error", sink -> new NginxErrorLog("x", sink)),
        new Reader(
            "nginx access",
            sink ->
                new NginxAccessLog("x", List.of(LogFormat.parse("$a $upstream_addr $b")), sink)),
        new Reader("haproxy", sink -> new HaproxyLog("x", sink)),
        new Reader("curl", sink -> new CurlVerbose("x", sink)),
        new Reader("openssl", sink -> new OpensslClient("x", sink)),
        new Reader("events", sink -> new KubernetesEvents("x", sink)),
        new Reader("cilium-dbg", sink -> new CiliumDbg("x", sink)),
        new Reader("agent", sink -> new CiliumAgentLog("x", sink)),
        new Reader("proxy events", sink -> new ProxyEvents("x", sink)),
        new Reader("text", sink -> new TlsWords("x", 1000, sink)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void nothingIsThrown(Reader reader) {
    byte[] sample = ALL.getBytes(StandardCharsets.UTF_8);
    Random random = new Random(11);
    for (int i = 0; i < 200; i++) {
      byte[] mutated = sample.clone();
      for (int j = 0; j < 40; j++) {
        int at = random.nextInt(mutated.length);
        switch (random.nextInt(4)) {
          case 0 -> mutated[at] = (byte) random.nextInt(256);
          case 1 -> mutated[at] = '\n';
          case 2 -> mutated[at] = (byte) "0123456789:/[]\"{},= ".charAt(random.nextInt(20));
          default -> {
            int length = Math.min(random.nextInt(60), mutated.length - at);
            System.arraycopy(sample, random.nextInt(sample.length - length), mutated, at, length);
          }
        }
      }
      Lines.read(reader.maker(), mutated);
    }
  }

  /** Lines on which an expression could run in squares or cubes of the length. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("readers")
  void longLinesAreReadSoon(Reader reader) {
    List<String> units =
        List.of(
            ", ",
            ": ",
            " : ",
            "a:",
            "1/",
            " -> ",
            "error:",
            "\"",
            "\\\"",
            "[",
            "{",
            "msg=\"",
            "a=",
            "=\"",
            "  ",
            "--:--:-- ",
            "client: ",
            "-token",
            "secret ",
            "x-",
            "0",
            "x",
            "10.0.0.1:80, ",
            "TLS alert, ",
            "CN = ",
            "https://");
    assertTimeoutPreemptively(
        Duration.ofSeconds(30),
        () -> {
          for (String unit : units) {
            String line = unit.repeat(32_000 / unit.length());
            for (String head : ALL.split("\n")) {
              int cut = Math.min(head.length(), 40);
              Lines.read(reader.maker(), head.substring(0, cut) + line + "\n");
            }
          }
        });
  }

  @Test
  void binaryFilesEndSomewhere() throws IOException {
    byte[] sample =
        "96:4:type;4:http;7:version;2:17#5:error;36:3:msg;5:wrong;9:timestamp;4:1.25^}8:response;0:~2:id;1:a;}"
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(5);
    for (int i = 0; i < 20_000; i++) {
      byte[] mutated = sample.clone();
      for (int j = 0; j < 1 + i % 4; j++) {
        mutated[random.nextInt(mutated.length)] =
            (byte) "0123456789:;,#^!~]}ax".charAt(random.nextInt(21));
      }
      new MitmproxyFlows("x", sighting -> {}).read(new ByteArrayInputStream(mutated));
    }
    MitmproxyFlows huge = new MitmproxyFlows("x", sighting -> {});
    huge.read(new ByteArrayInputStream("999999999:".getBytes(StandardCharsets.UTF_8)));
    assertTrue(huge.tally().unreadable() > 0);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tls: bad",
        "SSL_ERROR",
        "x509",
        "certificate",
        "handshake",
        "sni",
        "unrecognized name",
        "alert",
        "wrong version number",
        "Connection reset",
        "Connection refused",
        "ECONNRESET",
        "ETIMEDOUT",
        "ENOTFOUND",
        "EPROTO",
        "upstream connect error",
        "upstream request timeout",
        "no healthy upstream",
        "Bad Gateway",
        "proxyconnect",
        "tunnel failed",
        "PKIX",
        "hostname mismatch",
        "host name does not match",
        "unknown host",
        "no such host",
        "could not resolve",
        "name resolution",
        "getaddrinfo",
        "NXDOMAIN",
        "SERVFAIL",
        "timed out",
        "timeout",
        "deadline exceeded",
        "Access denied",
        "policy denied",
        "unexpected eof",
        "remote end closed",
        "socket hang up",
        "protocol error",
        "ERR_FAILED",
        "UNABLE_TO_VERIFY",
        "SELF_SIGNED_CERT",
        "got a 503 from it",
        "status 502",
        "504 it was",
        "WRONG_VERSION_NUMBER",
        "SSLV3_ALERT_HANDSHAKE_FAILURE",
        "CERTIFICATE_VERIFY_FAILED",
        "TLS_error:_x",
        "upstream_reset_before_response_started{connection_timeout}",
        "no matching filter chain",
        "dns_resolution_failure",
        "broken header",
        "Proxy CONNECT aborted",
        "403 Tunnel Forbidden",
        "RemoteDisconnected",
        "Broken pipe",
        "ALPN",
        "IP SANs",
        "No subject alternative names",
        "plain HTTP request was",
        "appears to only use HTTP and",
        "Pinned certificates",
        "connection termination",
        "unknown protocol",
        "POLICY_DENIED",
        "Error [IST0101] (VirtualService default/x)"
      })
  void theQuickLookMissesNoWord(String words) {
    assertTrue(
        Lines.read(sink -> new TlsWords("x", 10, sink), "it says " + words + " here\n").size() == 1,
        words);
  }
}
