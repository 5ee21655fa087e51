package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code client-certificate-required}: a server wants a client certificate and does not get one it
 * accepts.
 */
final class ClientCertificateRequiredRule implements Rule {
  private static final String NONE_SENT = "No required SSL certificate was sent";

  private static final RuleInfo INFO =
      new RuleInfo(
          "client-certificate-required",
          Severity.ERROR,
          "A server wants a client certificate and does not get one it accepts",
          "the server wants a client certificate",
          "Give the client of this connection a certificate, or let the host pass without"
              + " interception.",
          List.of(
              new Fix("curl", "--cert FILE --key FILE"),
              new Fix("nginx", "proxy_ssl_certificate FILE; proxy_ssl_certificate_key FILE;"),
              new Fix("Envoy", "tls_certificates in the upstream common_tls_context"),
              new Fix("Istio", "DestinationRule: tls.mode MUTUAL with credentialName"),
              new Fix("HAProxy", "server … ssl crt FILE"),
              new Fix(
                  "Cilium",
                  "no ca.crt in the terminatingTLS secret: older releases then ask pods for a"
                      + " certificate")),
          Optional.empty(),
          Set.of(
              "handshake-failure-alert",
              "proxy-made-status",
              "proxy-tls-error",
              "upstream-connect-timeout"));

  /** Where the proxy is who needs one: options of clients are of no use. */
  private static final List<Fix> PROXY_FIXES =
      INFO.fixes().stream().filter(fix -> !fix.product().equals("curl")).toList();

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.receivedAlert(
        INFO, trace, mesh, Set.of(AlertDescription.CERTIFICATE_REQUIRED), "");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        Place.handshakes(trace).flatMap(place -> byAlert(place).stream()),
        Place.of(trace, Step.Kind.HTTP)
            .filter(ClientCertificateRequiredRule::page)
            .reduce((first, last) -> last) // those before it only hand it on
            .map(place -> byPage(place, facts))
            .stream());
  }

  private static Optional<Finding> byAlert(Place place) {
    if (place.serverSaid(AlertDescription.CERTIFICATE_REQUIRED)) {
      return Optional.of(
          intercepted(
              Finding.of(
                  INFO,
                  place,
                  Severity.ERROR,
                  "the server wants a client certificate and got none (alert 116"
                      + " certificate_required)"),
              place));
    }
    if (ClientCertificateSigns.refused(place)
        && ClientCertificateSigns.endedUnread(place)
        && !place.last().certificateRequested()) {
      return Optional.of(intercepted(unread(place), place));
    }
    boolean afterRequest = ClientCertificateSigns.refused(place);
    return afterRequest
        ? Optional.of(
            intercepted(
                Finding.of(
                        INFO,
                        place,
                        Severity.ERROR,
                        "the server asks for a client certificate and gets none that it accepts"
                            + (place.serverSaid(AlertDescription.HANDSHAKE_FAILURE)
                                ? ""
                                : place.answeredWith()))
                    .with(Confidence.MEDIUM)
                    .notRuledOut(
                        "the client may have sent one that the server does not trust",
                        "the names in the server's request: openssl s_client -connect %s prints them"
                            .formatted(place.server())),
                place))
        : Optional.empty();
  }

  /** From TLS 1.3 on request and alert are encrypted, and the lengths tell. */
  private static Finding unread(Place place) {
    boolean sent = ClientFlight.hasCertificate(place.last());
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            sent
                ? "the client sends a certificate, by the length of its last flight, and the server"
                    + " ends it right then"
                : "the server asks for a client certificate, gets none, and ends it after the"
                    + " client's Finished: the length of the client's last flight shows an empty"
                    + " Certificate");
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "the server's alert is encrypted, and could say something else",
            "openssl s_client -connect %s prints the alert".formatted(place.server()));
  }

  /** A server that lets the handshake pass may say it in HTTP. */
  private static boolean page(Place place) {
    HttpExchange exchange = ((Step.Http) place.step()).exchange();
    String body = exchange.bodyStart().latin1();
    return exchange.status().isPresent()
        && exchange.status().getAsInt() == 400
        && (body.contains(NONE_SENT) || body.contains("The SSL certificate error"));
  }

  /**
   * A page is read on the client's leg, and may be the server's, which asked the proxy: it is where
   * the proxy's leg is seen, or the direct path got it too.
   */
  private static Finding byPage(Place place, Facts facts) {
    HopTrace trace = place.trace();
    boolean none = ((Step.Http) place.step()).exchange().bodyStart().latin1().contains(NONE_SENT);
    boolean proxied = place.number() < trace.hops().size();
    boolean directly =
        facts
            .control()
            .filter(control -> !control.equals(trace))
            .filter(control -> Place.of(control, Step.Kind.HTTP).anyMatch(each -> page(each)))
            .isPresent();
    if (proxied && (trace.serverHop().seen() || directly)) {
      Place server = new Place(trace, trace.hops().size(), trace.serverHop(), place.step());
      return Finding.of(
              INFO,
              server,
              Severity.ERROR,
              none
                  ? "status 400: the server wants a client certificate and the proxy showed none"
                  : "status 400: the server does not accept the client certificate that the proxy"
                      + " showed")
          .withFixes(PROXY_FIXES);
    }
    Finding finding =
        Finding.of(
            INFO,
            place,
            Severity.ERROR,
            none
                ? "status 400: the server wants a client certificate and got none"
                : "status 400: the server does not accept the client's certificate");
    return proxied
        ? finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the server behind the proxy may want it, and the proxy hand its page on",
                "openssl s_client -connect %s: 'Acceptable client certificate CA names' where the proxy asks"
                    .formatted(place.server()))
        : finding;
  }

  private static Finding intercepted(Finding unchecked, Place place) {
    Finding finding =
        unchecked.check(
            "openssl s_client -connect %s".formatted(place.server()),
            "an alert, and 'Acceptable client certificate CA names'");
    return place.upstream()
        ? finding
            .withFixes(PROXY_FIXES)
            .notRuledOut(
                "the client may have one: a proxy that ends TLS cannot pass it on",
                "the direct path with that client certificate")
        : finding;
  }
}
