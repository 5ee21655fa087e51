package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;

/** Rules about HTTP above a TLS that stands. */
final class HttpRules {
  static final List<Rule> ALL = List.of();

  private HttpRules() {}
}
