package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code sni-refused-by-server}: a server says that it does not serve the name in the hello. */
final class SniRefusedByServerRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-refused-by-server",
          Severity.ERROR,
          "A server refuses the name in a ClientHello",
          "the server refuses the name",
          "Find out which is wrong: the name sent, or the list of names of the server.",
          List.of(
              new Fix(
                  "nginx",
                  "server_name, and no ssl_reject_handshake on; in the block that matches"),
              new Fix("Apache", "ServerAlias; SSLStrictSNIVHostCheck"),
              new Fix("HAProxy", "crt-list with the name, or without strict-sni"),
              new Fix("Envoy", "sni of the UpstreamTlsContext, auto_sni"),
              new Fix("Traefik", "tls.options sniStrict: false, or a certificate for the name")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldUpstream.receivedAlert(
        INFO, trace, mesh, Set.of(AlertDescription.UNRECOGNIZED_NAME), "");
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    if (refused.way() != RefusedHello.Way.ALERT || refused.name().isEmpty()) {
      return Optional.empty();
    }
    Optional<Handshake> other = refused.nameDecides();
    boolean unknown = refused.said(AlertDescription.UNRECOGNIZED_NAME);
    if (unknown && !refused.keepsName() || !unknown && (other.isEmpty() || !refused.fitsName())) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "the hello with %s is %s%s"
                .formatted(
                    refused.name().get(),
                    refused.how(),
                    other
                        .map(h -> ", one with %s is taken".formatted(refused.named(h)))
                        .orElse("")));
    Optional<String> command =
        ShellCommand.withName(refused.handshake().server(), refused.name().get());
    if (command.isPresent()) {
      finding = finding.check(command.get(), "the same alert");
    }
    return Optional.of(
        unknown
            ? finding
            : refused.beside(other.orElseThrow(), "name", finding.with(Confidence.MEDIUM)));
  }
}
