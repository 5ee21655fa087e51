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
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-sni-rewritten}: a proxy sends its server another name than it got from its
 * client.
 */
final class UpstreamSniRewrittenRule implements Rule {
  private static final int MISDIRECTED_REQUEST = 421;

  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-sni-rewritten",
          Severity.ERROR,
          "A proxy sends its server another server_name than its client sent",
          "the proxy sends another name",
          "Set the proxy's upstream SNI to the name that the server's certificate is for.",
          List.of(
              new Fix("nginx", "proxy_ssl_name $host;"),
              new Fix(
                  "Envoy",
                  "auto_sni reads :authority before host_rewrite: set sni or"
                      + " override_auto_sni_header"),
              new Fix("Istio", "DestinationRule: trafficPolicy.tls.sni and subjectAltNames"),
              new Fix("HAProxy", "server … ssl sni ssl_fc_sni")),
          Optional.of("server_name"),
          Set.of(
              "reset-after-client-hello",
              "silence-after-client-hello",
              "handshake-failure-alert",
              "certificate-wrong-name",
              "leaf-without-san",
              "upstream-bundle-lacks-issuer",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.upstreams(trace, facts)
        .filter(UpstreamSniRewrittenRule::rewritten)
        .map(up -> finding(up, facts));
  }

  private static boolean rewritten(Place.Upstream up) {
    Optional<String> asked = up.model().hello().serverName();
    Optional<String> sent = up.hello().serverName();
    return asked.isPresent() && sent.isPresent() && !HostName.same(asked.get(), sent.get());
  }

  private static Finding finding(Place.Upstream up, Facts facts) {
    Place place = up.place();
    String asked = up.model().hello().serverName().orElseThrow();
    String sent = up.hello().serverName().orElseThrow();
    String what = "server_name is %s, but %s sent %s".formatted(sent, up.model().whose(), asked);
    Optional<String> names = certificateForAskedAlone(place, asked, sent);
    if (names.isPresent()) {
      return checked(
          Finding.of(
              INFO,
              place,
              Severity.ERROR,
              what
                  + "; the server's certificate is for %s, which the proxy refuses"
                      .formatted(names.get())),
          place,
          sent);
    }
    Optional<Confidence> rejected = Rejection.forName(place.last());
    if (rejected.isEmpty()) {
      return misdirected(place)
          ? checked(
              Finding.of(
                      INFO,
                      place,
                      Severity.ERROR,
                      what + "; the answer is status 421, misdirected request")
                  .with(Confidence.MEDIUM),
              place,
              sent)
          : checked(Finding.of(INFO, place, Severity.NOTE, what), place, sent);
    }
    Finding finding =
        checked(Finding.of(INFO, place, Severity.ERROR, what + place.answeredWith()), place, sent);
    if (rejected.get() == Confidence.HIGH) {
      return finding;
    }
    boolean control =
        facts
            .otherWith(place, h -> sameName(h.serverName(), asked) && Rejection.accepted(h))
            .isPresent();
    return finding
        .with(control ? rejected.get() : Confidence.LOW)
        .notRuledOut(
            "something else in this hello",
            ShellCommand.withName(place.last().server(), asked)
                .orElse("the same hello with the client's name"));
  }

  /** The names of a certificate that suits the client's name, and that the proxy refused. */
  private static Optional<String> certificateForAskedAlone(Place place, String asked, String sent) {
    return CertificateCase.of(place.trace())
        .filter(c -> c.place().number() == place.number() && c.severity() == Severity.ERROR)
        .flatMap(c -> c.chain().stream())
        .filter(chain -> chain.covers(asked) && !chain.covers(sent))
        .findFirst()
        .map(ServerChain::namesShown);
  }

  private static boolean misdirected(Place upstream) {
    return Place.of(upstream.trace(), Step.Kind.HTTP)
        .map(place -> ((Step.Http) place.step()).exchange().status())
        .anyMatch(status -> status.orElse(0) == MISDIRECTED_REQUEST);
  }

  private static Finding checked(Finding finding, Place place, String sent) {
    return ShellCommand.withName(place.last().server(), sent)
        .map(command -> finding.check(command, OutcomeText.expected(place.last().outcome())))
        .orElse(finding);
  }

  private static boolean sameName(Optional<String> name, String other) {
    return name.isPresent() && HostName.same(name.get(), other);
  }
}
