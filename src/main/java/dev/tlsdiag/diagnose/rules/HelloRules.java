package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about the ClientHello and who reads it. */
final class HelloRules {
  static final List<Rule> ALL =
      List.of(
          new SniRequiredByServerRule(),
          new AlpnRefusedRule(),
          new ClientHelloSplitRule(),
          new PlaintextAnswerRule(),
          new PlaintextToTlsPortRule(),
          new ProtocolVersionRefusedRule());

  private HelloRules() {}
}
