package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rejection;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.OutcomeText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-sni-rewritten}: a proxy sends its server another name than it got from its
 * client.
 */
final class UpstreamSniRewrittenRule implements Rule {
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
    Optional<Confidence> rejected = Rejection.forName(place.last());
    Finding finding =
        Finding.of(
            INFO,
            place,
            rejected.isPresent() ? Severity.ERROR : Severity.WARNING,
            "server_name is %s, but %s sent %s".formatted(sent, up.model().whose(), asked)
                + (rejected.isPresent() ? place.answeredWith() : ""));
    Endpoint server = place.last().server();
    Optional<String> command = ShellCommand.withName(server, sent);
    if (command.isPresent()) {
      finding = finding.check(command.get(), OutcomeText.expected(place.last().outcome()));
    }
    if (rejected.isEmpty()) {
      return finding.notRuledOut(
          "the rewrite may be meant: the server accepted it", "ask who configured the proxy");
    }
    boolean control =
        facts
            .otherWith(place, h -> sameName(h.serverName(), asked) && Rejection.accepted(h))
            .isPresent();
    if (rejected.get() == Confidence.HIGH) {
      return finding;
    }
    return finding
        .with(control ? rejected.get() : Confidence.LOW)
        .notRuledOut(
            "something else in this hello",
            ShellCommand.withName(server, asked).orElse("the same hello with the client's name"));
  }

  private static boolean sameName(Optional<String> name, String other) {
    return name.isPresent() && HostName.same(name.get(), other);
  }
}
