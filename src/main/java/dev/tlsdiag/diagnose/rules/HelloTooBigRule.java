package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.Confidence;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Fix;
import dev.tlsdiag.diagnose.Rule;
import dev.tlsdiag.diagnose.RuleInfo;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.SentHello;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code clienthello-too-big}: a large ClientHello is refused, and a smaller one of the same client
 * is not.
 */
final class HelloTooBigRule implements Rule {
  /** Bytes that no hello has by its usual extensions and one key share. */
  private static final int LARGE = 2048;

  /** Less is no more than another name or session ID. */
  private static final int CLEARLY = 100;

  private static final RuleInfo INFO =
      new RuleInfo(
          "clienthello-too-big",
          Severity.ERROR,
          "A ClientHello is refused for its size",
          "the hello is too large",
          "Make the hello smaller: switch session tickets off first, then post-quantum key shares.",
          List.of(
              new Fix("Envoy", "an update: tls_inspector took 64 kB, and BoringSSL 16 kB"),
              new Fix(
                  "nginx", "ssl_session_tickets off; where client certificates make tickets large"),
              new Fix(".NET", "SslServerAuthenticationOptions.AllowTlsResume = false"),
              new Fix("OpenSSL", "SSL_OP_NO_TICKET; a group list without post-quantum key shares"),
              new Fix("Go", "GODEBUG=tlsmlkem=0, as a test")),
          Optional.empty(),
          RefusedHello.explaining("clienthello-split"));

  @Override
  public RuleInfo info() {
    return INFO;
  }

  @Override
  public Stream<Finding> check(HopTrace trace, Facts facts) {
    return RefusedHello.in(trace, facts).flatMap(refused -> finding(refused).stream());
  }

  private static Optional<Finding> finding(RefusedHello refused) {
    int size = size(refused.handshake());
    boolean largerTaken =
        refused.taken(h -> refused.sameSpelling(h) && size(h) >= size).isPresent();
    if (largerTaken) {
      return Optional.empty();
    }
    boolean inPieces = inPieces(refused.handshake());
    Optional<Handshake> smaller =
        refused
            .taken(h -> refused.sameSpelling(h) && inPieces(h) == inPieces && size(h) < size)
            .filter(h -> refused.alike(h) || size > LARGE && size(h) < size / 2);
    return smaller.filter(h -> size - size(h) >= CLEARLY).map(h -> finding(refused, h, size));
  }

  private static Finding finding(RefusedHello refused, Handshake smaller, int size) {
    String of =
        refused
            .hello()
            .sessionTicket()
            .filter(ticket -> ticket.length() > size / 2)
            .map(ticket -> " (a session ticket of %d)".formatted(ticket.length()))
            .orElse("");
    return refused.beside(
        smaller,
        "size",
        Finding.of(
                INFO,
                refused.place(),
                Severity.ERROR,
                "a hello of %d bytes%s is %s, one of %d bytes is taken (%s)"
                    .formatted(
                        size, of, refused.how(), size(smaller), refused.place().whereSeen(smaller)))
            .with(Confidence.MEDIUM)
            .notRuledOut(
                "what makes it large may be refused, and not that it is large",
                "the same hello with padding (RFC 7685) in its place"));
  }

  private static boolean inPieces(Handshake handshake) {
    SentHello sent = handshake.sent().orElseThrow();
    return sent.segments() > 1 || sent.records() > 1;
  }

  private static int size(Handshake handshake) {
    return handshake.sent().orElseThrow().message().length();
  }
}
