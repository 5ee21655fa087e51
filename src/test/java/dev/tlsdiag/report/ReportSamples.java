package dev.tlsdiag.report;

import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.trace.HandshakeSamples;
import dev.tlsdiag.trace.HelloSamples;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Comparisons of every verdict, by name. */
public final class ReportSamples {
  private static final String NAME = "app.example.test";
  private static final CaptureComparison COMPARISON =
      new CaptureComparison("0.1.0", CaptureComparison.Options.NONE);

  private ReportSamples() {}

  public static Map<String, Report> all() {
    Map<String, Report> all = new LinkedHashMap<>();
    all.put("sni-lost", of(direct(), downstream(), upstream(HelloSamples.proxy()).alert(112)));
    all.put(
        "sni-lost-silent", of(direct(), downstream(), upstream(HelloSamples.proxy()).gaveUp(2000)));
    all.put("sni-lost-one-file", one(downstream(), upstream(HelloSamples.proxy()).closed()));
    all.put("sni-lost-upstream-only", of(direct(), upstream(HelloSamples.proxy()).closed()));
    all.put("sni-lost-harmless", of(direct(), downstream(), upstream(HelloSamples.proxy())));
    all.put("same", of(direct(), downstream(), upstream(HelloSamples.proxy().name(NAME))));
    all.put("no-upstream", of(direct(), downstream()));
    all.put(
        "one-sided",
        of(
            direct(),
            downstream(),
            upstream(HelloSamples.proxy().name(NAME)).outcome(new Outcome.OneSided(Side.CLIENT))));
    all.put(
        "both-fail",
        of(direct().reset(), downstream(), upstream(HelloSamples.proxy().name(NAME)).reset()));
    all.put(
        "no-common-request", of(direct(), downstream().hello(HelloSamples.client("b.example"))));
    all.put("tunnel", of(direct(), downstream().connect(NAME + ":443").reset()));
    all.put("hostile", hostile());
    return all;
  }

  /** A peer that tries to speak to the terminal. */
  private static Report hostile() {
    String name = "a\u001b[2Jb\n' ; rm -rf ~\u009b";
    return of(
        direct().hello(HelloSamples.client(name)),
        downstream().hello(HelloSamples.client(name).alpn("\u001b]0;x\u0007")),
        upstream(HelloSamples.proxy()).alert(112));
  }

  private static Report of(HandshakeSamples direct, HandshakeSamples... proxied) {
    Capture control = new Capture("direct.pcap", List.of(direct.in("direct.pcap").build()));
    return COMPARISON.compare(control, capture("proxied.pcap", proxied));
  }

  private static Report one(HandshakeSamples... both) {
    return COMPARISON.compare(capture("both.pcap", both));
  }

  private static Capture capture(String file, HandshakeSamples... samples) {
    return new Capture(file, Stream.of(samples).map(s -> s.in(file).build()).toList());
  }

  private static HandshakeSamples direct() {
    return new HandshakeSamples()
        .number(0)
        .from("192.0.2.1", 41000)
        .to("192.0.2.3", 8443)
        .hello(HelloSamples.client(NAME).random(1))
        .established(0x0304);
  }

  private static HandshakeSamples downstream() {
    return new HandshakeSamples()
        .number(1)
        .from("192.0.2.1", 42000)
        .to("192.0.2.2", 8443)
        .hello(HelloSamples.client(NAME).random(2));
  }

  private static HandshakeSamples upstream(HelloSamples hello) {
    return new HandshakeSamples()
        .number(2)
        .at(10)
        .from("192.0.2.2", 43000)
        .to("192.0.2.3", 8443)
        .hello(hello.random(3));
  }
}
