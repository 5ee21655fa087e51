package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Party;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code interceptor-demands-client-cert}: a proxy that ends the client's TLS asks for a client
 * certificate, which the server behind it does not.
 */
final class InterceptorDemandsClientCertRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "interceptor-demands-client-cert",
          Severity.ERROR,
          "An interceptor wants a certificate of its clients, which nobody gave them",
          "the interceptor wants a client certificate",
          "Take the authority for client certificates out of what the interceptor ends TLS with.",
          List.of(
              new Fix(
                  "Cilium",
                  "no ca.crt in the terminatingTLS secret: it turns on"
                      + " require_client_certificate"),
              new Fix("cert-manager", "copy tls.crt and tls.key alone: it adds ca.crt by itself"),
              new Fix(
                  "Envoy",
                  "require_client_certificate: false, and no validation_context, in the"
                      + " DownstreamTlsContext"),
              new Fix("nginx", "ssl_verify_client off;"),
              new Fix("HAProxy", "bind … without verify required")),
          Optional.empty(),
          Set.of("client-certificate-required", "handshake-failure-alert", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> !place.upstream() && ofProxy(place, facts))
        .filter(ClientCertificateSigns::refusedWithout)
        .map(place -> finding(place, facts));
  }

  private static boolean ofProxy(Place place, Facts facts) {
    return CertificateCase.of(place.trace())
        .filter(c -> c.place().number() == place.number())
        .flatMap(c -> c.intercepted(facts).stream())
        .findFirst()
        .orElse(place.hop().to().role() == Party.Role.PROXY);
  }

  private static Finding finding(Place place, Facts facts) {
    String alert =
        place.serverSaid(AlertDescription.CERTIFICATE_REQUIRED)
            ? " (alert 116 certificate_required)"
            : place.answeredWith();
    String when =
        ClientCertificateSigns.afterFinished(place.last())
            ? ", after the client's Finished: to the client the handshake was done"
            : "";
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the proxy asks the client for a certificate and gets none%s%s"
                    .formatted(alert, when))
            .check(
                "openssl s_client -connect %s".formatted(place.server()),
                "Acceptable client certificate CA names, or Client Certificate Types");
    boolean serverAsksToo =
        facts
            .control()
            .filter(
                c ->
                    Place.handshakes(c)
                        .anyMatch(
                            p ->
                                p.last().certificateRequested()
                                    || ClientFlight.hasEmptyCertificate(p.last())
                                    || ClientFlight.hasCertificate(p.last())))
            .isPresent();
    boolean directWorks = facts.control().filter(HopTrace::worked).isPresent() && !serverAsksToo;
    return directWorks
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the proxy may be meant to know its clients by their certificates",
                "its configuration, or its administrator");
  }
}
