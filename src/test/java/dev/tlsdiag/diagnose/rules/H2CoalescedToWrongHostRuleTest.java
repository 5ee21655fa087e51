package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class H2CoalescedToWrongHostRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.live(
            "421",
            LiveTrace.proxied()
                .tls(downstream())
                .asked("https://app.example/", "other.example", "h2", 421, "")
                .hop(),
            "1 error medium"),
        RuleCase.live(
            "404 of Envoy",
            LiveTrace.proxied()
                .tls(downstream())
                .asked(
                    "https://app.example/",
                    "other.example",
                    "h2",
                    404,
                    "",
                    "server",
                    "envoy",
                    "content-length",
                    "0")
                .hop(),
            "1 error low"),
        RuleCase.live(
            "404 of a server",
            LiveTrace.proxied()
                .tls(downstream())
                .asked("https://app.example/", "other.example", "h2", 404, "", "server", "nginx")
                .hop(),
            ""),
        RuleCase.live(
            "the same name",
            LiveTrace.proxied()
                .tls(downstream())
                .asked("https://app.example/", "app.example:8443", "h2", 421, "")
                .hop(),
            ""),
        RuleCase.live(
            "another name works",
            LiveTrace.proxied()
                .tls(downstream())
                .asked("https://app.example/", "other.example", "h2", 200, "")
                .hop(),
            ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new H2CoalescedToWrongHostRule());
  }
}
