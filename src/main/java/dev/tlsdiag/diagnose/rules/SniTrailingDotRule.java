package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-trailing-dot}: the name in the hello ends with a dot, which RFC 6066 section 3
 * forbids.
 */
final class SniTrailingDotRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-trailing-dot",
          Severity.ERROR,
          "A ClientHello names its server with a dot at the end, and is refused",
          "the name ends with a dot",
          "Send the name without the last dot in SNI and Host, and keep the dot for DNS alone.",
          List.of(
              new Fix(
                  "curl",
                  "the URL without the dot; --resolve or an absolute name in the search list for DNS"),
              new Fix("Go", "tls.Config.ServerName: strings.TrimSuffix(host, \".\")"),
              new Fix(
                  "Cilium",
                  "serverNames cannot hold a name with a dot at the end: mend the client"),
              new Fix("Kubernetes", "ndots in the pod instead of a dot in the URL")),
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
    Optional<String> name = refused.name().filter(n -> n.endsWith("."));
    boolean taken = name.isPresent() && refused.taken(h -> h.serverName().equals(name)).isPresent();
    if (name.isEmpty() || taken || !refused.fitsName()) {
      return Optional.empty();
    }
    Finding finding =
        Finding.of(
            INFO,
            refused.place(),
            Severity.ERROR,
            "the hello names %s with a dot at the end, and is %s"
                .formatted(name.get(), refused.how()));
    Optional<Handshake> without = refused.taken(refused::sameName);
    if (without.isPresent()) {
      return Optional.of(refused.beside(without.get(), "name", finding));
    }
    boolean vague = refused.wordless() || refused.said(AlertDescription.HANDSHAKE_FAILURE);
    return Optional.of(
        finding
            .with(vague ? Confidence.LOW : Confidence.MEDIUM)
            .notRuledOut(
                "the server may refuse the name without the dot too",
                ShellCommand.withName(refused.handshake().server(), HostName.canonical(name.get()))
                    .orElse("the same hello without the dot")));
  }
}
