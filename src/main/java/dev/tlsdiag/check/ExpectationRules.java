package dev.tlsdiag.check;

import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Catalogue;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.report.check.CheckSarif;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.yaml.Position;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** The names that items of a report can have, and what they mean. */
public final class ExpectationRules implements CheckSarif.RuleTexts {
  public static final ExpectationRules TEXTS = new ExpectationRules();

  private static final Map<String, String> SUMMARIES = new TreeMap<>();

  static {
    Position at = Position.START;
    for (Expectation one :
        List.of(
            new Expectation.Reachable(Optional.empty(), at),
            new Expectation.Agree(at),
            new Expectation.NoFindingAbove(Optional.of(Severity.WARNING), at),
            new Expectation.Status(List.of(), at),
            new Expectation.Sni(List.of(), at),
            new Expectation.ValidFor(Duration.ZERO, at),
            new Expectation.Issuer(List.of(), at),
            new Expectation.Names(List.of(), at),
            new Expectation.TlsAtLeast(ProtocolVersion.TLS_1_2, at),
            new Expectation.Alpn(List.of(), at),
            new Expectation.DnsAddresses(List.of(), at),
            new Expectation.DnsResponse(List.of(), at),
            new Expectation.HandshakeP95(Duration.ZERO, 2, at))) {
      SUMMARIES.put(one.rule(), one.summary());
    }
  }

  private ExpectationRules() {}

  /** Of expectations. */
  public static Set<String> names() {
    return SUMMARIES.keySet();
  }

  /** Of expectations, rules and failures: what it claims, in half a sentence. */
  @Override
  public String summary(String name) {
    if (SUMMARIES.containsKey(name)) {
      return SUMMARIES.get(name);
    }
    return Rules.named(name)
        .map(rule -> rule.info().summary())
        .orElseGet(
            () -> Catalogue.named(name).map(entry -> "a failure of " + entry.hop()).orElse(name));
  }

  @Override
  public String help(String name) {
    return SUMMARIES.containsKey(name)
        ? "An expectation of the file of checks; tlsdiag check --schema describes all of them"
        : "tlsdiag explain " + name;
  }
}
