package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.DnsSamples;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DnsProxyFakeNxdomainRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.unresolved(
            "without SOA", "1 error medium", DnsSamples.of("api.example.com", "NXDOMAIN")),
        RuleCase.unresolved("with SOA", "", DnsSamples.of("api.example.com", "NXDOMAIN").soa()),
        RuleCase.unresolved(
            "one of two with SOA",
            "",
            DnsSamples.of("api.example.com", "NXDOMAIN").soa(),
            DnsSamples.of("api.example.com", "NXDOMAIN").aaaa()),
        RuleCase.unresolved(
                "another server knows it",
                "1 error high",
                DnsSamples.of("api.example.com", "NXDOMAIN"))
            .asking(
                DnsSamples.address("api.example.com", "192.0.2.7")
                    .by("192.0.2.54")
                    .from("192.0.2.9")),
        RuleCase.unresolved(
            "behind a suffix only",
            "",
            DnsSamples.of("api.example.com.default.svc.cluster.local", "NXDOMAIN")),
        RuleCase.unresolved("refused", "", DnsSamples.of("api.example.com", "REFUSED")),
        RuleCase.single("capture", downstream(), "")
            .asking(DnsSamples.of("app.example", "NXDOMAIN")));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new DnsProxyFakeNxdomainRule());
  }
}
