package dev.tlsdiag.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.wire.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyReplyTest {
  private static final String ENVOY = "upstream connect error or disconnect/reset before headers. ";

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          503 | reset reason: connection failure |  | Envoy CONNECT
          503 | retried and the latest reset reason: remote connection failure, transport failure reason: TLS_error:_268436496:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE:TLS_error_end | | Envoy TLS: the proxy received alert 40 handshake_failure: its peer refused it
          503 | reset reason: connection timeout | | Envoy CONNECT_TIMEOUT
          503 | reset reason: connection termination | | Envoy CLOSED
          502 | reset reason: protocol error | | Envoy PROTOCOL
          503 | reset reason: overflow | | Envoy OVERLOAD
          """)
  void knowsEnvoysResets(int status, String text, String header, String expected) {
    assertEquals(expected, outline(exchange(status, ENVOY + text, header)));
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          503 | no healthy upstream | | Envoy NO_SERVER
          504 | upstream request timeout | | Envoy RESPONSE_TIMEOUT
          403 | Access denied | | Cilium POLICY
          403 | RBAC: access denied | | Istio POLICY
          503 | <h1>503 Service Unavailable</h1> No server is available to handle this request. | | HAProxy NO_SERVER
          502 | <title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center><hr><center>nginx/1.18.0</center> | server: nginx/1.18.0 | nginx CONNECT
          504 | <title>504 Gateway Time-out</title><hr><center>nginx</center> | | nginx RESPONSE_TIMEOUT
          502 | <html><head><title>502 Bad Gateway</title></head><body><p>TlsException(boom)</p></body></html> | server: mitmproxy 8.1.1 | mitmproxy TLS
          503 | a page of Squid | x-squid-error: ERR_DNS_FAIL 0 | Squid RESOLVE
          503 | a page of Squid | x-squid-error: ERR_SECURE_CONNECT_FAIL 71 | Squid TLS
          503 | | server: envoy, content-length: 91 | Envoy CONNECT?
          503 | | server: istio-envoy, content-length: 95 | Envoy CLOSED?
          404 | | server: envoy, content-length: 0 | Envoy NO_ROUTE?
          502 | | server: awselb/2.0 | AWS load balancer CLOSED
          503 | | server: envoy, content-length: 17 | nobody's
          200 | | server: envoy, content-length: 91 | nobody's
          503 | busy | server: envoy | nobody's
          503 | no healthy upstream | x-envoy-upstream-service-time: 3 | nobody's
          502 | <title>502 Bad Gateway</title> | server: nginx | nobody's
          """)
  void knowsOthers(int status, String body, String headers, String expected) {
    assertEquals(expected, outline(exchange(status, body == null ? "" : body, headers)));
  }

  @Test
  void readsTheMessageOfGrpc() {
    HttpExchange exchange =
        exchange(
            200,
            "",
            "grpc-status: 14, grpc-message: "
                + ENVOY.replace(" ", "%20")
                + "reset%20reason:%20connection%20termination");
    assertEquals("Envoy CLOSED", outline(exchange));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          HTTP/1.1 403 Tunnel Forbidden | Apache Traffic Server
          HTTP/1.1 403 Tunnel or SSL Forbidden / Via: 1.1 WCG1 | Websense Content Gateway
          HTTP/1.1 403 Forbidden / X-Squid-Error: ERR_ACCESS_DENIED 0 | Squid
          HTTP/1.1 404 Not Found / server: envoy | Envoy
          HTTP/1.1 405 Not Allowed / Server: nginx/1.18.0 | nginx
          HTTP/1.1 403 Forbidden | nobody
          """)
  void knowsWhoRefusesConnect(String answer, String product) {
    assertEquals(product, ProxyReply.connectProduct(answer).orElse("nobody"));
  }

  private static String outline(HttpExchange exchange) {
    return ProxyReply.of(exchange)
        .map(
            reply ->
                reply.product()
                    + " "
                    + reply.cause()
                    + (reply.sure() ? "" : "?")
                    + reply.decoded().map(words -> ": " + words).orElse(""))
        .orElse("nobody's");
  }

  private static HttpExchange exchange(int status, String body, String headers) {
    List<HttpExchange.Header> all =
        headers == null
            ? List.of()
            : List.of(headers.split(", ")).stream()
                .map(header -> header.split(": ", 2))
                .map(parts -> new HttpExchange.Header(parts[0], parts[1]))
                .toList();
    return new HttpExchange(
        "GET",
        "https://app.example/",
        "app.example",
        "http/1.1",
        OptionalInt.of(status),
        List.of(),
        all,
        List.of(),
        Bytes.wrap(body.getBytes(StandardCharsets.ISO_8859_1)),
        0,
        body.length(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }
}
