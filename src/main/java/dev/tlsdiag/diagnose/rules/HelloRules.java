package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about the ClientHello and who reads it. */
final class HelloRules {
  static final List<Rule> ALL =
      List.of(
          new JavaOmitsSniRule(),
          new SniIsIpRule(),
          new SniCaseMismatchRule(),
          new SniTrailingDotRule(),
          new UnrecognizedNameWarningRule(),
          new SniMissingNoFilterChainRule(),
          new SniRequiredByServerRule(),
          new SniNoFilterChainMatchRule(),
          new SniRefusedByServerRule(),
          new TlsSecretNotDeliveredRule(),
          new DownstreamMismatchRule(),
          new UpstreamMismatchRule(),
          new AlpnRefusedRule(),
          new AlpnNotOfferedByProxyRule(),
          new SplitRecordsRule(),
          new HelloTooBigRule(),
          new MultipacketHelloDropRule(),
          new ClientHelloSplitRule(),
          new PlaintextFromL7ProxyRule(),
          new PlaintextUpstreamPortRule(),
          new StarttlsPreambleRule(),
          new PlaintextAnswerRule(),
          new PlaintextToTlsPortRule(),
          new ProtocolVersionRefusedRule());

  private HelloRules() {}
}
