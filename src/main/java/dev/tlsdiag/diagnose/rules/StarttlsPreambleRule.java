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
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code starttls-style-preamble}: the protocol has words of its own before TLS, and one side does
 * not know them.
 */
final class StarttlsPreambleRule implements Rule {
  /** Those in which the client asks for TLS within another protocol. */
  private static final Set<String> PREAMBLES =
      Set.of("smtp", "imap", "pop3", "ftp", "xmpp", "ldap", "postgresql", "mysql", "tds", "rdp");

  private static final RuleInfo INFO =
      new RuleInfo(
          "starttls-style-preamble",
          Severity.ERROR,
          "A protocol with words before TLS meets one that begins with the ClientHello",
          "the words before TLS are missing",
          "Let both sides begin alike: with TLS at once, or with the words of the protocol.",
          List.of(
              new Fix(
                  "PostgreSQL",
                  "sslnegotiation=direct (17 and later) where the proxy looks for a name"),
              new Fix("Istio", "the port as tcp, without a match on sniHosts"),
              new Fix("Envoy", "the starttls transport socket, or no tls_inspector on the port"),
              new Fix("openssl", "s_client -starttls smtp, imap, pop3, postgres, mysql …"),
              new Fix("mail", "the port of implicit TLS: 465, 993, 995")),
          Optional.empty(),
          RefusedHello.explaining("plaintext-answer"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Stream.concat(
        Place.handshakes(trace)
            .flatMap(
                place ->
                    PlaintextPeer.of(place, facts) == PlaintextPeer.GREETING
                        ? Stream.of(greeted(place))
                        : refused(place).stream()),
        Place.of(trace, Step.Kind.TUNNEL)
            .filter(place -> place.step().failed())
            .flatMap(place -> misunderstood(place).stream()));
  }

  /** The words themselves get an answer that is none of their protocol. */
  private static Optional<Finding> misunderstood(Place place) {
    Step.Tunnel step = (Step.Tunnel) place.step();
    return PREAMBLES.contains(step.preamble().protocol())
        ? Optional.of(
            Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "the client asks for TLS in the words of %s, and is %s"
                    .formatted(step.preamble().protocol(), step.problem().orElse("refused"))))
        : Optional.empty();
  }

  private static Finding greeted(Place place) {
    return Finding.of(
        INFO,
        place,
        Severity.ERROR,
        "%s speaks first and wants STARTTLS before any ClientHello: %s"
            .formatted(place.server(), PlaintextPeer.firstLine(place)));
  }

  /** After the words of its protocol the hello came, and somebody who looked for it first left. */
  private static Optional<Finding> refused(Place place) {
    Optional<String> protocol =
        place.hop().preamble().map(Preamble::protocol).filter(PREAMBLES::contains);
    boolean ended =
        RefusedHello.way(place.last())
            .filter(way -> way == RefusedHello.Way.RESET || way == RefusedHello.Way.CLOSED)
            .isPresent();
    return protocol.isEmpty() || !ended
        ? Optional.empty()
        : Optional.of(
            Finding.of(
                    INFO,
                    place,
                    Severity.ERROR,
                    "the client begins with the words of %s, and the connection ends at its hello"
                        .formatted(protocol.get()))
                .with(Confidence.LOW)
                .notRuledOut(
                    "the name in the hello may be refused",
                    "the same connection straight to the server")
                .notRuledOut(
                    "a proxy that looks for a ClientHello first may have given up",
                    "the proxy's log: tls_inspector errors, no matching filter chain"));
  }
}
