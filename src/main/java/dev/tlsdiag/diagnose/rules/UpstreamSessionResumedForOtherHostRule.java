package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.tls.CipherSuite;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * {@code upstream-session-resumed-for-other-host}: a proxy takes up a session that it had with
 * another name of the same server, and so meets that name's certificate.
 */
final class UpstreamSessionResumedForOtherHostRule implements Rule {
  private static final RuleInfo INFO =
      new RuleInfo(
          "upstream-session-resumed-for-other-host",
          Severity.ERROR,
          "A proxy resumes a session that was made for another name, and then dislikes its"
              + " certificate",
          "the session resumed was another name's",
          "Switch session resumption off where one cluster serves many names.",
          List.of(
              new Fix("Envoy", "max_session_keys: 0 in UpstreamTlsContext"),
              new Fix("nginx", "proxy_ssl_session_reuse off;"),
              new Fix("HAProxy", "server … no-ssl-reuse"),
              new Fix("Cilium", "a listener of its own for each name, until Envoy's is fixed")),
          Optional.empty(),
          Set.of("certificate-wrong-name", "upstream-bundle-lacks-issuer", "proxy-made-status"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return CertificateCase.of(trace)
        .filter(c -> resumed(c.place().last()) && gaveUp(c))
        .flatMap(c -> finding(c, facts).stream());
  }

  private static Optional<Finding> finding(CertificateCase c, Facts facts) {
    Handshake own = c.place().last();
    if (own.serverName().isEmpty() || facts.otherWith(c.place(), h -> madeIt(h, own)).isPresent()) {
      return Optional.empty(); // the session may be this name's own
    }
    return facts
        .otherWith(c.place(), h -> isElder(h, own))
        .map(other -> finding(c, other, sameSession(own, other)));
  }

  private static Finding finding(CertificateCase c, Handshake other, boolean sure) {
    Finding finding =
        Finding.of(
                INFO,
                c.place(),
                Severity.ERROR,
                "with server_name %s it resumes a session that was made for %s (%s): no certificate"
                        .formatted(
                            c.place().last().serverName().orElseThrow(),
                            other.serverName().orElseThrow(),
                            c.place().whereSeen(other))
                    + " is sent, and the client checks the one it remembers")
            .check(
                "openssl s_client -connect %s -servername NAME -sess_in SESSION"
                    .formatted(c.place().server()),
                "Reused, and the certificate of the name the session was made for");
    return sure
        ? finding
        : finding
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "the session may be from a connection that was not captured",
                "the same with session resumption off");
  }

  private static boolean resumed(Handshake handshake) {
    return handshake.outcome().resumed()
        || EchoedSession.in(handshake) && handshake.certificates().isEmpty();
  }

  /** The client went away right then; who uses the session finds nothing wrong with it. */
  private static boolean gaveUp(CertificateCase c) {
    Outcome outcome = c.place().last().outcome();
    return c.saidSo()
        || outcome instanceof Outcome.Quit quit && quit.by() == Side.CLIENT
        || outcome instanceof Outcome.EncryptedAlert alert && alert.by() == Side.CLIENT
        || outcome instanceof Outcome.Closed closed && closed.by() == Side.CLIENT;
  }

  /** A handshake for the same name before this one, which could have made the session. */
  private static boolean madeIt(Handshake h, Handshake own) {
    return h.time().isBefore(own.time())
        && sameClient(h, own)
        && h.serverName().map(HostName::canonical).equals(own.serverName().map(HostName::canonical))
        && h.outcome() instanceof Outcome.Established established
        && !established.resumed();
  }

  /** One that was done before for another name, by the same client. */
  private static boolean isElder(Handshake h, Handshake own) {
    return h.time().isBefore(own.time())
        && sameClient(h, own)
        && h.serverName().isPresent()
        && !h.serverName()
            .map(HostName::canonical)
            .equals(own.serverName().map(HostName::canonical))
        && h.outcome() instanceof Outcome.Established established
        && !established.resumed();
  }

  /** Several programs of one machine keep their sessions to themselves; suites tell them apart. */
  private static boolean sameClient(Handshake h, Handshake own) {
    return h.client().host().equals(own.client().host()) && suites(h).equals(suites(own));
  }

  private static List<CipherSuite> suites(Handshake handshake) {
    return handshake.sent().map(sent -> sent.hello().cipherSuites()).orElse(List.of());
  }

  /** TLS 1.2 names sessions in the clear. */
  private static boolean sameSession(Handshake own, Handshake other) {
    return EchoedSession.in(own)
        && other
            .serverHello()
            .filter(h -> h.sessionId().equals(own.serverHello().orElseThrow().sessionId()))
            .isPresent();
  }
}
