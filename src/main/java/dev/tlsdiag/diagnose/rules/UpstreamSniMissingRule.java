package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-sni-missing}: a proxy got a name from its client and gives none to its server.
 */
final class UpstreamSniMissingRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-sni-missing",
          Severity.ERROR,
          "A proxy opens its TLS connection to the server without the server_name its client sent",
          "the proxy sends no name",
          "Let the proxy send the requested host as SNI to the server.",
          List.of(
              new Fix("nginx", "proxy_ssl_server_name on; proxy_ssl_name $host;"),
              new Fix(
                  "Envoy",
                  "auto_sni: true and auto_san_validation: true, or sni: in UpstreamTlsContext"),
              new Fix(
                  "Cilium",
                  "a version whose egress-cluster-tls has auto_sni and auto_san_validation"),
              new Fix("Istio", "DestinationRule: trafficPolicy.tls.sni"),
              new Fix("HAProxy", "server … ssl sni req.hdr(host)")),
          Optional.of("server_name"),
          Set.of(
              "sni-required-by-server",
              "reset-after-client-hello",
              "close-after-client-hello",
              "silence-after-client-hello",
              "handshake-failure-alert",
              "certificate-wrong-name",
              "certificate-expired",
              "leaf-without-san",
              "upstream-bundle-lacks-issuer",
              "incomplete-chain",
              "works-only-by-resumption",
              "proxy-made-status",
              "proxy-tls-error",
              "upstream-connect-timeout",
              "sni-refused-by-server"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldMissingSni.of(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.upstreams(trace, facts)
        .filter(up -> up.model().hello().serverName().isPresent())
        .filter(up -> !up.hello().hasExtension(ExtensionType.SERVER_NAME))
        .map(up -> finding(up, facts));
  }

  private static Finding finding(Place.Upstream up, Facts facts) {
    Place place = up.place();
    UpstreamAnswer answer = UpstreamAnswer.of(up, facts);
    Optional<Place> behind =
        answer.rejected().isPresent() ? Optional.empty() : refusedBehind(place);
    Optional<Confidence> rejected =
        answer.rejected().or(() -> behind.flatMap(later -> Rejection.forName(later.last())));
    Finding finding =
        Finding.of(
            INFO,
            place,
            rejected.isPresent() ? Severity.ERROR : Severity.WARNING,
            "no server_name in the ClientHello"
                + behind.map(UpstreamSniMissingRule::passedOn).orElse(answer.text()));
    Endpoint server = place.last().server();
    finding =
        finding.check(
            ShellCommand.withoutName(server),
            DefaultCertificate.of(place, facts)
                .map(DefaultCertificate::expected)
                .orElseGet(
                    () ->
                        resumed(place)
                            ? "an alert or silence, if only the session made it work"
                            : OutcomeText.expected(place.last().outcome())));
    if (rejected.isPresent()) {
      finding =
          finding.with(answer.proven() ? rejected.get() : confidence(rejected.get(), up, facts));
      if (rejected.get() != Confidence.HIGH) {
        finding = otherReasons(finding, up);
      }
    } else if (resumed(place)) {
      finding =
          finding.notRuledOut(
              "the server took this hello only because it resumed an earlier session",
              "capture a connection with a full handshake");
    }
    if (!up.modelSeenOnRequest()) {
      finding =
          finding
              .with(finding.confidence().and(Confidence.MEDIUM))
              .notRuledOut(
                  "this connection may serve another request: its client leg was not captured",
                  "capture both sides of the proxy in one file");
    }
    return finding;
  }

  /** The hop of a proxy behind this one that has no name to send either, and is refused for it. */
  private static Optional<Place> refusedBehind(Place place) {
    List<Place> behind =
        Place.handshakes(place.trace()).filter(p -> p.number() > place.number()).toList();
    boolean nameless =
        behind.stream()
            .allMatch(
                p -> p.hello().filter(h -> !h.hasExtension(ExtensionType.SERVER_NAME)).isPresent());
    return nameless
        ? behind.stream().filter(p -> Rejection.forName(p.last()).isPresent()).findFirst()
        : Optional.empty();
  }

  private static String passedOn(Place later) {
    return ", so that hop %d has none either; %s ends it: %s"
        .formatted(later.number(), later.server(), OutcomeText.of(later.last().outcome()));
  }

  /**
   * Without a control the server may refuse everybody, unless its alert names the reason; that the
   * proxy lost the name is seen all the same where its client's hello was.
   */
  private static Confidence confidence(Confidence rejected, Place.Upstream up, Facts facts) {
    boolean control =
        facts
            .otherWith(up.place(), h -> h.serverName().isPresent() && Rejection.accepted(h))
            .isPresent();
    if (rejected == Confidence.HIGH || control) {
      return rejected;
    }
    return up.modelSeenOnRequest() ? rejected.and(Confidence.MEDIUM) : Confidence.LOW;
  }

  private static Finding otherReasons(Finding finding, Place.Upstream up) {
    String name = up.model().hello().serverName().orElseThrow();
    Endpoint server = up.place().last().server();
    List<String> poorer = up.poorerIn();
    String what = poorer.isEmpty() ? "" : " (" + String.join(", ", poorer) + ")";
    return finding.notRuledOut(
        "something else in this hello" + what,
        ShellCommand.withName(server, name)
            .map(command -> command + flags(up))
            .orElse("the same hello with a server_name"));
  }

  /** So that the name is the only difference. */
  private static String flags(Place.Upstream up) {
    return up.version().equals(ProtocolVersion.TLS_1_2) ? " -tls1_2" : "";
  }

  private static boolean resumed(Place place) {
    return place.last().outcome() instanceof Outcome.Established established
        && established.resumed();
  }
}
