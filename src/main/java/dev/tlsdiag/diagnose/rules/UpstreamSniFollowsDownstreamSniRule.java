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
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.OutcomeText;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-sni-follows-downstream-sni}: a proxy passes on what its client named, and checks
 * for that; the client named another host than it asks for, or none.
 */
final class UpstreamSniFollowsDownstreamSniRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-sni-follows-downstream-sni",
          Severity.ERROR,
          "A proxy passes on the client's server_name, which is not the host that is asked for",
          "the proxy names whom its client named",
          "Let the client send the host it asks for as server_name, or give the proxy a fixed one.",
          List.of(
              new Fix("clients", "connect by the name in the URL, not by an alias or an address"),
              new Fix(
                  "Cilium",
                  "one name for SNI and check: exempt the host from interception where the client"
                      + " cannot be changed"),
              new Fix("Envoy", "sni and match_typed_subject_alt_names fixed in UpstreamTlsContext"),
              new Fix("HAProxy", "server … sni str(NAME) verifyhost NAME instead of ssl_fc_sni"),
              new Fix("nginx", "proxy_ssl_name NAME; instead of $ssl_server_name")),
          Optional.empty(),
          Set.of(
              "sni-required-by-server",
              "reset-after-client-hello",
              "silence-after-client-hello",
              "handshake-failure-alert",
              "certificate-wrong-name",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.upstreams(trace, facts)
        .filter(Place.Upstream::modelSeenOnRequest)
        .filter(
            up -> !up.place().trace().relays(up.place().number() - 1)) // then it is the client's
        .flatMap(up -> Stream.concat(alias(up).stream(), nameless(up, facts).stream()));
  }

  /** The server's certificate is for the host of the request, and not for the name passed on. */
  private static Optional<Finding> alias(Place.Upstream up) {
    Optional<String> sent = up.hello().serverName();
    boolean followed =
        sent.isPresent()
            && up.model()
                .hello()
                .serverName()
                .filter(n -> HostName.same(n, sent.get()))
                .isPresent();
    Optional<String> host = host(up.place().trace());
    if (!followed || host.isEmpty() || HostName.same(host.get(), sent.get())) {
      return Optional.empty();
    }
    Optional<CertificateCase> shown =
        CertificateCase.of(up.place().trace())
            .filter(c -> c.place().number() == up.place().number())
            .findFirst()
            .filter(c -> c.severity() == Severity.ERROR);
    Optional<ServerChain> chain = shown.flatMap(CertificateCase::chain);
    boolean decides = chain.filter(c -> c.covers(host.get()) && !c.covers(sent.get())).isPresent();
    return decides
        ? Optional.of(
            Finding.of(
                INFO,
                up.place(),
                Severity.ERROR,
                "the proxy checks for the client's server_name %s, but the request is for %s, and the certificate is for %s"
                    .formatted(sent.get(), host.get(), chain.get().namesShown())))
        : Optional.empty();
  }

  /** The client named nobody, so the proxy does not either, and the server wants a name. */
  private static Optional<Finding> nameless(Place.Upstream up, Facts facts) {
    Optional<Confidence> rejected = Rejection.forName(up.place().last());
    if (up.place().trace().serverName().isPresent() // a proxy before this one lost it
        || up.model().hello().hasExtension(ExtensionType.SERVER_NAME)
        || up.hello().hasExtension(ExtensionType.SERVER_NAME)
        || rejected.filter(c -> c != Confidence.LOW).isEmpty()) {
      return Optional.empty();
    }
    Place place = up.place();
    Optional<Handshake> named =
        facts.otherWith(place, h -> h.serverName().isPresent() && Rejection.accepted(h));
    boolean anotherNameless =
        facts
            .otherWith(
                place,
                h -> h.sent().isPresent() && h.serverName().isEmpty() && Rejection.accepted(h))
            .isPresent();
    if (anotherNameless) {
      return Optional.empty(); // then it is not the name
    }
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "no server_name in the ClientHello, as the client sent none either"
                    + place.answeredWith())
            .check(
                ShellCommand.withoutName(place.last().server()),
                OutcomeText.expected(place.last().outcome()));
    if (named.isPresent()) {
      return Optional.of(finding.with(rejected.get()));
    }
    return Optional.of(
        finding
            .with(rejected.get() == Confidence.HIGH ? Confidence.MEDIUM : Confidence.LOW)
            .notRuledOut(
                "the server may refuse every hello: none with a name was seen at this address",
                "openssl s_client -connect %s -servername %s"
                    .formatted(
                        place.server(),
                        host(place.trace()).filter(ShellCommand::isLiteral).orElse("NAME"))));
  }

  /** The host that the request is for, where that is a name. */
  private static Optional<String> host(HopTrace trace) {
    return trace.hops().stream()
        .map(Hop::http)
        .flatMap(Optional::stream)
        .findFirst()
        .map(HttpExchange::authority)
        .map(HostName::ofAuthority)
        .filter(host -> !host.isEmpty() && !HostName.isAddress(host));
  }
}
