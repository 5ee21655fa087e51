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
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.ExtensionType;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.Preamble;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.Transport;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code java-omits-sni}: a Java client that was given a name sends none, and the server needs one.
 */
final class JavaOmitsSniRule implements Rule {
  private static final int EMPTY_RENEGOTIATION_INFO = 0x00ff;

  private static final RuleInfo INFO =
      new RuleInfo(
          "java-omits-sni",
          Severity.ERROR,
          "A Java client sends no server_name for a host that has a name",
          "a Java client leaves the name out",
          "Let the client connect by a name with a dot in it, and leave the SNI extension switched on.",
          List.of(
              new Fix(
                  "Java",
                  "new SSLSocket by host name, or SSLParameters.setServerNames(List.of(new SNIHostName(…)))"),
              new Fix("Java", "-Djsse.enableSNIExtension=false has to go"),
              new Fix(
                  "Java",
                  "names of one label or with an underscore get no SNI: use the full name")),
          Optional.empty(),
          RefusedHello.explaining(
              "sni-required-by-server",
              "sni-missing-no-filter-chain",
              "certificate-wrong-name",
              "untrusted-internal-ca"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> place.number() == 1 && place.last().transport() == Transport.TCP)
        .filter(
            place ->
                place
                    .hello()
                    .filter(hello -> !hello.hasExtension(ExtensionType.SERVER_NAME))
                    .filter(JavaOmitsSniRule::isJava)
                    .isPresent())
        .filter(place -> Rejection.forName(place.last()).isPresent())
        .filter(
            place ->
                facts
                    .otherWith(place, h -> h.serverName().isEmpty() && RefusedHello.taken(h))
                    .filter(h -> Rejection.forName(h).isEmpty())
                    .isEmpty())
        .flatMap(place -> askedFor(place, facts).map(host -> finding(place, host, facts)).stream());
  }

  private static Finding finding(Place place, String host, Facts facts) {
    String why =
        host.indexOf('.') < 0
            ? " (one label: the JDK sends no name for it)"
            : host.indexOf('_') >= 0 ? " (an underscore: the JDK sends no name for it)" : "";
    Optional<Handshake> named =
        facts.otherWith(
            place,
            h -> h.serverName().isPresent() && h.sent().isPresent() && RefusedHello.taken(h));
    Finding finding =
        Finding.of(
                INFO,
                place,
                Severity.ERROR,
                "a hello as Java makes it has no server_name, though %s was asked for%s; %s"
                    .formatted(
                        host,
                        why,
                        named
                            .map(
                                h ->
                                    "the server takes one with %s (%s)"
                                        .formatted(
                                            h.serverName().orElseThrow(), place.whereSeen(h)))
                            .orElse("it ends with " + OutcomeText.of(place.last().outcome()))))
            .with(named.isPresent() ? Confidence.HIGH : Confidence.MEDIUM);
    return named.isPresent()
        ? finding
        : finding.notRuledOut(
            "the server may refuse every hello: none with a name was seen here",
            ShellCommand.withName(place.last().server(), host)
                .orElse("the same hello with the name"));
  }

  /** A name that tunnel, direct path or resolver know of. */
  private static Optional<String> askedFor(Place place, Facts facts) {
    return place
        .hop()
        .preamble()
        .flatMap(Preamble::target)
        .map(HostName::ofAuthority)
        .or(() -> facts.control().flatMap(HopTrace::requestedHost))
        .or(
            () ->
                place.hop().steps().stream()
                    .filter(Step.Resolve.class::isInstance)
                    .map(step -> ((Step.Resolve) step).name())
                    .findFirst())
        .filter(host -> !HostName.isAddress(host));
  }

  /**
   * Whether the JDK's own TLS made it: nothing else asks for {@code status_request_v2}, or sends
   * {@code signature_algorithms_cert} beside the suite that stands for renegotiation_info (RFC 5746
   * section 3.3).
   */
  static boolean isJava(ClientHello hello) {
    boolean grease = hello.cipherSuites().stream().anyMatch(CipherSuite::isGrease);
    boolean scsv =
        hello.cipherSuites().stream().anyMatch(s -> s.code() == EMPTY_RENEGOTIATION_INFO);
    return !grease
        && !hello.hasExtension(ExtensionType.RENEGOTIATION_INFO)
        && (hello.hasExtension(ExtensionType.STATUS_REQUEST_V2)
            || scsv && hello.hasExtension(ExtensionType.SIGNATURE_ALGORITHMS_CERT));
  }
}
