package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.tcp.Endpoint;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UpstreamPlanTest {
  private static UpstreamPlan plan(UpstreamTls tls, String client, String target, String host) {
    return UpstreamPlan.of(
        tls,
        new UpstreamPlan.Request(
            Optional.of(client),
            Optional.of(List.of("h2", "acme-tls/1", "http/1.1")),
            new Endpoint(target, 443),
            "target",
            Optional.of(host)));
  }

  @ParameterizedTest(name = "{0}: client {1}, target {2}, Host {3}")
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          auto | a.test  | 10.0.0.1 | h.test     | a.test | a.test   | client SNI
          auto | a.test. | t.test   | h.test     | a.test | a.test   | client SNI
          auto | ''      | t.test   | h.test     | t.test | t.test   | target
          auto | ''      | 10.0.0.1 | h.test:443 | h.test | h.test   | Host header
          auto | ''      | 10.0.0.1 | 10.0.0.1   | -      | 10.0.0.1 | target
          auto | ''      | ::1      | [::1]:443  | -      | ::1      | target
          host | a.test  | t.test   | h.test:443 | h.test | h.test   | Host header
          host | a.test  | t.test   | 10.0.0.1   | -      | a.test   | client SNI
          host | a.test  | t.test   | ''         | a.test | a.test   | client SNI
          none | a.test  | t.test   | h.test     | -      | a.test   | client SNI
          none | ''      | t.test   | h.test     | -      | t.test   | target
          client | a.test | t.test  | h.test     | a.test | a.test   | client SNI
          client | ''     | t.test  | h.test     | -      | -        | ''
          f.x  | a.test  | t.test   | h.test     | f.x    | f.x      | configured SNI
          """)
  void choosesNames(
      String policy,
      String client,
      String target,
      String host,
      String sni,
      String identity,
      String source) {
    SniPolicy parsed =
        switch (policy) {
          case "auto" -> new SniPolicy.Auto();
          case "host" -> new SniPolicy.Host();
          case "none" -> new SniPolicy.None();
          case "client" -> new SniPolicy.Client();
          default -> new SniPolicy.Fixed(policy);
        };
    UpstreamPlan plan = plan(UpstreamTls.FAITHFUL.with(parsed), client, target, host);
    assertEquals(Optional.ofNullable(sni), plan.sni());
    assertEquals(Optional.ofNullable(identity), plan.identity());
    assertEquals(source, plan.identitySource());
  }

  @Test
  void offersWhatTheClientOffers() {
    assertEquals(List.of("h2", "http/1.1"), plan(UpstreamTls.FAITHFUL, "a.test", "t", "h").alpn());
    UpstreamTls none = UpstreamTls.FAITHFUL.withAlpn(Optional.of(List.of()));
    assertEquals(List.of(), plan(none, "a.test", "t", "h").alpn());
  }

  @Test
  void checksNoNameWhereItIsTold() {
    UpstreamTls lax = UpstreamTls.FAITHFUL.withVerification(true, false);
    assertEquals(Optional.empty(), plan(lax, "a.test", "t.test", "h").identity());
  }
}
