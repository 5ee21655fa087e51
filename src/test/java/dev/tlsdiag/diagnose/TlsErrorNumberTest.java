package dev.tlsdiag.diagnose;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsErrorNumberTest {
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED | raised by it itself: it did not accept the peer's certificate
          TLS_error:_268435703:SSL_routines:OPENSSL_internal:WRONG_VERSION_NUMBER | raised by it itself: what the peer sent is not TLS
          268435736:SSL routines:x | raised by it itself: its own lowest version is above its highest: no hello was sent
          268436496:SSL routines:x | it received alert 40 handshake_failure: its peer refused it
          268436526:SSL routines:x | it received alert 70 protocol_version: its peer refused it
          268436568:SSL routines:x | it received alert 112 unrecognized_name: its peer refused it
          error:1408F10B:SSL routines:ssl3_get_record:wrong version number | raised by it itself: what the peer sent is not TLS
          error:14094410:SSL routines | it received alert 40 handshake_failure: its peer refused it
          error:1404B42E:SSL routines | it received alert 70 protocol_version: its peer refused it
          error:0A000410:SSL routines | it received alert 40 handshake_failure: its peer refused it
          error:0A000418:SSL routines::tlsv1 alert unknown ca | it received alert 48 unknown_ca: its peer refused it
          error:0A000458:SSL routines | it received alert 112 unrecognized_name: its peer refused it
          error:0A000126:SSL routines::unexpected eof while reading | raised by it itself: the peer closed the connection without a word
          error:0A000152:SSL routines | raised by it itself: the peer does not support secure renegotiation (RFC 5746)
          error:0A000086:SSL routines::certificate verify failed | raised by it itself: it did not accept the peer's certificate
          error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE | it received alert 40 handshake_failure: its peer refused it
          error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED | raised by it itself: it did not accept the peer's certificate
          error:0A0003E7:SSL routines | raised by it itself, reason 999
          """)
  void tellsWhoComplained(String message, String meaning) {
    assertEquals(
        List.of(meaning), TlsErrorNumber.in(message).stream().map(n -> n.meaning("it")).toList());
  }

  @Test
  void leavesOtherLibrariesOut() {
    String message =
        "TLS_error:|67108971:RSA routines:OPENSSL_internal:BLOCK_TYPE_IS_NOT_01"
            + "|268435581:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end";
    assertEquals(
        List.of("268435581"),
        TlsErrorNumber.in(message).stream().map(TlsErrorNumber::text).toList());
    assertEquals(List.of(), TlsErrorNumber.in("33556294:system library; error:02000068:x"));
    assertEquals(List.of(), TlsErrorNumber.in("at 1732200000:55 nothing happened"));
  }
}
