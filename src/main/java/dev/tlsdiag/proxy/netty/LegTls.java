package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.trace.Connection;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.trace.TlsSession;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;

/** What the TLS library of this end says of one connection, and how it goes with what was seen. */
final class LegTls {
  /** This end of the connection. */
  private final Side self;

  private TlsFacts facts = TlsFacts.NONE;
  private boolean dataSeen;

  LegTls(Side self) {
    this.self = self;
  }

  TlsFacts facts() {
    return facts;
  }

  void facts(TlsFacts newFacts) {
    facts = newFacts;
  }

  /** The library has given away bytes that the peer sent inside TLS. */
  void applicationData() {
    dataSeen = true;
  }

  /**
   * The step of a connection that was intercepted.
   *
   * @param seen by the tape
   * @param requests how many the connection carried
   */
  Step.Tls step(Connection seen, long requests, List<Evidence> evidence) {
    Handshake last = seen.last();
    Outcome seenOutcome = last.outcome();
    Outcome outcome =
        facts
            .failure()
            .map(signs -> signs.outcome(seenOutcome, facts.raised()))
            .orElseGet(() -> known(seenOutcome, requests));
    List<Bytes> certificates =
        last.certificates().isEmpty() ? facts.serverCertificates() : last.certificates();
    Handshake known = last.known(certificates, outcome);
    Handshake first = seen.handshakes().size() == 1 ? known : seen.first();
    boolean resumed = seenOutcome instanceof Outcome.Established e && e.resumed();
    TlsSession session =
        new TlsSession(
            self,
            facts.version(),
            facts.cipherSuite(),
            facts.alpn(),
            resumed,
            facts.peerCertificates(),
            facts.verification(),
            facts.failure().map(HandshakeSigns::libraryError).filter(text -> !text.isEmpty()));
    return new Step.Tls(first, known, Optional.of(session), evidence);
  }

  /**
   * From outside, short records at the end look like alerts; this end knows that they were data.
   */
  private Outcome known(Outcome seen, long requests) {
    if (!seen.failed() || !facts.established() || !dataSeen) {
      return seen;
    }
    boolean resumed = seen instanceof Outcome.Quit quit && quit.resumed();
    return new Outcome.Established(resumed, self == Side.CLIENT || requests > 0);
  }
}
