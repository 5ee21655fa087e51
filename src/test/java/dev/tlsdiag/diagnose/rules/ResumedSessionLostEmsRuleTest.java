package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;

import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ResumedSessionLostEmsRuleTest {
  private static HelloSamples offering() {
    return HelloSamples.proxy()
        .name(NAME)
        .session("aa")
        .extension(ExtensionType.EXTENDED_MASTER_SECRET, "")
        .extension(ExtensionType.SESSION_TICKET, "0102");
  }

  private static HandshakeSamples resuming(String answered) {
    return RuleCase.upstream(offering()).chosen(answered, 0xc02f);
  }

  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.of("lost", downstream(), resuming("aa").clientAlert(40), "2 error high"),
        RuleCase.live(
            "the library says so",
            LiveTrace.proxied()
                .tls(downstream())
                .hop()
                .failed(
                    upstream(HelloSamples.client(NAME)).clientAlert(40),
                    List.of(),
                    "error:100000cc:SSL routines:OPENSSL_internal:"
                        + "RESUMED_EMS_SESSION_WITHOUT_EMS_EXTENSION"),
            "2 error high"),
        RuleCase.of("a new session", downstream(), resuming("bb").clientAlert(40), ""),
        RuleCase.of("and used", downstream(), resuming("aa").resumed(), ""),
        RuleCase.of(
            "kept",
            downstream(),
            RuleCase.upstream(offering())
                .chosen(
                    "aa", 0xc02f, new Extension(ExtensionType.EXTENDED_MASTER_SECRET, Bytes.EMPTY))
                .clientAlert(40),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ResumedSessionLostEmsRule());
  }
}
