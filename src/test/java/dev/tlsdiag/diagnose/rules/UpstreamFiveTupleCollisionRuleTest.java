package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class UpstreamFiveTupleCollisionRuleTest {
  private static final int CLIENTS = 40000;

  /** A SYN of the proxy that nobody answers. */
  private static HandshakeSamples syn(int port) {
    return from(port).unconnected(new Outcome.SynUnanswered(3));
  }

  private static HandshakeSamples from(int port) {
    return RuleCase.upstream(HelloSamples.client(RuleCase.NAME)).from("192.0.2.2", port);
  }

  static Stream<RuleCase> table() {
    HandshakeSamples stale = syn(CLIENTS).notes(Handshake.ANSWERED_FOR_ANOTHER);
    return Stream.of(
        RuleCase.of("answered for another", downstream(), stale, "2 error high").seeing(stale),
        RuleCase.of("another port is answered", downstream(), syn(CLIENTS), "2 error medium")
            .seeing(syn(CLIENTS), from(50001)),
        RuleCase.of("nobody is answered", downstream(), syn(CLIENTS), "2 error low")
            .seeing(syn(CLIENTS), syn(50001)),
        RuleCase.of("a port of its own", downstream(), syn(50000), "").seeing(syn(50000)),
        RuleCase.of("the same port, answered", downstream(), from(CLIENTS), ""),
        RuleCase.single("no proxy", syn(CLIENTS), ""));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new UpstreamFiveTupleCollisionRule());
  }
}
