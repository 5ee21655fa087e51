package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about what says that something failed, and not why. */
final class SymptomRules {
  static final List<Rule> ALL =
      List.of(
          new SynUnansweredRule(),
          new HandshakeFailureAlertRule(),
          new ResetAfterClientHelloRule(),
          new CloseAfterClientHelloRule(),
          new SilenceAfterClientHelloRule(),
          new ProxyMadeStatusRule());

  private SymptomRules() {}
}
