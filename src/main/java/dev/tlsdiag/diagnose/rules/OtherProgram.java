package dev.tlsdiag.diagnose.rules;

import dev.tlsdiag.diagnose.CertificateCase;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.ServerChain;
import dev.tlsdiag.tls.Ja4;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Outcome;
import java.util.Optional;

/**
 * Another program on the same machine that accepts what this one refuses: the control that tells
 * the store of a program from that of the machine.
 */
final class OtherProgram {
  private OtherProgram() {}

  /** A handshake of one that shows another fingerprint and was then used. */
  static Optional<Handshake> accepting(CertificateCase c, Facts facts) {
    Optional<String> own = fingerprint(c.place().last());
    return own.isEmpty()
        ? Optional.empty()
        : facts.otherWith(
            c.place(),
            h ->
                h.client().host().equals(c.place().last().client().host())
                    && h.sameServerName(c.place().last())
                    && h.outcome() instanceof Outcome.Established established
                    && established.applicationData()
                    && !established.resumed()
                    && fingerprint(h).filter(ja4 -> !ja4.equals(own.get())).isPresent()
                    && sameCertificate(c, h));
  }

  static Optional<String> fingerprint(Handshake handshake) {
    return handshake.sent().map(sent -> Ja4.of(sent.hello(), 't'));
  }

  /** Where both can be read: interceptors make a leaf anew and keep the issuer. */
  private static boolean sameCertificate(CertificateCase c, Handshake other) {
    Optional<ServerChain> theirs = ServerChain.of(other.certificates());
    return c.chain().isEmpty()
        || theirs.isEmpty()
        || theirs.get().issuer().equals(c.chain().get().issuer());
  }
}
