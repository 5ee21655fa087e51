package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.experiment.evidence.Evidences;
import org.junit.jupiter.api.Test;

class ProxyTlsErrorRuleTest {
  private static String failed(String reason) {
    return ("[2024-08-27T20:00:10.142Z] \"GET /dash HTTP/1.1\" 503 UF,URX"
            + " upstream_reset_before_response_started{remote_connection_failure|%s} - \"%s\" 0 234"
            + " 41 - \"-\" \"curl/8.9.1\" \"58c0e2c6-1111-4a4a-9d9d-0123456789ab\""
            + " \"legacy.example.test\" \"10.244.0.30:443\" outbound|443||legacy.example.test -"
            + " 10.96.12.7:443 10.244.0.7:51234 - default")
        .formatted(reason, reason);
  }

  @Test
  void aCertificateThatIsRefusedForNoSaidReasonHasTheseDoubts() {
    String line =
        failed(
            "TLS_error:|268435581:SSL_routines:OPENSSL_internal:CERTIFICATE_VERIFY_FAILED:TLS_error_end");
    assertEquals("hop2 error medium proxy-tls-error", Evidences.of().accessLog(line).answer());
  }

  @Test
  void anAlertIsReceivedAndNotRaised() {
    String line =
        failed(
            "TLS_error:|268436504:SSL_routines:OPENSSL_internal:TLSV1_ALERT_UNKNOWN_CA:TLS_error_end");
    var report = Evidences.of().accessLog(line).diagnose();
    assertEquals("hop2 error medium proxy-tls-error", Evidences.answer(report));
    assertEquals(
        "the proxy received alert 48 unknown_ca: its peer refused it",
        report.findings().get(0).message());
  }

  @Test
  void whatIsNoErrorOfTlsIsAnothers() {
    assertEquals(
        "hop2 error high connection-refused",
        Evidences.of().accessLog(failed("delayed_connect_error:_Connection_refused")).answer());
  }
}
