package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;
import static dev.tlsdiag.diagnose.rules.RuleCase.upstream;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.LegPairing;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Two proxies in a row: the one is blamed that lost the name. */
class ChainedProxiesTest {
  private static HandshakeSamples between(HelloSamples hello) {
    return new HandshakeSamples()
        .number(3)
        .at(5)
        .from("192.0.2.2", 45000)
        .to("192.0.2.9", 8443)
        .hello(hello);
  }

  private static List<String> found(HandshakeSamples middle, HandshakeSamples last) {
    HandshakeSamples first = downstream().hello(HelloSamples.client(NAME));
    HopTrace trace =
        HopTrace.chain(
            HopTrace.PROXIED,
            List.of(
                LegPairing.given(first.connection(), middle.connection()),
                LegPairing.given(middle.connection(), last.connection())));
    return new Engine(Rules.ALL)
        .run(trace, Facts.NONE).stream()
            .filter(finding -> finding.severity() != Severity.NOTE)
            .map(finding -> finding.rule() + " " + finding.hop())
            .toList();
  }

  @Test
  void theSecondLosesIt() {
    assertEquals(
        List.of("upstream-sni-missing 3"),
        found(between(HelloSamples.client(NAME)), upstream(HelloSamples.proxy()).alert(112)));
  }

  @Test
  void theFirstLosesIt() {
    List<String> found =
        found(between(HelloSamples.proxy()), upstream(HelloSamples.proxy()).alert(112));
    assertEquals(List.of("upstream-sni-missing 2"), found);
  }

  @Test
  void bothKeepIt() {
    assertEquals(
        List.of(), found(between(HelloSamples.client(NAME)), upstream(HelloSamples.client(NAME))));
  }
}
