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
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code sni-required-by-server}: a server refuses a ClientHello that has no name. */
final class SniRequiredByServerRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-required-by-server",
          Severity.ERROR,
          "A server refuses a ClientHello without server_name",
          "the server needs one",
          "Let the client of this connection send the host name as SNI.",
          List.of(
              new Fix("Java", "connect by name, or SSLParameters.setServerNames"),
              new Fix(
                  "curl", "--connect-to or --resolve with the name in the URL, not the address"),
              new Fix("Go", "tls.Config.ServerName")),
          Optional.empty(),
          Set.of(
              "reset-after-client-hello",
              "close-after-client-hello",
              "silence-after-client-hello",
              "handshake-failure-alert",
              "certificate-wrong-name",
              "untrusted-internal-ca",
              "upstream-bundle-lacks-issuer",
              "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    List<Place> nameless =
        Place.handshakes(trace)
            .filter(place -> place.hello().isPresent())
            .filter(place -> !place.hello().get().hasExtension(ExtensionType.SERVER_NAME))
            .toList();
    Stream<Finding> defaults =
        nameless.stream()
            .flatMap(place -> DefaultCertificate.of(place, facts).stream())
            .map(found -> found.finding(INFO));
    return Stream.concat(refusals(nameless, facts), defaults);
  }

  private static Stream<Finding> refusals(List<Place> nameless, Facts facts) {
    return nameless.stream()
        .filter(place -> endedByServer(place.last()))
        .filter(place -> facts.otherWith(place, h -> unnamed(h) && Rejection.accepted(h)).isEmpty())
        .filter(
            place -> facts.otherWith(place, SniRequiredByServerRule::refusedAllTheSame).isEmpty())
        .map(place -> finding(place, facts));
  }

  private static Finding finding(Place place, Facts facts) {
    Confidence rejected = Rejection.forName(place.last()).orElseThrow();
    Endpoint server = place.last().server();
    Optional<Handshake> control =
        facts.otherWith(place, h -> h.serverName().isPresent() && Rejection.accepted(h));
    String outcome =
        Rejection.silent(place.last()) ? "no answer" : OutcomeText.of(place.last().outcome());
    String expected = OutcomeText.expected(place.last().outcome());
    if (control.isEmpty()) {
      return Finding.of(
              INFO,
              place,
              Severity.ERROR,
              "hello without server_name at %s: %s".formatted(server, outcome))
          .with(rejected == Confidence.HIGH ? Confidence.MEDIUM : Confidence.LOW)
          .check(ShellCommand.withoutName(server), expected)
          .notRuledOut(
              "the server may refuse every hello: no hello with a name was seen at this address",
              "openssl s_client -connect %s -servername NAME".formatted(server));
    }
    Handshake accepted = control.get();
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "%s takes a hello with %s (%s) and not this one: %s"
                    .formatted(
                        server,
                        accepted.serverName().orElseThrow(),
                        place.whereSeen(accepted),
                        outcome))
            .with(rejected)
            .check(ShellCommand.withoutName(server), expected);
    if (accepted.outcome() instanceof Outcome.Established established && established.resumed()) {
      finding =
          finding
              .with(rejected.and(Confidence.MEDIUM))
              .notRuledOut(
                  "the hello that worked resumed an earlier session",
                  "capture a direct connection with a full handshake");
    }
    return finding;
  }

  private static boolean unnamed(Handshake handshake) {
    return handshake.sent().isPresent() && handshake.serverName().isEmpty();
  }

  /** A name did not help there: the name is not what this server misses. */
  private static boolean refusedAllTheSame(Handshake handshake) {
    return handshake.serverName().isPresent() && endedByServer(handshake);
  }

  private static boolean endedByServer(Handshake handshake) {
    boolean clientAlert =
        handshake.outcome() instanceof Outcome.Alerted alerted && alerted.by() == Side.CLIENT;
    return !clientAlert
        && Rejection.forName(handshake).filter(c -> c != Confidence.LOW).isPresent();
  }
}
