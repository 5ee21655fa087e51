package dev.tlsdiag.track;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.IpAddress;
import dev.tlsdiag.wire.Bytes;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DnsAnswersTest {
  /** {@code a.example} with type A, at bytes 12 to 26. */
  private static final String QUESTION = "0161 076578616d706c65 00 0001 0001";

  private static final String HEAD = "1234 8180 0001 %s 0000 0000 " + QUESTION;

  private static Map<IpAddress, String> names(String hex) {
    Map<IpAddress, String> names = new HashMap<>();
    new DnsAnswers(names::put).onPayload(Bytes.ofHex(hex));
    return names;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          A             | 0001 | c00c 0001 0001 00000e10 0004 c0000201                             | 192.0.2.1
          AAAA          | 0001 | c00c 001c 0001 00000e10 0010 20010db8000000000000000000000001     | 2001:db8::1
          other case    | 0001 | 0141 07 4558414d504c45 00 0001 0001 00000e10 0004 c0000201        | 192.0.2.1
          alias         | 0002 | c00c 0005 0001 00000e10 0004 0162 c00e c027 0001 0001 00000000 0004 c0000202 | 192.0.2.2
          """)
  void tellsTheNameAskedFor(String name, String count, String answers, String address) {
    assertEquals(
        Map.of(IpAddress.parse(address), "a.example"), names(HEAD.formatted(count) + answers));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          no answer          | 0000 | ''
          of another name    | 0001 | 0162 00 0001 0001 00000e10 0004 c0000201
          another class      | 0001 | c00c 0001 0003 00000e10 0004 c0000201
          short address      | 0001 | c00c 0001 0001 00000e10 0003 c00002
          pointer to itself  | 0001 | c01b 0001 0001 00000e10 0004 c0000201
          pointer forwards   | 0001 | c0ff 0001 0001 00000e10 0004 c0000201
          retired label type | 0001 | 4161 0001 0001 00000e10 0004 c0000201
          control characters | 0001 | 0107 00 0001 0001 00000e10 0004 c0000201
          cut off            | 0001 | c00c 0001 0001 00000e10 0004 c000
          """)
  void tellsNothing(String name, String count, String answers) {
    assertEquals(Map.of(), names(HEAD.formatted(count) + answers));
  }

  @Test
  void endsInALoopOfPointers() {
    assertEquals(Map.of(), names("1234 8180 0001 0001 0000 0000 c00e c00c 0001 0001"));
  }

  @Test
  void passesOverQuestionsAndErrors() {
    String answer = QUESTION + "c00c 0001 0001 00000e10 0004 c0000201";
    assertEquals(Map.of(), names("1234 0100 0001 0001 0000 0000" + answer));
    assertEquals(Map.of(), names("1234 8183 0001 0001 0000 0000" + answer));
  }
}
