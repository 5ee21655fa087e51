package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * {@code upstream-asks-cert-by-renegotiation}: a server wants to negotiate anew once it has seen
 * the request, and the client does not.
 */
final class UpstreamAsksCertByRenegotiationRule implements Rule {
  private static final String[] WORDS = {"NO_RENEGOTIATION", "no renegotiation"};

  /**
   * Data of the client behind both Finished, then a handshake record of the server, then an alert
   * of the client and no handshake of its own.
   */
  private static final Pattern REFUSED = Pattern.compile(".*f.*D[^df]*f[^dF]*L.*");

  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-asks-cert-by-renegotiation",
          Severity.ERROR,
          "A server asks for a new handshake once it has seen the request, and the client refuses",
          "the server asks for a new handshake, mostly to get a client certificate",
          "Let the client renegotiate, or the server ask for the certificate in the first"
              + " handshake.",
          List.of(
              new Fix("Envoy", "allow_renegotiation: true in UpstreamTlsContext, HTTP/1.1 only"),
              new Fix("Pomerium", "tls_upstream_allow_renegotiation: true"),
              new Fix("IIS", "netsh http add sslcert … clientcertnegotiation=enable: ask at once"),
              new Fix("Apache", "SSLVerifyClient for the whole host, not for a Location"),
              new Fix("Go", "tls.Config: Renegotiation: tls.RenegotiateOnceAsClient")),
          Optional.empty(),
          Set.of("proxy-made-status", "client-certificate-required"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(UpstreamAsksCertByRenegotiationRule::canRenegotiate)
        .flatMap(place -> finding(place).stream());
  }

  /** TLS 1.3 has no such thing. */
  private static boolean canRenegotiate(Place place) {
    return place
        .last()
        .serverHello()
        .filter(hello -> !hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .isPresent();
  }

  private static Optional<Finding> finding(Place place) {
    boolean said =
        LibraryWords.containing(place, WORDS).isPresent() || LibraryWords.onPage(place, WORDS);
    boolean seen = REFUSED.matcher(place.last().history()).matches();
    if (!said && !seen) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the handshake is done and the request sent; then the server asks for another"
                    + " handshake, and the client refuses"
                    + (said ? " (NO_RENEGOTIATION)" : " with an encrypted alert"))
            .check(
                "openssl s_client -tls1_2 -connect %s, then the request by hand"
                    .formatted(place.server()),
                "a second handshake, with Acceptable client certificate CA names");
    return Optional.of(
        said
            ? finding
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "records and alert are encrypted: their types and their order tell",
                    "the client's own message: NO_RENEGOTIATION"));
  }
}
