package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Command lines as people paste them. */
class CurlCommandTest {
  private static CurlCommand parse(String line) throws IOException {
    return CurlCommand.parse(line);
  }

  private static String body(CurlCommand command) {
    return new String(command.request().body().orElseThrow().toArray(), StandardCharsets.UTF_8);
  }

  @Test
  void readsWhatBrowsersCopyForBash() throws IOException {
    CurlCommand command =
        parse(
            """
            curl 'https://app.example.test/api?x=1' \\
              -H 'accept: */*' \\
              -H $'x-quote: it\\'s \\u00fc' \\
              --data-raw $'{"a":"b\\\\n"}' \\
              --compressed
            """);
    assertEquals("POST", command.request().method());
    assertEquals("it's ü", command.request().header("x-quote").orElseThrow());
    assertEquals("{\"a\":\"b\\n\"}", body(command));
    assertEquals(List.of(), command.notes());
  }

  @Test
  void readsWhatBrowsersCopyForWindows() throws IOException {
    CurlCommand command =
        parse(
            "curl ^\"https://app.example.test/api?x=1^&y=2^\" ^\r\n"
                + "  -H ^\"accept: */*^\" ^\r\n"
                + "  --data-raw ^\"^{^\\^\"a^\\^\":^\\^\"50^%^\\^\"^}^\"");
    assertEquals("x=1&y=2", command.request().url().getRawQuery());
    assertEquals("{\"a\":\"50%\"}", body(command));
  }

  @Test
  void readsPowerShellsContinuations() throws IOException {
    CurlCommand command =
        parse("curl.exe \"https://app.example.test/\" `\r\n  -H 'X-A: it''s' `\r\n  -k");
    assertEquals("it's", command.request().header("X-A").orElseThrow());
    assertTrue(command.options().tls().insecure());
  }

  @Test
  void readsOptionsOfTheWayAndOfTls() throws IOException {
    CurlCommand command =
        parse(
            "curl -sSLk4 --tlsv1.2 --tls-max 1.2 --ciphers ECDHE-RSA-AES128-GCM-SHA256:AES256-SHA"
                + " --curves X25519:P-256 --connect-timeout 2.5 -m30 --retry=2 --noproxy '*'"
                + " --dns-servers 192.0.2.1,[2001:db8::1]:5353 -w '%{http_code}' example.test");
    ReplayOptions options = command.options();
    assertEquals("http://example.test/", command.request().url().toString());
    assertEquals(Duration.ofMillis(2500), options.connectTimeout());
    assertEquals(Duration.ofSeconds(30), options.maxTime());
    assertEquals(2, options.retries());
    assertTrue(options.followRedirects());
    assertEquals(PathOptions.IpVersion.V4, options.path().ipVersion());
    assertEquals("[192.0.2.1:53, [2001:db8::1]:5353]", options.path().dnsServers().toString());
    assertEquals(
        List.of("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "TLS_RSA_WITH_AES_256_CBC_SHA"),
        options.tls().ciphers());
    assertEquals(List.of("x25519", "secp256r1"), options.tls().groups());
    assertEquals("%{http_code}", command.writeOut().orElseThrow());
  }

  @Test
  void listsWhatHasNoEffect() throws IOException {
    CurlCommand command =
        parse("curl https://a.example --aws-sigv4 aws:amz --digest -o out.txt --next b.example");
    assertEquals(
        List.of(
            "--aws-sigv4: has no effect here",
            "--digest: has no effect here",
            "-o: has no effect here",
            "--next: only the request before it is sent"),
        command.notes());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          curl                              | there is no URL
          curl 'https://a.example           | a quote ' is not closed
          curl https://a.example -H         | '-H' needs a value
          curl gopher://a.example           | 'gopher://a.example': only http and https are spoken, not 'gopher'
          curl https://a.example -m soon    | --max-time: 'soon' is no number of seconds
          curl https://a.example:99999/     | 'https://a.example:99999/': no port '99999'
          curl --resolve a:b https://a      | --resolve: 'a:b' is not [+]HOST:PORT:ADDRESS[,ADDRESS]
          curl --tls-max 1.4 https://a      | --tls-max: '1.4' is none of 1.0, 1.1, 1.2, 1.3, default
          """)
  void refuses(String line, String message) {
    var e = assertThrows(IllegalArgumentException.class, () -> parse(line));
    assertEquals(message, e.getMessage());
  }

  @Test
  void secretsAreNotInTexts() throws IOException {
    CurlCommand command = parse("curl -u me:geheim -x http://me:geheim@proxy:1 https://a.example/");
    assertTrue(!command.toString().contains("geheim"), command.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          *                    | a.example   | true
          example              | a.example   | true
          .example             | a.example   | true
          a.example            | b.example   | false
          xample               | a.example   | false
          10.0.0.0/8           | 10.1.2.3    | true
          10.0.0.0/8           | 11.1.2.3    | false
          192.0.2.1            | 192.0.2.1   | true
          2001:db8::/32        | 2001:db8::1 | true
          2001:db8::/32        | 2001:db9::1 | false
          other, a.example.    | A.Example   | true
          """)
  void noProxyListsMatchAsInCurl(String list, String host, boolean matches) {
    assertEquals(matches, NoProxy.matches(list, host));
  }
}
