package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.CertificateSamples.leaf;
import static dev.tlsdiag.diagnose.rules.CertificateSamples.rsa;
import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import java.util.List;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamKeyUsageRejectedRuleTest {
  private static HandshakeSamples hop(int keyUsage, int suite) {
    return RuleCase.upstream(HelloSamples.client(NAME))
        .chosen("", suite)
        .certificates(rsa("Some CA", NAME, keyUsage));
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of(
            "encipherment only, with ECDHE",
            downstream(),
            hop(KeyUsage.keyEncipherment, 0xc02f).clientAlert(47),
            "2 error medium"),
        RuleCase.of(
            "signature only, with RSA",
            downstream(),
            hop(KeyUsage.digitalSignature, 0x009c).clientAlert(47),
            "2 error medium"),
        RuleCase.live(
            "the library says so",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .failed(
                    hop(KeyUsage.keyEncipherment, 0xc02f).clientAlert(47),
                    List.of(rsa("Some CA", NAME, KeyUsage.keyEncipherment)),
                    "error:1000007d:SSL routines:OPENSSL_internal:KEY_USAGE_BIT_INCORRECT"),
            "2 error high"),
        RuleCase.of(
            "for trust", downstream(), hop(KeyUsage.keyEncipherment, 0xc02f).clientAlert(48), ""),
        RuleCase.of(
            "OpenSSL does not mind", downstream(), hop(KeyUsage.keyEncipherment, 0xc02f), ""),
        RuleCase.of(
            "both bits",
            downstream(),
            hop(KeyUsage.keyEncipherment | KeyUsage.digitalSignature, 0xc02f).clientAlert(47),
            ""),
        RuleCase.of(
            "not RSA",
            downstream(),
            upstream(HelloSamples.client(NAME)).certificates(leaf("Some CA", NAME)).clientAlert(47),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamKeyUsageRejectedRule());
  }
}
