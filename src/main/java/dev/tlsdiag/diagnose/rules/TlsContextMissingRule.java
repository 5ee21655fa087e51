package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code tls-context-missing-for-sni}: a proxy that is to end TLS has no certificate for this name,
 * and closes without a word.
 */
final class TlsContextMissingRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "tls-context-missing-for-sni",
          Severity.ERROR,
          "A proxy closes on a name for which it has no TLS context",
          "the proxy has no TLS context for the name",
          "Look for the rule that is to end TLS for this name, and for the secret it refers to.",
          List.of(
              new Fix(
                  "Cilium",
                  "terminatingTLS and originatingTLS of the rule that has this name, and their secrets"),
              new Fix(
                  "Envoy", "a filter chain with server_names and a transport_socket for the name"),
              new Fix("HAProxy", "crt-list with the name, strict-sni off, or a default_backend")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.noContext(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.way() == RefusedHello.Way.CLOSED)
        .flatMap(refused -> refused.nameDecides().map(other -> finding(refused, other)).stream());
  }

  private static Finding finding(RefusedHello refused, Handshake other) {
    return refused.beside(
        other,
        "name",
        Finding.of(
                INFO,
                refused.place(),
                Severity.ERROR,
                "%s is closed without a byte of TLS, and %s is taken at the same address"
                    .formatted(refused.name().orElseThrow(), refused.named(other)))
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "a listener without a match for the name may close too",
                "the proxy's log: Could not get server TLS context, or filter_chain_not_found"));
  }
}
