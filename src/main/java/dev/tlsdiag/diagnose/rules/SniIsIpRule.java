package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Preamble;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * {@code sni-is-ip-or-absent-for-ip}: the URL has an address for a host, so that the hello has no
 * name, or has the address for one.
 */
final class SniIsIpRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-is-ip-or-absent-for-ip",
          Severity.ERROR,
          "A client asks by address, and the server needs a name",
          "the client asks by address",
          "Ask by name, and lead the name to the address where that is what is wanted.",
          List.of(
              new Fix(
                  "curl",
                  "--resolve HOST:443:ADDRESS or --connect-to ::ADDRESS, with the name in the URL"),
              new Fix(
                  "Envoy", "auto_sni sets no name for an address: sni of the UpstreamTlsContext"),
              new Fix("Go", "tls.Config.ServerName"),
              new Fix("Java", "SSLParameters.setServerNames with the name"),
              new Fix("Cilium", "serverNames never match a hello without a name, not even with *")),
          Optional.empty(),
          RefusedHello.explaining(
              "sni-required-by-server",
              "sni-missing-no-filter-chain",
              "sni-refused-by-server",
              "upstream-sni-follows-downstream-sni"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused, facts).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused, Facts facts) {
    if (!refused.fitsName()) {
      return Optional.empty();
    }
    Optional<String> literal = refused.name().filter(HostName::isAddress);
    if (literal.isPresent()) {
      Finding finding =
          Finding.of(
              INFO,
              refused.place(),
              Severity.ERROR,
              "the hello has the address %s in server_name, which takes names alone, and is %s"
                  .formatted(literal.get(), refused.how()));
      return against(refused, h -> !h.serverName().equals(literal), finding);
    }
    Optional<String> asked =
        refused.hello().hasExtension(ExtensionType.SERVER_NAME)
            ? Optional.empty()
            : askedFor(refused.place(), facts).filter(HostName::isAddress);
    return asked.flatMap(
        address ->
            against(
                refused,
                h -> h.serverName().filter(n -> !HostName.isAddress(n)).isPresent(),
                Finding.of(
                    INFO,
                    refused.place(),
                    Severity.ERROR,
                    "the request is for the address %s, so the hello has no server_name, and is %s"
                        .formatted(address, refused.how()))));
  }

  private static Optional<Finding> against(
      RefusedHello refused, Predicate<Handshake> better, Finding finding) {
    if (refused.taken(better.negate()).isPresent()) {
      return Optional.empty(); // one like this was taken
    }
    Optional<Handshake> taken = refused.taken(better);
    if (taken.isPresent()) {
      return Optional.of(refused.beside(taken.get(), "name", finding));
    }
    boolean vague = refused.wordless() || refused.said(AlertDescription.HANDSHAKE_FAILURE);
    return Optional.of(
        finding
            .with(vague ? Confidence.LOW : Confidence.MEDIUM)
            .notRuledOut(
                "the server may refuse every hello: none with a name was seen at this address",
                "openssl s_client -connect %s -servername NAME"
                    .formatted(refused.handshake().server())));
  }

  /** The host of the tunnel or of the URL, on this path or, of the same request, on the other. */
  private static Optional<String> askedFor(Place place, Facts facts) {
    return asked(place.trace().clientHop())
        .or(() -> facts.control().flatMap(control -> asked(control.clientHop())));
  }

  private static Optional<String> asked(Hop hop) {
    return hop.preamble()
        .flatMap(Preamble::target)
        .or(() -> hop.http().map(HttpExchange::authority))
        .map(HostName::ofAuthority);
  }
}
