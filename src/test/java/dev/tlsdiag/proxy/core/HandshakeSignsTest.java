package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class HandshakeSignsTest {
  private static HandshakeSigns signs(String words) {
    return new HandshakeSigns(
        Side.CLIENT, false, false, Optional.empty(), false, Optional.empty(), words);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          error:10000458:SSL routines:OPENSSL_internal:TLSV1_ALERT_UNRECOGNIZED_NAME | 112 | TLS_ALERT
          error:10000410:SSL routines:OPENSSL_internal:SSLV3_ALERT_HANDSHAKE_FAILURE | 40 | TLS_ALERT
          error:1000042e:SSL routines:OPENSSL_internal:TLSV1_ALERT_PROTOCOL_VERSION | 70 | TLS_ALERT
          error:100000f7:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER | -1 | TLS
          error:1000007d:SSL routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED | -1 | TLS
          Received fatal alert: unknown_ca | 48 | TLS_ALERT
          (unrecognized_name) Received fatal alert: unrecognized_name | 112 | TLS_ALERT
          Unsupported or unrecognized SSL message | -1 | TLS
          """)
  void decodesWhatTheLibrarySays(String words, int alert, UpstreamFailure.Kind kind) {
    HandshakeSigns signs = signs(words);
    assertEquals(alert, signs.receivedAlert().map(AlertDescription::code).orElse(-1));
    assertEquals(kind, signs.kind());
  }

  static Stream<Arguments> outcomes() {
    Optional<AlertDescription> none = Optional.empty();
    Optional<AlertDescription> unknownCa = Optional.of(AlertDescription.UNKNOWN_CA);
    String received = "error:10000458:SSL routines:OPENSSL_internal:X";
    Outcome alert112 = new Outcome.Alerted(Side.SERVER, 2, AlertDescription.UNRECOGNIZED_NAME);
    Outcome ours = new Outcome.Alerted(Side.CLIENT, 2, AlertDescription.UNKNOWN_CA);
    Outcome warned = new Outcome.Alerted(Side.SERVER, 1, AlertDescription.UNRECOGNIZED_NAME);
    return Stream.of(
        arguments(received, none, new Outcome.EncryptedAlert(Side.SERVER), alert112),
        arguments(received, none, new Outcome.Quit(Side.SERVER, false, true), alert112),
        arguments(received, none, warned, warned),
        arguments("verify", unknownCa, new Outcome.EncryptedAlert(Side.CLIENT), ours),
        arguments("verify", unknownCa, new Outcome.Quit(Side.CLIENT, false, true), ours),
        arguments("", none, new Outcome.Reset(Side.SERVER), new Outcome.Reset(Side.SERVER)),
        arguments(
            "verify", unknownCa, new Outcome.Closed(Side.SERVER), new Outcome.Closed(Side.SERVER)));
  }

  @ParameterizedTest(name = "{0} {2}")
  @MethodSource("outcomes")
  void knowsWhatPacketsHide(
      String words, Optional<AlertDescription> raised, Outcome seen, Outcome expected) {
    assertEquals(expected, signs(words).outcome(seen, raised));
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({
    "true, false, TLS_TIMEOUT, no answer to the ClientHello within 5 s",
    "false, true, TLS_CLOSED, the server reset the connection during the handshake",
    "false, false, TLS_CLOSED, the server closed the connection during the handshake"
  })
  void tellsWaitingFromClosing(
      boolean timedOut, boolean reset, UpstreamFailure.Kind kind, String text) {
    HandshakeSigns signs =
        new HandshakeSigns(
            Side.CLIENT,
            timedOut,
            false,
            timedOut ? Optional.empty() : Optional.of(Side.SERVER),
            reset,
            Optional.empty(),
            "");
    assertEquals(kind, signs.kind());
    assertEquals(text, signs.text("5 s"));
  }
}
