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
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** {@code plaintext-answer}: the answer to a ClientHello is not TLS. */
final class PlaintextAnswerRule implements Rule {
  private static final int SHOWN_BYTES = 8;

  private static final RuleInfo INFO =
      new RuleInfo(
          "plaintext-answer",
          Severity.ERROR,
          "The answer to a ClientHello is not TLS",
          "the answer is not TLS",
          "Let both ends agree on TLS or plaintext for this port.",
          List.of(
              new Fix("Cilium", "HTTP rules on a TLS port need terminatingTLS and originatingTLS"),
              new Fix(
                  "Istio",
                  "declare the port TLS or HTTPS, not HTTP; tls.mode of the DestinationRule"),
              new Fix("Envoy", "a transport_socket with TLS on the listener's filter chain"),
              new Fix("nginx", "listen … ssl;"),
              new Fix(
                  "clients",
                  "HTTPS_PROXY=http://HOST:PORT: the scheme is how to talk to the proxy")),
          Optional.empty(),
          Set.of("proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return Place.handshakes(trace)
        .filter(place -> PlaintextPeer.of(place, facts) == PlaintextPeer.ANYBODY)
        .map(place -> doubted(finding(place), place, facts));
  }

  /** A server that takes another hello does speak TLS: then this hello may be the reason. */
  private static Finding doubted(Finding finding, Place place, Facts facts) {
    Optional<String> name =
        facts
            .otherWith(place, other -> other.serverName().isPresent() && Rejection.accepted(other))
            .flatMap(Handshake::serverName);
    boolean sameName =
        name.isPresent()
            && place.last().serverName().filter(own -> HostName.same(own, name.get())).isPresent();
    if (name.isEmpty()) {
      return finding;
    }
    String different = sameName ? "another hello" : "a hello with " + name.get();
    return finding
        .with(Confidence.MEDIUM)
        .notRuledOut(
            "something in this hello: " + place.server() + " takes " + different,
            ShellCommand.withName(place.last().server(), name.get())
                .orElse("the same hello with that name"));
  }

  /** A client that was told {@code https://} of an HTTP proxy sends it a ClientHello. */
  private static String whoAnswers(Place place) {
    return PlaintextPeer.onPortOfForwardProxies(place)
        ? " (a proxy's port: its URL should begin with http://, for https requests too)"
        : "";
  }

  private static Finding finding(Place place) {
    Bytes bytes = ((Outcome.Plaintext) place.last().outcome()).firstBytes();
    String shown = PlaintextPeer.firstLine(place);
    if (PlaintextPeer.isHttp(bytes)) {
      return Finding.of(
              INFO,
              place,
              Severity.ERROR,
              "the ClientHello is answered in plain HTTP: " + shown + whoAnswers(place))
          .check("curl -v http://%s/".formatted(place.server()), "an HTTP answer on the TLS port");
    }
    String what =
        bytes.latin1().startsWith("SSH-")
            ? "by an SSH server: " + shown
            : "with bytes that are not TLS: " + bytes.head(SHOWN_BYTES).toHex();
    return Finding.of(INFO, place, Severity.ERROR, "the ClientHello is answered " + what);
  }
}
