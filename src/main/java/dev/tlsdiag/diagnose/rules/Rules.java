package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Rule;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The list of rules. */
public final class Rules {
  /** Causes before symptoms. */
  public static final List<Rule> ALL =
      Stream.of(
              ConnectRules.ALL,
              TunnelRules.ALL,
              UpstreamRules.ALL,
              HelloRules.ALL,
              CertificateRules.ALL,
              PolicyRules.ALL,
              MeshRules.ALL,
              HttpRules.ALL,
              SymptomRules.ALL)
          .flatMap(List::stream)
          .toList();

  private Rules() {}

  public static Optional<Rule> named(String name) {
    return ALL.stream().filter(rule -> rule.info().name().equals(name)).findFirst();
  }

  /** The rule's page, in Markdown. */
  public static String page(Rule rule) {
    String name = rule.info().name();
    return Pages.of(name).orElseThrow(() -> new IllegalStateException("no page " + name + ".md"));
  }
}
