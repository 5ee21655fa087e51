package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.trace.HelloSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TlsVersionLoweredRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.proxied(
            "refused for it",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(70),
            "2 error high"),
        RuleCase.proxied(
            "refused as a fallback",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(86),
            "2 error high"),
        RuleCase.proxied(
            "works", HelloSamples.client(NAME), upstream(HelloSamples.proxy()), "2 note high"),
        RuleCase.proxied(
            "failed for another reason",
            HelloSamples.client(NAME),
            upstream(HelloSamples.proxy()).alert(112),
            "2 note high"),
        RuleCase.proxied(
            "same", HelloSamples.client(NAME), upstream(HelloSamples.client(NAME)).alert(70), ""),
        RuleCase.proxied("raised", HelloSamples.proxy(), upstream(HelloSamples.client(NAME)), ""),
        RuleCase.live(
            "no version is left to offer",
            LiveTrace.proxied()
                .http(
                    503,
                    "upstream connect error or disconnect/reset before headers. reset reason:"
                        + " remote connection failure, transport failure reason: TLS_error:"
                        + "|268435736:SSL routines:OPENSSL_internal:NO_SUPPORTED_VERSIONS_ENABLED"
                        + ":TLS_error_end",
                    "server",
                    "envoy"),
            "1 error high"),
        RuleCase.live(
            "another error of the proxy",
            LiveTrace.proxied()
                .http(
                    503,
                    "upstream connect error or disconnect/reset before headers. reset reason:"
                        + " remote connection failure, transport failure reason: TLS_error:"
                        + "|268435703:SSL routines:OPENSSL_internal:WRONG_VERSION_NUMBER"
                        + ":TLS_error_end",
                    "server",
                    "envoy"),
            ""),
        RuleCase.proxied(
            "GREASE is no version",
            new HelloSamples().versions(0x7a7a, 0x0304),
            upstream(new HelloSamples().versions(0x0304)),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new TlsVersionLoweredRule());
  }
}
