package dev.tlsdiag.diagnose.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.diagnose.explain.MessageIndex.Match;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageIndexTest {
  private static final int FIRST = 3;

  static Stream<Arguments> known() throws IOException {
    try (InputStream in = MessageIndexTest.class.getResourceAsStream("known-messages.txt")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      return text.lines()
          .filter(line -> !line.startsWith("#"))
          .map(
              line -> {
                int bar = line.lastIndexOf('|');
                return Arguments.of(
                    line.substring(0, bar).strip(),
                    Set.copyOf(Arrays.asList(line.substring(bar + 1).strip().split(" "))));
              });
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("known")
  void findsWhatAKnownMessageIsAbout(String message, Set<String> expected) {
    List<String> first = pages(message);
    assertTrue(first.stream().anyMatch(expected::contains), () -> first + ", not " + expected);
  }

  /** What is around a message in a log: none of it may make a difference. */
  @ParameterizedTest(name = "{0}")
  @MethodSource("known")
  void findsItAmongPrefixesAndColours(String message, Set<String> expected) {
    String line =
        "\u001b[2m2026-03-01T10:11:12.345Z\u001b[0m \u001b[31mERROR\u001b[0m [worker-3] app.main - "
            + message
            + "\u001b[0m\r\n    at line 12\r\n";
    List<String> first = MessageIndex.search(line).stream().map(Match::page).limit(FIRST).toList();
    assertTrue(first.stream().anyMatch(expected::contains), () -> first + ", not " + expected);
  }

  private static List<String> pages(String message) {
    List<Term> terms = Glossary.named(message);
    return terms.isEmpty()
        ? MessageIndex.search(message).stream().map(Match::page).limit(FIRST).toList()
        : terms.stream().flatMap(term -> term.pages().stream()).limit(FIRST).toList();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          x509: certificate relies on legacy Common Name field, use SANs instead; interception-cert-has-no-san
          error:0A000152:SSL routines:final_renegotiate:unsafe legacy renegotiation disabled; legacy-renegotiation-refused
          The size of the handshake message (37334) exceeds the maximum allowed size (32768); certificate-request-too-big
          2024/05/02 10:00:00 [error] 7#7: *1 broken header: "\u0016\u0003" while reading PROXY protocol, client: 10.0.0.1; proxy-protocol-expected-missing
          """)
  void isSureWhereOnePageIsAboutIt(String message, String page) {
    List<Match> matches = MessageIndex.search(message);
    assertEquals(page, matches.get(0).page());
    assertTrue(MessageIndex.clear(matches), matches.toString());
  }

  /** Messages of programs as they come, with names and numbers in them. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = ';',
      textBlock =
          """
          ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006); client-does-not-trust-interception-ca
          Server TLS handshake failed. Certificate verify failed: unable to get local issuer certificate; upstream-ca-bundle-missing-issuer
          tls: failed to verify certificate: x509: certificate is valid for a.example, not b.example; upstream-san-mismatch
          Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: a. is not in the cert's altnames: DNS:b; upstream-san-mismatch
          2026/01/02 03:04:05 [error] 29#29: *3 upstream timed out (110: Connection timed out) while SSL handshaking to upstream, client: 10.0.0.9, server: _, request: "GET / HTTP/1.1"; upstream-sni-required
          2026/01/02 03:04:05 [error] 29#29: *3 SSL_do_handshake() failed (SSL: error:0A000458:SSL routines::tlsv1 unrecognized name:SSL alert number 112) while SSL handshaking to upstream, client: 10.0.0.9; upstream-sni-required
          2026/01/02 03:04:05 [error] 29#29: *3 SSL_do_handshake() failed (SSL: error:0A00042E:SSL routines::tlsv1 alert protocol version:SSL alert number 70) while SSL handshaking to upstream, client: 10.0.0.9; upstream-tls13-only-server
          [2022-06-28 03:55:14.126][462][debug][connection] [C8] TLS error: 268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER; plaintext-upstream-port
          [2026-02-01T21:45:19.998Z] "GET / HTTP/1.1" 503 UF,URX upstream_reset_before_response_started{connection_failure,TLS_error:_Secret_is_not_supplied_by_SDS} - "-" 0 91; tls-secret-not-delivered
          received fatal alert: UnknownCA; client-does-not-trust-interception-ca
          2017/10/05 21:39:23 [error] 10#10: *12 SSL_do_handshake() failed (SSL: error:1408F10B:SSL routines:ssl3_get_record:wrong version number) while SSL handshaking to upstream, client: 204.9.220.42; plaintext-upstream-port
          2021/06/18 14:49:16 [error] 7#7: *73 peer closed connection in SSL handshake (104: Connection reset by peer) while SSL handshaking to upstream, client: 10.0.0.2; upstream-sni-required
          2018/11/05 09:55:52 [error] 7#7: *4 peer closed connection in SSL handshake while SSL handshaking to upstream, client: 10.0.0.2; upstream-sni-required
          2022/01/24 15:39:15 [crit] 24#24: *110 SSL_do_handshake() failed (SSL: error:14201044:SSL routines:tls_choose_sigalg:internal error) while SSL handshaking, client: 10.0.0.2; tls-version-or-cipher-mismatch-downstream
          reason: write EPROTO 140266961057664:error:1414D172:SSL routines:tls12_check_peer_sigalg:wrong signature type:../deps/openssl/openssl/ssl/t1_lib.c:1146:; upstream-group-or-cipher-mismatch
          curl: (35) OpenSSL SSL_connect: Connection reset by peer in connection to app.example:443; reset-after-client-hello
          curl: (35) TLS connect error: error:00000000:lib(0):func(0):reason(0); reset-after-client-hello
          LibreSSL SSL_connect: SSL_ERROR_SYSCALL in connection to app.example:443; reset-after-client-hello
          gnutls_handshake() failed: The TLS connection was non-properly terminated.; reset-after-client-hello
          java.net.SocketException: Connection reset; reset-after-client-hello
          javax.net.ssl.SSLHandshakeException: Connection closed by peer; reset-after-client-hello
          javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure; handshake-failure-alert
          javax.net.ssl.SSLPeerUnverifiedException: Hostname 10.0.0.1 not verified: certificate: sha256/sE3A= DN: CN=a subjectAltNames: []; upstream-san-mismatch
          System.Net.Http.HttpRequestException: The SSL connection could not be established, see inner exception. ---> System.Security.Authentication.AuthenticationException: The remote certificate is invalid according to the validation procedure.; client-does-not-trust-interception-ca
          The remote certificate is invalid because of errors in the certificate chain: PartialChain; upstream-incomplete-chain
          The remote certificate is invalid according to the validation procedure: RemoteCertificateNameMismatch; upstream-san-mismatch
          10.0.0.2:36192 [12/Dec/2024:14:34:08.009] all_frontend/3: SSL handshake failure; client-does-not-trust-interception-ca
          Server app/s1 is DOWN, reason: Layer6 invalid response, info: "SSL handshake failure", check duration: 3ms.; upstream-ca-bundle-missing-issuer
          SSL validation failed for https://s3.amazonaws.com/ TLS/SSL connection has been closed (EOF) (_ssl.c:997); reset-after-client-hello
          Could not connect to the endpoint URL: "https://s3.eu-west-1.amazonaws.com/"; name-not-resolved
          Unable to execute HTTP request: The target server failed to respond; keepalive-race
          http: TLS handshake error from 10.0.0.5:51000: EOF; client-does-not-trust-interception-ca
          net/http: TLS handshake timeout; silence-after-client-hello
          ERR_SSL_PROTOCOL_ERROR; plaintext-answer-from-l7-proxy
          javax.net.ssl.SSLException: Unsupported or unrecognized SSL message; https-scheme-for-http-proxy
          fatal: unable to access 'https://git.example/': Received HTTP code 407 from proxy after CONNECT; connect-407-auth
          Nov 17 08:28:38.782: default/app:45502 (ID:1) <> 192.0.2.3:443 (world) Policy denied DROPPED (TCP Flags: SYN); policy-drop-on-syn
          """)
  void knowsMessagesAsTheyCome(String message, String page) {
    assertEquals(page, MessageIndex.search(message).get(0).page());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "wrong version number",
        "curl: (35) Recv failure: Connection reset by peer",
        "upstream connect error or disconnect/reset before headers. reset reason: connection failure",
        "unable to get local issuer certificate"
      })
  void isNotSureWhereSeveralLookTheSame(String message) {
    List<Match> matches = MessageIndex.search(message);
    assertTrue(matches.size() >= 3, matches.toString());
    assertFalse(MessageIndex.clear(matches), matches.toString());
  }

  @Test
  void aDetailSaysMoreThanTheFrameAroundIt() {
    String body =
        "upstream connect error or disconnect/reset before headers. retried and the latest reset"
            + " reason: remote connection failure, transport failure reason: TLS_error:|%s:TLS_error_end";
    assertEquals(
        "plaintext-upstream-port",
        first(body.formatted("268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER")));
    assertEquals(
        "upstream-san-mismatch",
        first(body.formatted("268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED")));
    assertEquals(
        "resumed-session-lost-ems",
        first(
            body.formatted(
                "268435660:SSL routines:OPENSSL_internal:RESUMED_EMS_SESSION_WITHOUT_EMS_EXTENSION")));
    assertEquals(
        "upstream-tls13-only-server",
        first(
            body.formatted(
                "268435736:SSL routines:OPENSSL_internal:NO_SUPPORTED_VERSIONS_ENABLED")));
  }

  private static String first(String message) {
    return MessageIndex.search(message).get(0).page();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hello world", "GET / HTTP/1.1", "everything is fine", "200 OK", "", "é"})
  void isSilentAboutTheRest(String message) {
    assertEquals(List.of(), MessageIndex.search(message));
  }

  @Test
  void tablesNameOnlyPagesThatExist() {
    Set<String> unknown = new TreeSet<>();
    Stream<String> ofMessages =
        Table.rows("messages").stream()
            .flatMap(row -> Table.words(row.substring(row.lastIndexOf('|') + 1)).stream());
    Stream.concat(ofMessages, Glossary.ALL.stream().flatMap(term -> term.pages().stream()))
        .filter(name -> Catalogue.named(name).isEmpty() && Rules.named(name).isEmpty())
        .forEach(unknown::add);
    assertEquals(Set.of(), unknown);
  }

  @Test
  void aLongLogIsReadInTime() {
    String line = "2024-01-01 [debug][http] [C4][S7] upstream reset: reset reason: remote reset\n";
    List<Match> matches = MessageIndex.search(line.repeat(12_000));
    assertFalse(matches.isEmpty());
  }
}
