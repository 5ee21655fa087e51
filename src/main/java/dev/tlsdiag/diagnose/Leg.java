package dev.tlsdiag.diagnose;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.tls.ProtocolVersion;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.trace.Answer;
import dev.tlsdiag.trace.CertificateNames;
import dev.tlsdiag.trace.Durations;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import java.time.Duration;
import java.util.Optional;

/**
 * A hop in the words of a report. What a peer sent is in them as it came.
 *
 * @param number 1-based
 */
public record Leg(HopTrace trace, int number, Hop hop) {
  public static final String ABSENT = "absent";
  public static final String UNSEEN = "not captured";
  private static final String NOTHING = "–";

  public Leg {
    requireNonNull(trace, "trace is null");
    requireNonNull(hop, "hop is null");
  }

  /** {@code direct}, or {@code 2 proxy → server}. */
  public String label() {
    return trace.hops().size() == 1 ? trace.name() : number + " " + hop.label();
  }

  public Optional<ClientHello> hello() {
    return hop.tls().flatMap(tls -> tls.first().sent()).map(SentHello::hello);
  }

  public Optional<Handshake> last() {
    return hop.tls().map(Step.Tls::last);
  }

  public String serverName() {
    return hello().map(h -> h.serverName().orElse(ABSENT)).orElse(UNSEEN);
  }

  public String dialled() {
    return hop.to().endpoint().map(Object::toString).orElse(UNSEEN);
  }

  /** {@code TLS 1.2, h2}: what the server chose, as far as it can be seen. */
  public String chosen() {
    Optional<ServerHello> hello = last().flatMap(Handshake::serverHello);
    return hello
        .map(h -> h.version().name() + h.alpnProtocol().map(p -> ", " + p).orElse(""))
        .orElse(NOTHING);
  }

  /** When the ServerHello came, and how it ended where that says more. */
  public String answer() {
    if (last().isEmpty()) {
      return hop.outcome().map(OutcomeText::of).orElse(UNSEEN);
    }
    Handshake last = last().get();
    String outcome = OutcomeText.of(last.outcome());
    if (last.answer().kind() != Answer.Kind.SERVER_HELLO) {
      return outcome;
    }
    String when = " +" + Durations.text(Duration.ofNanos(last.answer().nanos()));
    return last.outcome() instanceof Outcome.Established
        ? "ServerHello" + when
        : "ServerHello" + when + ", " + outcome;
  }

  public String outcome() {
    return hop.outcome().map(OutcomeText::of).orElse(UNSEEN);
  }

  public Optional<CertificateNames> certificateNames() {
    return last().flatMap(last -> CertificateNames.of(last.certificates()));
  }

  /** What the server's certificate is for, or why that cannot be seen. */
  public String certificate() {
    return certificateNames().map(CertificateNames::shown).orElseGet(this::whyNoCertificate);
  }

  public boolean encryptsCertificate() {
    return last()
        .flatMap(Handshake::serverHello)
        .filter(hello -> !hello.isHelloRetryRequest())
        .filter(hello -> hello.version().isNewerThan(ProtocolVersion.TLS_1_2))
        .filter(
            hello -> !hello.version().isDtls() || hello.version().equals(ProtocolVersion.DTLS_1_3))
        .isPresent();
  }

  public boolean resumed() {
    return hop.outcome().filter(Leg::isResumed).isPresent();
  }

  public Optional<String> ja4() {
    char transport =
        hop.tls()
            .map(
                tls ->
                    switch (tls.first().transport()) {
                      case TCP -> 't';
                      case DTLS -> 'd';
                      case QUIC -> 'q';
                    })
            .orElse('t');
    return hello().map(hello -> Ja4.of(hello, transport));
  }

  private String whyNoCertificate() {
    if (last().isEmpty()) {
      return hop.seen() ? "never sent" : UNSEEN;
    }
    if (encryptsCertificate()) {
      return "encrypted";
    }
    if (last().get().serverHello().isEmpty()) {
      return "never sent";
    }
    return resumed() ? "not sent (resumed)" : "not readable";
  }

  private static boolean isResumed(Outcome outcome) {
    return outcome instanceof Outcome.Established established && established.resumed()
        || outcome instanceof Outcome.Quit quit && quit.resumed();
  }
}
