package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.DnsExchange;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code fqdn-address-aged-out}: connections to an address worked, and later ones vanish: a policy
 * by name has forgotten that the address belongs to the name.
 */
final class FqdnAddressAgedOutRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "fqdn-address-aged-out",
          Severity.ERROR,
          "An address that worked is not let through any more",
          "the server cannot be reached any more",
          "Look the name up anew and connect at once: that works where the address has aged out.",
          List.of(
              new Fix(
                  "Cilium",
                  "--tofqdns-endpoint-max-ip-per-hostname, --tofqdns-min-ttl,"
                      + " --tofqdns-idle-connection-grace-period"),
              new Fix("Java", "networkaddress.cache.ttl=30: look names up again"),
              new Fix("client", "no address kept for longer than its TTL")),
          Optional.empty(),
          Set.of(
              "syn-unanswered",
              "proxy-made-status",
              "proxy-refused-connect",
              "policy-drop-on-syn"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldDns.agedOut(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return SynTalk.unanswered(trace, facts)
        .filter(SynTalk::inVain)
        .filter(talk -> talk.otherClient().isEmpty() && !talk.recovered())
        .flatMap(talk -> talk.earlier().map(earlier -> finding(talk, earlier)).stream());
  }

  private static Finding finding(SynTalk talk, Handshake earlier) {
    Instant now = talk.seen().orElseThrow().time();
    String message =
        "%s answered %s before (%s), and does not answer this SYN"
            .formatted(
                talk.server(),
                Durations.text(Duration.between(earlier.time(), now)),
                talk.place().whereSeen(earlier));
    Optional<DnsExchange> newest = newest(talk, now);
    Finding finding =
        Finding.of(
            INFO,
            talk.place(),
            Severity.ERROR,
            message
                + newest
                    .map(
                        e ->
                            "; %s has other addresses now, %s among them"
                                .formatted(e.name(), e.addresses().get(0)))
                    .orElse(""));
    return newest.isPresent()
        ? finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the host behind the old address may be gone", "the same address from elsewhere")
        : finding
            .with(Confidence.LOW)
            .notRuledOut(
                "a policy by name may have forgotten the address",
                "the name looked up anew, and a connection to its address at once")
            .notRuledOut(
                "the server, or the way to it, may be down since",
                "the same address and port from elsewhere");
  }

  /** The last answer for the name that this address came from, where it has other addresses. */
  private static Optional<DnsExchange> newest(SynTalk talk, Instant now) {
    List<DnsExchange> dns = talk.facts().dns();
    return dns.stream()
        .filter(e -> e.addresses().contains(talk.server().host()))
        .map(e -> e.name().toLowerCase(Locale.ROOT) + " " + e.type())
        .findFirst()
        .flatMap(
            question ->
                dns.stream()
                    .filter(
                        e -> (e.name().toLowerCase(Locale.ROOT) + " " + e.type()).equals(question))
                    .filter(e -> !e.addresses().isEmpty() && !e.time().isAfter(now))
                    .max(Comparator.comparing(DnsExchange::time)))
        .filter(e -> !e.addresses().contains(talk.server().host()));
  }
}
