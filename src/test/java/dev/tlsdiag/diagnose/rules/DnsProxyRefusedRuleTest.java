package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.DnsSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DnsProxyRefusedRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.unresolved(
            "refused", "1 error medium", DnsSamples.of("api.example.com", "REFUSED")),
        RuleCase.unresolved(
            "refused, another name is not",
            "1 error high",
            DnsSamples.of("api.example.com", "REFUSED"),
            DnsSamples.address("web.example.com", "192.0.2.7")),
        RuleCase.unresolved(
            "another name of another server",
            "1 error medium",
            DnsSamples.of("api.example.com", "REFUSED"),
            DnsSamples.address("web.example.com", "192.0.2.7").by("192.0.2.54")),
        RuleCase.unresolved(
            "musl ends at the first suffix",
            "1 error high",
            DnsSamples.of("api.example.com.default.svc.cluster.local", "REFUSED")),
        RuleCase.unresolved(
            "glibc goes on to the name itself",
            "1 error medium",
            DnsSamples.of("api.example.com.default.svc.cluster.local", "REFUSED"),
            DnsSamples.of("api.example.com", "REFUSED").at(2)),
        RuleCase.unresolved("no such name", "", DnsSamples.of("api.example.com", "NXDOMAIN").soa()),
        RuleCase.live("live, refused", LiveTrace.direct().resolve("REFUSED", "refused"), ""),
        RuleCase.live("resolved", LiveTrace.direct().resolve("NOERROR", ""), "")
            .asking(DnsSamples.of("app.example.corp", "REFUSED")),
        RuleCase.single("capture", downstream(), "")
            .asking(DnsSamples.of("app.example", "REFUSED")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DnsProxyRefusedRule());
  }
}
