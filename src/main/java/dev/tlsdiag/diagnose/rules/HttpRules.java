package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about HTTP above a TLS that stands. */
final class HttpRules {
  static final List<Rule> ALL =
      List.of(
          new Policy403AccessDeniedRule(),
          new Policy500NoPolicyRule(),
          new HostHasPortNoRouteRule(),
          new HostHeaderDecidesRouteRule(),
          new ServiceLacksPortRule(),
          new StrictMtlsReceivesPlaintextRule(),
          new H2CoalescedToWrongHostRule(),
          new KeepaliveRaceRule(),
          new H2ForcedOnHttp1UpstreamRule(),
          new HttpParseErrorAfterGoodTlsRule(),
          new EarlyDataRejectedRule(),
          new AlpnMismatchWithUpstreamRule());

  private HttpRules() {}
}
