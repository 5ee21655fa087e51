package dev.tlsdiag.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RedactionTest {
  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Authorization       | Bearer abc.def                  | Bearer [redacted]
          authorization       | abc                             | [redacted]
          Proxy-Authorization | Basic dXNlcjpwYXNz              | Basic [redacted]
          Authorization       | AWS4-HMAC-SHA256 Credential=A/b | AWS4-HMAC-SHA256 [redacted]
          Cookie              | a=1; b=2;c                      | a=[redacted]; b=[redacted]; [redacted]
          Set-Cookie          | sid=abc; Path=/; HttpOnly       | sid=[redacted]; Path=/; HttpOnly
          X-Api-Key           | abc                             | [redacted]
          X-Amz-Security-Token | abc                            | [redacted]
          X-Vault-Token       | abc                             | [redacted]
          X-CSRF-Token        | abc                             | [redacted]
          Location            | https://h/?token=abc&a=1        | https://h/?token=[redacted]&a=1
          Referer             | https://u:p@h/                  | https://[redacted]@h/
          Content-Type        | text/plain                      | text/plain
          Sec-WebSocket-Key   | dGhlIHNhbXBsZQ==                | dGhlIHNhbXBsZQ==
          X-Author            | me                              | me
          X-Amz-Content-Sha256 | abc                            | abc
          """)
  void headers(String name, String value, String shown) {
    assertEquals(shown, Redaction.ON.value(name, value));
    assertEquals(value, Redaction.OFF.value(name, value));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          https://h/a?x=1                       | https://h/a?x=1
          https://h/a?X-Amz-Signature=ab&x=1    | https://h/a?X-Amz-Signature=[redacted]&x=1
          https://h/a?X-Amz-Credential=A%2Fb    | https://h/a?X-Amz-Credential=[redacted]
          https://h/a?sv=1&sig=ab%3D            | https://h/a?sv=1&sig=[redacted]
          https://h/a?access_token=$1\\0#f      | https://h/a?access_token=[redacted]#f
          https://h/a?client-secret=x;y=1       | https://h/a?client-secret=[redacted];y=1
          https://user:pass@h:1/p?q=@           | https://[redacted]@h:1/p?q=@
          https://user:pa@ss@h/p@q              | https://[redacted]@h/p@q
          https://h/cb#access_token=ab&x=1      | https://h/cb#access_token=[redacted]&x=1
          /p?tokens=1&monkey=2&author=3         | /p?tokens=[redacted]&monkey=2&author=3
          """)
  void urls(String url, String shown) {
    assertEquals(shown, Redaction.ON.url(url));
    assertEquals(url, Redaction.OFF.url(url));
  }
}
