package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.MeshFacts;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code port-hijacked-by-other-serviceentry}: the proxy leads a connection to the server of an
 * unrelated name.
 */
final class PortHijackedRule implements Rule {

  private static final RuleInfo INFO =
      new RuleInfo(
          "port-hijacked-by-other-serviceentry",
          Severity.ERROR,
          "A proxy leads connections to another name's server",
          "the proxy leads it to another name's server",
          "Look for an entry that takes every connection on this port, whatever the address.",
          List.of(
              new Fix(
                  "Istio",
                  "a ServiceEntry with protocol TCP on this port: addresses, or protocol TLS"),
              new Fix(
                  "Istio", "port 80 with targetPort 443: the other names of port 80 go there too"),
              new Fix(
                  "Envoy",
                  "a filter chain without server_names and prefix_ranges before the others")),
          Optional.empty(),
          RefusedHello.explaining(
              "certificate-wrong-name", "untrusted-internal-ca", "upstream-bundle-lacks-issuer"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> told(HopTrace trace, MeshFacts mesh) {
    return ToldIstio.hijacked(INFO, trace, mesh);
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(Place::upstream)
        .flatMap(place -> finding(place, facts).stream());
  }

  private static Optional<Finding> finding(Place place, Facts facts) {
    Optional<String> name = place.last().serverName().filter(n -> !HostName.isAddress(n));
    Optional<ServerChain> chain =
        ServerChain.of(place)
            .filter(c -> !c.selfIssued() && c.hasAlternativeNames())
            .filter(c -> name.filter(n -> unrelated(c, n)).isPresent());
    Optional<String> elsewhere = name.flatMap(n -> elsewhere(place, n, facts));
    if (chain.isEmpty() || elsewhere.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        Finding.of(
                INFO,
                place,
                severity(place),
                "the proxy asks %s for %s, which is at %s, and gets the certificate for %s"
                    .formatted(
                        place.server(), name.get(), elsewhere.get(), chain.get().namesShown()))
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the name may have several addresses, one of them with the wrong server",
                ShellCommand.lookup(name.get()).orElse("the addresses of the name")));
  }

  private static Severity severity(Place place) {
    boolean taken = place.last().outcome() instanceof Outcome.Established;
    return taken ? Severity.WARNING : Severity.ERROR;
  }

  /** Where the name is, if that is not where the proxy went. */
  private static Optional<String> elsewhere(Place place, String name, Facts facts) {
    String here = place.last().server().host();
    Optional<String> direct =
        CertificateCase.control(facts)
            .filter(c -> c.chain().filter(chain -> chain.covers(name)).isPresent())
            .map(c -> c.place().last().server())
            .filter(server -> !server.equals(place.last().server()))
            .map(Endpoint::toString);
    List<String> answers =
        facts.dns().stream()
            .filter(dns -> HostName.same(dns.name(), name))
            .flatMap(dns -> dns.addresses().stream())
            .distinct()
            .toList();
    return direct.or(
        () ->
            answers.isEmpty() || answers.contains(here)
                ? Optional.empty()
                : Optional.of(String.join(", ", answers)));
  }

  /** Of another domain altogether, by the last two labels. */
  private static boolean unrelated(ServerChain chain, String name) {
    return !chain.covers(name)
        && chain.names().alternativeNames().stream()
            .noneMatch(other -> domain(other).equals(domain(name)));
  }

  private static String domain(String name) {
    String[] labels = HostName.canonical(name).split("\\.", -1);
    int from = Math.max(0, labels.length - 2);
    return String.join(".", Arrays.asList(labels).subList(from, labels.length));
  }
}
