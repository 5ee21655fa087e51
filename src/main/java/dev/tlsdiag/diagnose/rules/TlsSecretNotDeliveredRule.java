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
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code tls-secret-not-delivered}: a listener ends every connection, whatever the name: it has
 * nothing to speak TLS with.
 */
final class TlsSecretNotDeliveredRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "tls-secret-not-delivered",
          Severity.ERROR,
          "A listener ends every connection, whatever the name",
          "every name is refused alike",
          "See whether the listener has its certificate: the control plane may say so and be wrong.",
          List.of(
              new Fix(
                  "Cilium",
                  "tls.secretSync.enabled, tls.secretsBackend: k8s; then restart the operator"),
              new Fix(
                  "Envoy", "/config_dump: dynamic_warming_secrets; the name of the secret in SDS"),
              new Fix(
                  "Istio",
                  "credentialName in the namespace of the gateway, kubectl -n istio-system get secret"),
              new Fix(
                  "cert-manager",
                  "the Certificate is Ready and its secret is in the namespace of the listener")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldPolicy.secret(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(
            refused ->
                refused.way() == RefusedHello.Way.RESET || refused.way() == RefusedHello.Way.CLOSED)
        .filter(refused -> refused.name().isPresent() && refused.keepsName())
        .flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    List<Handshake> alike = refused.refusedAlike(refused::otherName);
    Instant first =
        Stream.concat(alike.stream(), Stream.of(refused.handshake()))
            .map(Handshake::time)
            .min(Comparator.naturalOrder())
            .orElseThrow();
    boolean takenSince = refused.taken(h -> !h.time().isBefore(first)).isPresent();
    if (alike.isEmpty() || takenSince || refused.nameDecides().isPresent()) {
      return Optional.empty();
    }
    String names = String.join(", ", alike.stream().map(refused::named).limit(2).toList());
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "%s is %s like %s: whatever the name"
                .formatted(refused.name().orElseThrow(), refused.how(), names));
    Optional<Handshake> before =
        refused.taken(
            h ->
                refused.sameName(h)
                    || alike.stream().anyMatch(a -> a.serverName().equals(h.serverName())));
    if (before.isPresent()) {
      return Optional.of(
          finding
              .with(Confidence.MEDIUM)
              .notRuledOut(
                  "the listener's names may have changed: earlier it took "
                      + refused.named(before.get()),
                  "the proxy's configuration before and after"));
    }
    return Optional.of(
        finding
            .with(Confidence.LOW)
            .notRuledOut(
                "none of these names may be allowed: one that is allowed for sure was not tried",
                "the same hello with a name that the listener is configured for")
            .notRuledOut(
                "something else in all these hellos may be refused: their size, a missing PROXY"
                    + " header",
                "tlsdiag probe %s".formatted(refused.handshake().server()))
            .notRuledOut(
                "the listener may have no certificate yet",
                "the secret that the listener refers to, in the namespace where it is looked for"));
  }
}
