package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about DNS and TCP. */
final class ConnectRules {
  static final List<Rule> ALL = List.of(new NameNotResolvedRule(), new ConnectionRefusedRule());

  private ConnectRules() {}
}
