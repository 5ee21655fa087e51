package dev.tlsdiag.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClearSecretsTest {
  private static final String HEAD =
      "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\nProxy-Authorization: Basic dTpw\r\n"
          + "Accept: b\r\ncookie: a=b; c=d\r\n\r\n";

  private static final String MASKED =
      "CONNECT a.test:443 HTTP/1.1\r\nHost: a.test\r\nProxy-Authorization: ***** ****\r\n"
          + "Accept: b\r\ncookie: **** ***\r\n\r\n";

  private static String mask(Redaction redaction, String text, int step) {
    ClearSecrets secrets = new ClearSecrets(redaction);
    StringBuilder out = new StringBuilder();
    for (int at = 0; at < text.length(); at += step) {
      byte[] part =
          text.substring(at, Math.min(text.length(), at + step))
              .getBytes(StandardCharsets.ISO_8859_1);
      secrets.mask(part);
      out.append(new String(part, StandardCharsets.ISO_8859_1));
    }
    return out.toString();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 7, 1000})
  void blackensWhatAuthenticatesHoweverItIsCut(int step) {
    assertEquals(MASKED, mask(Redaction.ON, HEAD, step));
    assertEquals(HEAD, mask(Redaction.OFF, HEAD, step));
  }

  @Test
  void leavesTlsAlone() {
    String tls = "\u0016\u0003\u0001\r\nAuthorization: x\r\n";
    assertEquals(tls, mask(Redaction.ON, tls, 1000));
    assertEquals(MASKED + tls, mask(Redaction.ON, HEAD + tls, 3));
  }

  @Test
  void leavesWhatIsNoFieldAlone() {
    String text = "GET /authorization: HTTP/1.1\r\n:\r\n" + "x".repeat(100) + ": y\r\n\r\nbody";
    assertEquals(text, mask(Redaction.ON, text, 10));
  }
}
