package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.tls.WireCode;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code alpn-lost}: a proxy does not offer its server a protocol that its client offers. */
final class AlpnLostRule implements Rule {
  private static final String HTTP_1_1 = "http/1.1";
  private static final RuleInfo INFO =
      new RuleInfo(
          "alpn-lost",
          Severity.ERROR,
          "A proxy offers its server fewer ALPN protocols than its client offered",
          "the proxy offers fewer protocols",
          "Let the proxy offer the protocols that the server and the client's requests need.",
          List.of(
              new Fix(
                  "Envoy",
                  "alpn_protocols: [h2, http/1.1] in the upstream common_tls_context,"
                      + " http2_protocol_options"),
              new Fix(
                  "nginx", "grpc_pass grpcs://… for gRPC; proxy_pass speaks HTTP/1.1 without ALPN"),
              new Fix("HAProxy", "server … ssl alpn h2,http/1.1"),
              new Fix("Istio", "name the port https or grpc, or set appProtocol")),
          Optional.of("alpn"),
          Set.of("alpn-refused", "handshake-failure-alert", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    Optional<String> direct =
        CertificateCase.control(facts).flatMap(control -> chosen(control.place()));
    List<Finding> upstream =
        Place.upstreams(trace, facts)
            .filter(up -> !lost(up).isEmpty())
            .map(up -> finding(up, direct))
            .toList();
    Stream<Finding> downstream =
        Place.handshakes(trace)
            .filter(place -> place.number() == 1 && trace.hops().size() > 1)
            .flatMap(place -> notAgreed(place, facts).stream())
            .filter(found -> upstream.isEmpty() || found.severity() != Severity.NOTE);
    return Stream.concat(upstream.stream(), downstream);
  }

  /** The proxy, as its client's server, agrees on less than the server itself does. */
  private static Optional<Finding> notAgreed(Place place, Facts facts) {
    Optional<String> direct =
        CertificateCase.control(facts).flatMap(control -> chosen(control.place()));
    boolean known = place.session().isPresent() && Rejection.accepted(place.last());
    List<String> offered = place.hello().map(ClientHello::alpnProtocols).orElse(List.of());
    if (!known || direct.isEmpty() || !offered.contains(direct.get())) {
      return Optional.empty();
    }
    Optional<String> agreed = chosen(place);
    if (agreed.equals(direct)) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
            INFO,
            place,
            offered.contains(HTTP_1_1) ? Severity.NOTE : Severity.WARNING,
            "the proxy agrees on %s with its client, the server on %s"
                .formatted(agreed.orElse("no ALPN protocol"), direct.get())));
  }

  /** What was agreed on: in the clear up to TLS 1.2, else known by an end only. */
  private static Optional<String> chosen(Place place) {
    return place
        .session()
        .flatMap(TlsSession::alpn)
        .or(() -> place.last().serverHello().flatMap(ServerHello::alpnProtocol));
  }

  private static List<String> lost(Place.Upstream up) {
    List<String> offered = up.hello().alpnProtocols();
    return up.model().hello().alpnProtocols().stream()
        .filter(protocol -> !offered.contains(protocol))
        .filter(protocol -> !WireCode.isGrease(protocol))
        .toList();
  }

  /**
   * @param direct what the server chose on the direct path
   */
  private static Finding finding(Place.Upstream up, Optional<String> direct) {
    List<String> offered = up.hello().alpnProtocols();
    String message =
        "ALPN %s is lost: %s offers %s, the proxy %s"
            .formatted(
                String.join(", ", lost(up)),
                up.model().whose(),
                String.join(", ", up.model().hello().alpnProtocols()),
                offered.isEmpty() ? "none" : String.join(", ", offered));
    if (vaguelyRefused(up, direct)) {
      return Finding.of(
              INFO,
              up.place(),
              Severity.ERROR,
              message
                  + "; the server chose %s on the direct path%s"
                      .formatted(direct.orElseThrow(), up.place().answeredWith()))
          .with(Confidence.LOW)
          .notRuledOut(
              "the server may object to something else in this hello",
              "the same hello with these protocols: openssl s_client -connect %s -alpn %s"
                  .formatted(up.place().server(), direct.orElseThrow()));
    }
    Severity severity = severity(up);
    String answer =
        severity == Severity.ERROR
            ? "" // what the server says to it is a finding of its own
            : chosen(up.place()).map(c -> "; the server chose " + c).orElse("");
    return Finding.of(INFO, up.place(), severity, message + answer);
  }

  /**
   * Whether the server refuses the hello as Go does with what its configuration forbids, and what
   * it chose of the direct one is among what is lost. Nobody insists on HTTP/1.1, which is what no
   * ALPN means.
   */
  private static boolean vaguelyRefused(Place.Upstream up, Optional<String> direct) {
    return direct.filter(lost(up)::contains).filter(chosen -> !chosen.equals(HTTP_1_1)).isPresent()
        && up.place().last().answer().kind() == Answer.Kind.ALERT
        && up.place().serverSaid(AlertDescription.INTERNAL_ERROR);
  }

  /**
   * A proxy may translate HTTP/2 to HTTP/1.1, and most do: alone that is no fault. A client that
   * offers HTTP/2 only (gRPC) will not live with it.
   */
  private static Severity severity(Place.Upstream up) {
    boolean refused =
        up.place().last().outcome() instanceof Outcome.Alerted alerted
            && alerted.description().equals(AlertDescription.NO_APPLICATION_PROTOCOL);
    if (refused) {
      return Severity.ERROR;
    }
    return up.model().hello().alpnProtocols().contains(HTTP_1_1) ? Severity.NOTE : Severity.WARNING;
  }
}
