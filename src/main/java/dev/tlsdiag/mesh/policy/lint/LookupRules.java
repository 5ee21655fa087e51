package dev.tlsdiag.mesh.policy.lint;

import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.FqdnPattern;
import dev.tlsdiag.mesh.policy.FqdnSelector;
import dev.tlsdiag.mesh.policy.PortRule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Which lookups the DNS rules of a port allow; each rule is prepared once. */
final class LookupRules {
  private final CiliumVersion version;
  private final Map<PolicyScene.PortCase, Names> prepared = new IdentityHashMap<>();

  LookupRules(CiliumVersion version) {
    this.version = version;
  }

  /**
   * Whether the names of {@code toFQDNs} may be asked for: an example of them, if it has a star.
   */
  boolean allow(PolicyScene.PortCase port, FqdnSelector names) {
    return prepared.computeIfAbsent(port, this::prepare).allow(names.text());
  }

  private Names prepare(PolicyScene.PortCase port) {
    Names names = new Names(new HashSet<>(), new ArrayList<>());
    for (FqdnSelector dns : port.rule().rules().flatMap(PortRule.L7Rules::dns).orElse(List.of())) {
      names.texts().add(normal(dns.text()));
      if (dns.matchName().isEmpty()) {
        names.patterns().add(FqdnPattern.of(dns, version));
      }
    }
    return names;
  }

  private static String normal(String text) {
    String name = text.strip().toLowerCase(Locale.ROOT);
    return name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
  }

  /** Names and patterns as they are written, and what else the patterns mean. */
  private record Names(Set<String> texts, List<FqdnPattern> patterns) {
    boolean allow(String text) {
      String example = text.replaceAll("\\*+", "x");
      return texts.contains(normal(text))
          || texts.contains(normal(example))
          || patterns.stream().anyMatch(p -> p.isEverything() || p.matches(example));
    }
  }
}
