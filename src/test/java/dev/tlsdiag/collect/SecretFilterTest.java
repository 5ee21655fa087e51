package dev.tlsdiag.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SecretFilterTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          header     | authorization: Bearer abcdef123456    | authorization: [redacted]
          Envoy      | 'authorization', 'Basic dXNlcjpwdw==' | 'authorization', '[redacted]'
          cookie     | > Cookie: a=1; b=2                    | > Cookie: [redacted]
          in a URL   | GET /x?token=abc&b=1 HTTP/1.1         | GET /x?token=[redacted]&b=1 HTTP/1.1
          bare       | sent Bearer abcdefghijkl to x         | sent Bearer [redacted] to x
          JWT        | got eyJhbGciOiJIUzI1NiJ9.e30.abc end  | got [redacted] end
          AWS        | key AKIAABCDEFGHIJKLMNOP used         | key [redacted] used
          JSON line  | {"a":"b","password":"x"}              | {"a":"b","password":"[redacted]"}
          harmless   | tls: unknown ca, sni: "a.example"     | tls: unknown ca, sni: "a.example"
          a counter  | {"name":"cx_connect_fail","value":"300"} | {"name":"cx_connect_fail","value":"300"}
          assignment | user=a password="x y" pin=1           | user=a password="[redacted]" pin=1
          two words  | token=abc def                         | token=[redacted] def
          in a text  | {\\"password\\":\\"hush\\",           | {\\"password\\":\\"[redacted]\\",
          Go's map   | map[Authorization:[Bearer x] A:[b]]   | map[Authorization:[redacted]
          Vault      | 'x-vault-token', 's.abc'              | 'x-vault-token', '[redacted]'
          a session  | 'x-session-id', 'abc'                 | 'x-session-id', '[redacted]'
          an option  | curl --password hush -u me:hush URL   | curl --password [redacted] -u me:[redacted] URL
          openssl    |     Master-Key: 00AABB                |     Master-Key: [redacted]
          HAProxy    | b/s 1/0/3 503 27 sid=x c=y SC-- 1/1/1 | b/s 1/0/3 503 27 sid=[redacted] c=[redacted] SC-- 1/1/1
          key in b64 | x: LS0tLS1CRUdJTiBQUklWQVRFIEtFWS0t   | x: [redacted]
          fields     | {"headers":{"Authorization":"x"},"PASSWORD":"y"} | {"headers":{"Authorization":"[redacted]"},"PASSWORD":"[redacted]"}
          a matcher  | {"name":"authorization","string_match":{"exact":"x"}} | {"name":"authorization","string_match":"[redacted]"}
          key in JSON | {"a":"-----BEGIN PRIVATE KEY-----x","b":"c"} | {"a":"[redacted]","b":"c"}
          annotation | {"kind":"Secret","metadata":{"annotations":{"a":"x"}}} | {"kind":"Secret","metadata":{"annotations":{"a":"[redacted]"}}}
          no token   | no token, nothing; tokens: 5, token: true | no token, nothing; tokens: 5, token: true
          its name   | secretName: web-tls                   | secretName: web-tls
          challenge  | www-authenticate: Bearer realm=x      | www-authenticate: Bearer realm=x
          a log line | [C4] connect timeout                  | [C4] connect timeout
          """)
  void takesSecretsOutOfALine(String name, String line, String expected) {
    assertEquals(expected, new SecretFilter().line(line));
  }

  @Test
  void takesKeysOutAndLeavesCertificates() {
    String text =
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
            + "-----BEGIN RSA PRIVATE KEY-----\nSECRET\nMORE\n-----END RSA PRIVATE KEY-----\nafter\n";
    SecretFilter filter = new SecretFilter();
    String shown = filter.text(text);
    assertTrue(shown.contains("AAAA"));
    assertTrue(shown.endsWith("after\n"));
    assertFalse(shown.contains("SECRET") || shown.contains("MORE"), shown);
    assertEquals(1, filter.taken());
  }

  @Test
  void takesValuesOfSecretsOutAndLeavesTheirNames() {
    String shown =
        new SecretFilter()
            .text(
                """
                {"kind":"List","items":[{"kind":"Secret","data":{"tls.crt":"Q0VSVA==","tls.key":"S0VZ"}},
                 {"kind":"Pod","spec":{"containers":[{"env":[{"name":"PASSWORD_X","value":"hush"}]}]}},
                 {"kind":"ConfigMap","data":{"a.pem":"x\\n-----BEGIN PRIVATE KEY-----\\nHIDDEN\\n-----END PRIVATE KEY-----\\n"}}]}
                """);
    assertTrue(shown.contains("Q0VSVA==") && shown.contains("tls.key"), shown);
    assertTrue(shown.contains(SecretFilter.REDACTED_BASE64) && shown.contains("PASSWORD_X"), shown);
    assertFalse(
        shown.contains("S0VZ") || shown.contains("hush") || shown.contains("HIDDEN"), shown);
  }

  /** A line of a stranger's may be as long as the file. */
  @ParameterizedTest
  @ValueSource(strings = {"?", "a-", "-eyJaaaaaaaaa", "token", "x-", "//", "&a", "Bearer ", "'"})
  void isDoneSoonWithWhateverIsRepeated(String part) {
    String line = part.repeat(400_000 / part.length());
    assertTimeoutPreemptively(
        Duration.ofSeconds(20), () -> assertNotNull(new SecretFilter().line(line)));
  }

  @Test
  void takesHeadersOfFlowsOut() {
    String line =
        "{\"flow\":{\"l7\":{\"http\":{\"headers\":[{\"key\":\"Authorization\",\"value\":\"Bearer abc\"},"
            + "{\"key\":\"Accept\",\"value\":\"*/*\"}]}}}}";
    String shown = new SecretFilter().text(line + "\n" + line + "\n");
    assertEquals(2, shown.lines().count());
    assertFalse(shown.contains("abc"), shown);
    assertTrue(shown.contains("Bearer [redacted]") && shown.contains("*/*"), shown);
  }

  @Test
  void knowsBasicConstraintsFromCredentials() {
    SecretFilter filter = new SecretFilter();
    String shown = filter.text("Basic Constraints of CA cert; Basic dXNlcjpwYXNz\n");
    assertEquals("Basic Constraints of CA cert; Basic [redacted]\n", shown);
    assertEquals(1, filter.taken());
  }
}
