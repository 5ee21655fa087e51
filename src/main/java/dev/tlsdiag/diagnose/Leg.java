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
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.OutcomeText;
import dev.tlsdiag.trace.SentHello;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.Verification;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * A hop in the words of a report. What a peer sent is in them as it came.
 *
 * @param number 1-based
 */
public record Leg(HopTrace trace, int number, Hop hop) {
  public static final String ABSENT = "absent";
  public static final String UNSEEN = "not captured";
  static final String NOTHING = "–";

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
    Optional<String> version =
        hello.map(h -> h.version().name()).or(() -> session().flatMap(TlsSession::version));
    Optional<String> protocol =
        hello.flatMap(ServerHello::alpnProtocol).or(() -> session().flatMap(TlsSession::alpn));
    return version.map(v -> v + protocol.map(p -> ", " + p).orElse("")).orElse(NOTHING);
  }

  /** When the ServerHello came, or how it ended where that says more. */
  public String answer() {
    Optional<String> failure = earlyFailure();
    if (failure.isPresent()) {
      return failure.get();
    }
    if (last().isEmpty()) {
      return words().or(this::told).orElse(hop.seen() ? "no TLS" : UNSEEN);
    }
    Handshake last = last().get();
    String ending = words().orElse(UNSEEN);
    if (last.answer().kind() != Answer.Kind.SERVER_HELLO || last.outcome().failed()) {
      return ending;
    }
    String when = "ServerHello +" + Durations.text(Duration.ofNanos(last.answer().nanos()));
    return last.outcome() instanceof Outcome.Established ? when : when + ", " + ending;
  }

  /** The client of a hop may be a proxy, and so may its server. */
  private Optional<String> words() {
    return OutcomeText.of(
        hop,
        side ->
            switch (side) {
              case CLIENT -> hop.from().role().label();
              case SERVER -> hop.to().role().label();
            });
  }

  /** How the hop ended; what ended it after a good handshake says more than that. */
  public String outcome() {
    Optional<String> failure = earlyFailure();
    if (failure.isPresent()) {
      return failure.get();
    }
    boolean handshakeFailed = hop.outcome().filter(Outcome::failed).isPresent();
    Optional<String> response = http().flatMap(HttpExchange::problem);
    return handshakeFailed || response.isEmpty()
        ? words().or(this::told).orElse(UNSEEN)
        : response.get();
  }

  /** Where none of its bytes are at hand: what is told of its failure, else of its end. */
  private Optional<String> told() {
    List<Step> told = hop.steps().stream().filter(Step.Told.class::isInstance).toList();
    return told.stream()
        .filter(Step::failed)
        .findFirst()
        .or(() -> told.stream().reduce((earlier, later) -> later))
        .map(step -> ((Step.Told) step).what());
  }

  /** Why there was nobody to say hello to: no address, no tunnel. */
  private Optional<String> earlyFailure() {
    for (Step step : hop.steps()) {
      if (step instanceof Step.Resolve resolve && resolve.problem().isPresent()) {
        return Optional.of("%s: %s".formatted(resolve.name(), resolve.problem().get()));
      }
      if (step instanceof Step.Tunnel tunnel && tunnel.problem().isPresent()) {
        return Optional.of("no tunnel: " + tunnel.problem().get());
      }
    }
    return Optional.empty();
  }

  public Optional<HttpExchange> http() {
    return hop.http();
  }

  /** {@code 200}, {@code 503 made by proxy}: the status on this leg, and whose it is. */
  public String status() {
    Optional<HttpExchange> exchange = http();
    if (exchange.isEmpty()) {
      return NOTHING;
    }
    if (exchange.get().status().isEmpty()) {
      return exchange.get().problem().orElse(NOTHING);
    }
    return exchange.get().status().getAsInt() + (madeByProxy() ? " made by " + maker() : "");
  }

  /** Whether there is a response on this leg, and the next one, which was seen, has none. */
  public boolean madeByProxy() {
    if (number >= trace.hops().size() || http().flatMap(Leg::statusOf).isEmpty()) {
      return false;
    }
    Hop next = trace.hops().get(number);
    return next.seen() && next.http().flatMap(Leg::statusOf).isEmpty();
  }

  private String maker() {
    return http().flatMap(h -> h.responseHeader("server")).orElse("proxy");
  }

  private static Optional<Integer> statusOf(HttpExchange exchange) {
    return exchange.status().stream().boxed().findFirst();
  }

  private Optional<TlsSession> session() {
    return hop.tls().flatMap(Step.Tls::session);
  }

  /** What the check of the certificate found wrong; empty where nothing, or none was made. */
  public Optional<ChainProblem> certificateProblem() {
    return session().flatMap(TlsSession::verification).flatMap(Verification::problem);
  }

  /** The server's own certificate, DER; empty where it was not seen. */
  public Optional<Bytes> leaf() {
    return last().stream()
        .flatMap(last -> last.certificates().stream())
        .findFirst()
        .or(() -> session().stream().flatMap(s -> s.peerCertificates().stream()).findFirst());
  }

  public Optional<CertificateNames> certificateNames() {
    return last()
        .flatMap(last -> CertificateNames.of(last.certificates()))
        .or(() -> session().flatMap(session -> CertificateNames.of(session.peerCertificates())));
  }

  /** What the server's certificate is for, or why that cannot be seen. */
  public String certificate() {
    String problem = certificateProblem().map(p -> ", " + p.kind().label()).orElse("");
    return certificateNames()
        .map(names -> names.shown() + problem)
        .orElseGet(this::whyNoCertificate);
  }

  public boolean encryptsCertificate() {
    if (certificateNames().isPresent()) {
      return false; // an end of the connection told
    }
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
      boolean captured = hop.steps().stream().anyMatch(step -> !(step instanceof Step.Told));
      return captured ? "never sent" : UNSEEN;
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
