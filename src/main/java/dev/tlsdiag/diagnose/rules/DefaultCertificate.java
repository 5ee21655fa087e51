package dev.tlsdiag.diagnose.rules;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Place;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.ShellCommand;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Party;
import java.util.Optional;

/**
 * The certificate that a server shows to a hello without a name, where it is not for the host that
 * was asked for.
 *
 * @param named the one it shows to a hello with a name; empty where none was seen
 */
record DefaultCertificate(CertificateCase shown, String host, Optional<ServerChain> named) {
  DefaultCertificate {
    requireNonNull(shown, "shown is null");
    requireNonNull(host, "host is null");
    requireNonNull(named, "named is null");
  }

  static Optional<DefaultCertificate> of(Place nameless, Facts facts) {
    CertificateCase shown =
        CertificateCase.of(nameless.trace())
            .filter(c -> c.place().number() == nameless.number())
            .findFirst()
            .orElseThrow();
    Optional<String> host =
        shown
            .host()
            .or(() -> facts.control().flatMap(HopTrace::requestedHost))
            .or(() -> nameless.trace().requestedHost())
            .filter(name -> !HostName.isAddress(name));
    if (host.isEmpty() || shown.chain().filter(chain -> !chain.covers(host.get())).isEmpty()) {
      return Optional.empty();
    }
    Optional<ServerChain> named =
        facts
            .otherWith(nameless, h -> h.serverName().isPresent() && !h.certificates().isEmpty())
            .flatMap(h -> ServerChain.of(h.certificates()))
            .filter(chain -> chain.covers(host.get()) && !chain.sameLeaf(shown.chain().get()));
    return Optional.of(new DefaultCertificate(shown, host.get(), named));
  }

  /** What to expect of the same hello. */
  String expected() {
    return "the certificate for " + shown.chain().orElseThrow().names().shown();
  }

  Finding finding(RuleInfo info) {
    String who = shown.place().hop().from().role() == Party.Role.PROXY ? "the proxy" : "the client";
    String does = shown.severity() == Severity.ERROR ? " does not accept it" : " takes it";
    Finding finding =
        Finding.of(
                info,
                shown.place(),
                shown.severity(),
                "a hello without server_name gets the certificate for %s%s"
                    .formatted(
                        shown.chain().orElseThrow().namesShown(),
                        named
                            .map(chain -> "; with a name it is the one for " + chain.namesShown())
                            .orElse(", not for " + host)))
            .withEffect(who + does)
            .check(ShellCommand.withoutName(shown.place().last().server()), expected());
    return named.isPresent()
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the server may have this certificate only",
                ShellCommand.withName(shown.place().last().server(), host)
                    .orElse("the same hello with the name"));
  }
}
