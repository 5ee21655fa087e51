package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.ProxyReply;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.TlsErrorNumber;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code tls-version-lowered}: a proxy offers its server only older versions than its client
 * offered.
 */
final class TlsVersionLoweredRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "tls-version-lowered",
          Severity.ERROR,
          "A proxy offers its server a lower highest TLS version than its client offered",
          "the proxy offers only older versions",
          "Raise the highest TLS version of the proxy's upstream side.",
          List.of(
              new Fix(
                  "Envoy",
                  "tls_params: tls_maximum_protocol_version: TLSv1_3 (the default upstream is TLS"
                      + " 1.2)"),
              new Fix("nginx", "proxy_ssl_protocols TLSv1.2 TLSv1.3;"),
              new Fix("HAProxy", "server … ssl ssl-max-ver TLSv1.3")),
          Optional.of("supported_versions"),
          Set.of("protocol-version-refused", "handshake-failure-alert", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        Place.upstreams(trace, facts)
            .filter(up -> up.model().version().isNewerThan(up.version()))
            .map(TlsVersionLoweredRule::finding),
        Place.of(trace, Step.Kind.HTTP)
            .filter(TlsVersionLoweredRule::noVersionLeft)
            .map(TlsVersionLoweredRule::withoutHello));
  }

  /** A proxy whose lowest version is above its highest says so in its answer, and nowhere else. */
  private static boolean noVersionLeft(Place place) {
    return ProxyReply.of(((Step.Http) place.step()).exchange()).flatMap(ProxyReply::detail).stream()
        .flatMap(detail -> TlsErrorNumber.in(detail).stream())
        .anyMatch(TlsErrorNumber::noVersionLeft);
  }

  private static Finding withoutHello(Place place) {
    return Finding.of(
        INFO,
        place,
        Severity.ERROR,
        "the proxy sent no ClientHello: its lowest TLS version for servers is above its highest");
  }

  private static Finding finding(Place.Upstream up) {
    Place place = up.place();
    Finding finding =
        Finding.of(
            INFO,
            place,
            refused(place) ? Severity.ERROR : Severity.NOTE,
            "highest version offered is %s, %s offers %s"
                    .formatted(up.version().name(), up.model().whose(), up.model().version().name())
                + (refused(place) && !place.serverSaid(AlertDescription.PROTOCOL_VERSION)
                    ? place.answeredWith()
                    : ""));
    if (!refused(place)) {
      return finding;
    }
    return up.version().equals(ProtocolVersion.TLS_1_2)
        ? finding.check(
            "openssl s_client -connect %s -tls1_2".formatted(place.server()),
            OutcomeText.expected(place.last().outcome()))
        : finding.with(Confidence.HIGH);
  }

  /**
   * The two alerts that speak of versions: protocol_version, and RFC 7507's inappropriate_fallback.
   */
  private static boolean refused(Place place) {
    return place.last().outcome() instanceof Outcome.Alerted alerted
        && alerted.by() == Side.SERVER
        && (alerted.description().equals(AlertDescription.PROTOCOL_VERSION)
            || alerted.description().equals(AlertDescription.INAPPROPRIATE_FALLBACK));
  }
}
