package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-case-mismatch}: the server takes the name in other letters of case, and not in these.
 */
final class SniCaseMismatchRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-case-mismatch",
          Severity.ERROR,
          "A server tells names apart by upper and lower case",
          "the name is not taken in this case",
          "Names are the same in any case (RFC 4343): mend the match, and send lower case until then.",
          List.of(
              new Fix("Envoy", "an update: older ones compared server_names as they came"),
              new Fix("HAProxy", "req.ssl_sni,lower -m str …, and -i for -m str"),
              new Fix("nginx", "map on $ssl_preread_server_name with lower case names"),
              new Fix("clients", "the host name in lower case in the URL")),
          Optional.empty(),
          RefusedHello.explaining("sni-refused-by-server"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    if (refused.name().isEmpty() || !refused.fitsName()) {
      return Optional.empty();
    }
    String name = refused.name().get();
    boolean taken = refused.taken(h -> h.serverName().filter(name::equals).isPresent()).isPresent();
    return taken
        ? Optional.empty()
        : refused
            .taken(h -> h.serverName().filter(name::equalsIgnoreCase).isPresent())
            .map(
                other ->
                    refused.beside(
                        other,
                        "name",
                        Finding.of(
                            INFO,
                            refused.place(),
                            Severity.ERROR,
                            "%s is %s, and %s is taken: only the case of letters differs"
                                .formatted(name, refused.how(), refused.named(other)))));
  }
}
