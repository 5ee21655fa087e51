package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.NAME;
import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AlpnNotOfferedByProxyRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.toProxy("gRPC, none", downstream().hello(grpc()), "1 warning high"),
        RuleCase.toProxy(
            "gRPC, none, and leaves",
            downstream().hello(grpc()).outcome(new Outcome.Quit(Side.CLIENT, false, true)),
            "1 error medium"),
        RuleCase.toProxy("falls back, directly h2", downstream(), "1 note high")
            .beside(direct().serverHello(TlsSamples.serverHello("h2"))),
        RuleCase.toProxy("falls back", downstream(), ""),
        RuleCase.toProxy(
            "agreed", downstream().hello(grpc()).serverHello(TlsSamples.serverHello("h2")), ""),
        RuleCase.toProxy("TLS 1.3 hides it", downstream().hello(grpc()).established(0x0304), ""),
        RuleCase.toProxy("offers none", downstream().hello(HelloSamples.proxy().name(NAME)), ""),
        RuleCase.toProxy("refused", downstream().hello(grpc()).alert(120), ""),
        RuleCase.single("the server itself", downstream().hello(grpc()), ""));
  }

  private static HelloSamples grpc() {
    return new HelloSamples().name(NAME).alpn("h2").versions(0x0304, 0x0303);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new AlpnNotOfferedByProxyRule());
  }
}
