package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegistryOnlyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "502 without a word",
            LiveTrace.direct().http(502, "", "server", "envoy"),
            "1 error medium"),
        RuleCase.live(
            "502 with words", LiveTrace.direct().http(502, "Bad Gateway", "server", "envoy"), ""),
        RuleCase.live("503", LiveTrace.direct().http(503, "", "server", "envoy"), ""),
        RuleCase.live("another server", LiveTrace.direct().http(502, "", "server", "nginx"), ""),
        RuleCase.live(
            "over TLS", LiveTrace.direct().tls(downstream()).http(502, "", "server", "envoy"), ""),
        RuleCase.live("200", LiveTrace.direct().http(200, "", "server", "envoy"), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new RegistryOnlyRule());
  }
}
