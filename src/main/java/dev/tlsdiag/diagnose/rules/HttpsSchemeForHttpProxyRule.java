package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Party;
import dev.tlsdiag.trace.TlsSession;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code https-scheme-for-http-proxy}: the client speaks TLS to a proxy that does not. */
final class HttpsSchemeForHttpProxyRule implements Rule {
  /** Where forward proxies listen without TLS: Squid, mitmproxy and many others, Privoxy. */
  private static final Set<Integer> PROXY_PORTS = Set.of(3128, 8080, 8888, 8118);

  private static final RuleInfo INFO =
      new RuleInfo(
          "https-scheme-for-http-proxy",
          Severity.ERROR,
          "The client speaks TLS to a forward proxy that does not",
          "the proxy does not speak TLS to its clients",
          "Write http:// in the proxy's URL: the scheme is how to talk to the proxy.",
          List.of(
              new Fix("environment", "HTTPS_PROXY=http://HOST:PORT, for https requests too"),
              new Fix("curl", "-x http://HOST:PORT"),
              new Fix("Python", "proxies={'https': 'http://HOST:PORT'}"),
              new Fix("Java", "no scheme: -Dhttps.proxyHost=HOST -Dhttps.proxyPort=PORT"),
              new Fix("Squid", "https_port …, for a proxy that does speak TLS to clients")),
          Optional.empty(),
          Set.of("plaintext-answer", "plaintext-answer-from-l7-proxy", "plaintext-upstream-port"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .limit(1)
        .filter(place -> place.number() == 1 && place.hop().preamble().isEmpty())
        .filter(HttpsSchemeForHttpProxyRule::answeredInHttp)
        .flatMap(place -> finding(place, facts).stream());
  }

  private static boolean answeredInHttp(Place place) {
    return place.last().outcome() instanceof Outcome.Plaintext plaintext
        && plaintext.firstBytes().latin1().startsWith("HTTP/1.");
  }

  private static Optional<Finding> finding(Place place, Facts facts) {
    Optional<String> asked =
        facts
            .control()
            .filter(control -> !control.equals(place.trace()))
            .flatMap(HopTrace::requestedHost);
    Optional<String> said = place.last().serverName();
    boolean toProxy = place.hop().to().role() == Party.Role.PROXY;
    boolean proxyPort = PROXY_PORTS.contains(place.last().server().port());
    boolean forServer =
        asked.isPresent() && said.filter(name -> HostName.same(name, asked.get())).isPresent();
    boolean identityIsProxys =
        place
            .hop()
            .tls()
            .flatMap(tls -> tls.session())
            .flatMap(TlsSession::verification)
            .filter(v -> v.identitySource().equals("proxy"))
            .isPresent();
    boolean sure = identityIsProxys || toProxy && asked.isPresent() && !forServer;
    if (forServer || !sure && !proxyPort) {
      return Optional.empty();
    }
    String line =
        ((Outcome.Plaintext) place.last().outcome())
            .firstBytes()
            .latin1()
            .lines()
            .findFirst()
            .orElse("");
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "a ClientHello for %s went to the proxy's port, which answers in plain HTTP: %s"
                    .formatted(said.map(n -> "'" + n + "'").orElse("the proxy itself"), line))
            .check("curl -v -x http://%s …".formatted(place.server()), "the proxy answers CONNECT");
    return Optional.of(
        sure
            ? finding
            : finding
                .with(Confidence.MEDIUM)
                .notRuledOut(
                    "a server without TLS on a port that proxies use",
                    "CONNECT to the same address"));
  }
}
