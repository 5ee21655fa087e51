package dev.tlsdiag.diagnose.rules;

import static dev.tlsdiag.diagnose.rules.RuleCase.direct;
import static dev.tlsdiag.diagnose.rules.RuleCase.downstream;

import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Transport;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ClientHelloSplitRuleTest {
  static Stream<RuleCase> table() {
    return Stream.of(
        RuleCase.single("two segments, reset", downstream().pieces(2, 1).reset(), "1 warning low"),
        RuleCase.single("two records, closed", downstream().pieces(1, 2).closed(), "1 warning low"),
        RuleCase.single(
                "whole one works", downstream().pieces(2, 1).silent(3000, true), "1 error high")
            .seeing(downstream().number(5)),
        RuleCase.single("a smaller one works", sized(1200).pieces(2, 1).reset(), "1 error medium")
            .seeing(sized(0).number(5)),
        RuleCase.single("one of another client", sized(0).pieces(2, 1).reset(), "1 error medium")
            .seeing(downstream().number(5).sized(HelloSamples.proxy().name(RuleCase.NAME))),
        RuleCase.single(
                "direct takes the pieces", downstream().pieces(2, 1).reset(), "1 error medium")
            .beside(direct().pieces(2, 1)),
        RuleCase.single("pieces work here too", downstream().pieces(2, 1).reset(), "")
            .seeing(downstream().number(5).pieces(3, 1)),
        RuleCase.single("not waited for", cutShort(), "1 error low"),
        RuleCase.single("not waited for, a whole one works", cutShort(), "1 error medium")
            .seeing(downstream().number(5)),
        RuleCase.single(
            "unreadable",
            downstream().unconnected(new Outcome.Reset(Side.SERVER)).problem("ClientHello: x"),
            ""),
        RuleCase.single("one piece", downstream().reset(), ""),
        RuleCase.single("works", downstream().pieces(2, 2), ""),
        RuleCase.single("alert", downstream().pieces(2, 2).alert(112), ""),
        RuleCase.single(
            "QUIC always splits",
            downstream().transport(Transport.QUIC).pieces(2, 3).silent(3000, false),
            ""));
  }

  private static HandshakeSamples sized(int padding) {
    HelloSamples hello = HelloSamples.client(RuleCase.NAME);
    return downstream().sized(hello.extension(ExtensionType.PADDING, "00".repeat(padding)));
  }

  private static HandshakeSamples cutShort() {
    return downstream()
        .unconnected(new Outcome.Reset(Side.SERVER))
        .problem(Handshake.CUT_SHORT + "the server ended the connection after 200 of 517 bytes");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("table")
  void blames(RuleCase row) {
    row.check(new ClientHelloSplitRule());
  }
}
