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
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code alpn-not-offered-by-proxy}: a proxy that ends TLS agrees on no protocol, though its client
 * offers h2.
 */
final class AlpnNotOfferedByProxyRule implements Rule {
  private static final String H2 = "h2";

  private static final RuleInfo INFO =
      new RuleInfo(
          "alpn-not-offered-by-proxy",
          Severity.ERROR,
          "A proxy agrees on no ALPN protocol with a client that offers h2",
          "the proxy agrees on no protocol",
          "Let the proxy offer h2 and http/1.1 to its clients; gRPC clients do without neither ALPN nor h2.",
          List.of(
              new Fix(
                  "Envoy", "alpn_protocols: [\"h2\", \"http/1.1\"] in the DownstreamTlsContext"),
              new Fix(
                  "Cilium",
                  "enable-gateway-api-alpn; interception sets ALPN only where it is configured"),
              new Fix("nginx", "http2 on; beside listen … ssl"),
              new Fix("HAProxy", "bind … ssl alpn h2,http/1.1"),
              new Fix("Go", "GRPC_ENFORCE_ALPN_ENABLED=false, as a test")),
          Optional.of("alpn"),
          Set.of("alpn-lost", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.number() == 1)
        .filter(place -> place.hop().to().role() == Party.Role.PROXY)
        .filter(place -> offered(place).contains(H2) && agreedOnNone(place))
        .flatMap(place -> finding(place, facts).stream());
  }

  private static List<String> offered(Place place) {
    return place.hello().map(ClientHello::alpnProtocols).orElse(List.of());
  }

  /** Known in the clear up to TLS 1.2, and to an end of the connection. */
  private static boolean agreedOnNone(Place place) {
    if (!RefusedHello.taken(place.last())) {
      return false;
    }
    if (place.session().isPresent()) {
      return Rejection.accepted(place.last()) && place.session().get().alpn().isEmpty();
    }
    return place
        .last()
        .serverHello()
        .filter(hello -> !hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .filter(hello -> hello.alpnProtocol().isEmpty())
        .isPresent();
  }

  /** Who offers HTTP/1.1 too goes on with that; who does not is a gRPC client most likely. */
  private static Optional<Finding> finding(Place place, Facts facts) {
    boolean fallsBack = offered(place).contains("http/1.1");
    boolean serverHasH2 = directly(facts).filter(H2::equals).isPresent();
    if (fallsBack && !serverHasH2) {
      return Optional.empty();
    }
    boolean left = clientLeft(place.last().outcome());
    Finding finding =
        Finding.of(
            INFO,
            place,
            fallsBack ? Severity.NOTE : left ? Severity.ERROR : Severity.WARNING,
            "the client offers %s, and the proxy agrees on no protocol%s%s"
                .formatted(
                    String.join(", ", offered(place)),
                    serverHasH2 ? ", the server on h2" : "",
                    left && !fallsBack ? "; the client goes" : ""));
    return Optional.of(
        left && !fallsBack
            ? finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "the client may have gone for another reason, such as the certificate",
                    "its log: missing selected ALPN property")
            : finding);
  }

  private static boolean clientLeft(Outcome outcome) {
    return outcome instanceof Outcome.Quit quit && quit.by() == Side.CLIENT
        || outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.CLIENT
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT
        || outcome instanceof Outcome.Reset reset && reset.by() == Side.CLIENT;
  }

  private static Optional<String> directly(Facts facts) {
    return CertificateCase.control(facts)
        .map(CertificateCase::place)
        .flatMap(
            place ->
                place
                    .session()
                    .flatMap(TlsSession::alpn)
                    .or(() -> place.last().serverHello().flatMap(ServerHello::alpnProtocol)));
  }
}
