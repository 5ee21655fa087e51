package dev.tlsdiag.diagnose.rules;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.DnsSamples;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.LegPairing;
import dev.tlsdiag.trace.NameLookup;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A row of a rule's table: a proxied request, what else was seen, and the findings expected as
 * {@code hop severity confidence}; empty where the rule must stay silent.
 */
record RuleCase(String name, HopTrace trace, Facts facts, String expected) {
  static final String NAME = "app.example";

  /** A request along client → proxy → server; nothing else was seen. */
  static RuleCase proxied(
      String name, HelloSamples client, HandshakeSamples upstream, String expected) {
    HandshakeSamples downstream = downstream().hello(client);
    return of(name, downstream, upstream, expected);
  }

  static RuleCase of(
      String name, HandshakeSamples downstream, HandshakeSamples upstream, String expected) {
    HopTrace trace =
        HopTrace.chain(
            HopTrace.PROXIED,
            List.of(LegPairing.given(downstream.connection(), upstream.connection())));
    return new RuleCase(name, trace, Facts.NONE, expected);
  }

  /** A request along client → server. */
  static RuleCase single(String name, HandshakeSamples handshake, String expected) {
    HopTrace trace = HopTrace.single(HopTrace.PROXIED, handshake.connection());
    return new RuleCase(name, trace, Facts.NONE, expected);
  }

  /** A request to a proxy whose own leg was not seen. */
  static RuleCase toProxy(String name, HandshakeSamples handshake, String expected) {
    HopTrace trace = HopTrace.downstreamOnly(HopTrace.PROXIED, handshake.connection());
    return new RuleCase(name, trace, Facts.NONE, expected);
  }

  /** Of a live run. */
  static RuleCase live(String name, LiveTrace trace, String expected) {
    return new RuleCase(name, trace.build(), Facts.NONE, expected);
  }

  /** A name that got no address, and nothing was connected to. */
  static RuleCase unresolved(String name, String expected, DnsSamples... dns) {
    List<DnsExchange> asked = Stream.of(dns).map(DnsSamples::build).toList();
    NameLookup failed =
        NameLookup.of(asked).stream().filter(NameLookup::failed).findFirst().orElseThrow();
    HopTrace trace = HopTrace.unresolved(HopTrace.PROXIED, failed);
    return new RuleCase(name, trace, new Facts(Optional.empty(), List.of(), asked), expected);
  }

  /** With DNS in the inputs. */
  RuleCase asking(DnsSamples... dns) {
    List<DnsExchange> asked = Stream.of(dns).map(DnsSamples::build).toList();
    return new RuleCase(name, trace, new Facts(facts.control(), facts.seen(), asked), expected);
  }

  /** With the direct path of a live run as the control. */
  RuleCase beside(LiveTrace direct) {
    HopTrace control = direct.build();
    List<Handshake> seen =
        control.hops().stream().flatMap(hop -> hop.tls().stream()).map(Step.Tls::last).toList();
    return new RuleCase(name, trace, new Facts(Optional.of(control), seen), expected);
  }

  /** With other handshakes in the inputs. */
  RuleCase seeing(HandshakeSamples... others) {
    List<Handshake> seen = List.of(others).stream().map(HandshakeSamples::build).toList();
    return new RuleCase(name, trace, new Facts(facts.control(), seen, facts.dns()), expected);
  }

  /** With the direct path as the control. */
  RuleCase beside(HandshakeSamples direct) {
    HopTrace control = HopTrace.single(HopTrace.DIRECT, direct.connection());
    return new RuleCase(
        name, trace, new Facts(Optional.of(control), List.of(direct.build())), expected);
  }

  static HandshakeSamples downstream() {
    return new HandshakeSamples().number(1).from("192.0.2.1", 40000).to("192.0.2.2", 8443);
  }

  static HandshakeSamples upstream(HelloSamples hello) {
    return new HandshakeSamples()
        .number(2)
        .at(10)
        .from("192.0.2.2", 50000)
        .to("192.0.2.3", 443)
        .hello(hello);
  }

  /** To the same server as {@link #upstream}, without a proxy. */
  static HandshakeSamples direct() {
    return new HandshakeSamples()
        .number(7)
        .in("direct.pcap")
        .from("192.0.2.1", 40007)
        .to("192.0.2.3", 443)
        .hello(HelloSamples.client(NAME));
  }

  void check(Rule rule) {
    List<String> found =
        rule.check(trace, facts)
            .map(f -> f.hop() + " " + f.severity().label() + " " + f.confidence().label())
            .toList();
    assertEquals(expected.isEmpty() ? List.of() : List.of(expected), found);
  }

  @Override
  public String toString() {
    return name;
  }
}
