package dev.tlsdiag.trace;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Verification;
import java.util.List;
import java.util.Optional;

/**
 * What only an end of a connection knows of its handshake: packets show none of this from TLS 1.3
 * on.
 *
 * @param end which end tells it
 * @param version negotiated, as in {@code ProtocolVersion#name}; empty where it did not come so far
 * @param cipherSuite negotiated, the name registered by IANA
 * @param alpn the protocol agreed on; empty where none was
 * @param resumed whether an earlier session was taken up
 * @param peerCertificates the chain as the peer presented it, DER each
 * @param verification what the check of that chain gave; empty where none was made
 * @param error the TLS library's own words for why it failed
 */
public record TlsSession(
    Side end,
    Optional<String> version,
    Optional<String> cipherSuite,
    Optional<String> alpn,
    boolean resumed,
    List<Bytes> peerCertificates,
    Optional<Verification> verification,
    Optional<String> error) {
  public TlsSession {
    requireNonNull(end, "end is null");
    requireNonNull(version, "version is null");
    requireNonNull(cipherSuite, "cipherSuite is null");
    requireNonNull(alpn, "alpn is null");
    peerCertificates = List.copyOf(peerCertificates);
    requireNonNull(verification, "verification is null");
    requireNonNull(error, "error is null");
  }
}
