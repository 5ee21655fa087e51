package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code sni-no-filter-chain-match}: a proxy's listener has no match for the name that the hello
 * has, or for another thing it goes by.
 */
final class SniNoFilterChainMatchRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "sni-no-filter-chain-match",
          Severity.ERROR,
          "A proxy has no match for what a ClientHello says",
          "the proxy has no match for this hello",
          "Dump what the proxy's listener goes by: names, ALPN, port, transport protocol.",
          List.of(
              new Fix(
                  "Envoy",
                  "server_names, application_protocols and transport_protocol of the filter chains"),
              new Fix(
                  "Istio",
                  "a Gateway or ServiceEntry whose hosts include the name; one host in one Gateway alone"),
              new Fix("HAProxy", "acl on req.ssl_sni, and a default_backend"),
              new Fix("Cilium", "toPorts.serverNames, if the log says access denied")),
          Optional.empty(),
          RefusedHello.SYMPTOMS);

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.noChain(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts)
        .filter(refused -> refused.way() == RefusedHello.Way.RESET && !refused.fromElsewhere())
        .filter(RefusedHello::byListenerOfProxy)
        .filter(refused -> !refused.atAddressOfDirectPath(facts))
        .flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    Optional<Handshake> other = refused.nameDecides();
    if (other.isPresent()) {
      return Optional.of(
          refused.beside(
              other.get(),
              "name",
              doubted(
                  Finding.of(
                      INFO,
                      refused.place(),
                      Severity.ERROR,
                      "the proxy takes a hello with %s; this one with %s is %s"
                          .formatted(
                              refused.named(other.get()),
                              refused.name().orElseThrow(),
                              refused.how())))));
    }
    return refused
        .taken(h -> refused.sameSpelling(h) && onlyAlpnDiffers(refused, h))
        .map(
            h ->
                doubted(
                    Finding.of(
                        INFO,
                        refused.place(),
                        Severity.ERROR,
                        "the proxy takes the same name with ALPN %s (%s); with ALPN %s it is %s"
                            .formatted(
                                alpn(h.sent().orElseThrow().hello()),
                                refused.place().whereSeen(h),
                                alpn(refused.hello()),
                                refused.how()))));
  }

  private static Finding doubted(Finding finding) {
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "a policy in the proxy may deny what a listener would take",
            "the proxy's log at that time: filter_chain_not_found, or access denied");
  }

  private static boolean onlyAlpnDiffers(RefusedHello refused, Handshake other) {
    HelloShape own = HelloShape.of(refused.hello());
    HelloShape theirs = HelloShape.of(other.sent().orElseThrow().hello());
    return !own.alpn().equals(theirs.alpn()) && own.withoutAlpn().equals(theirs.withoutAlpn());
  }

  private static String alpn(ClientHello hello) {
    return hello.alpnProtocols().isEmpty() ? "none" : String.join(", ", hello.alpnProtocols());
  }
}
