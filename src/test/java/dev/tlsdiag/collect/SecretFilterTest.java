package dev.tlsdiag.collect;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
