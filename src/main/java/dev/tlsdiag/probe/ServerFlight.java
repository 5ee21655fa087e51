package dev.tlsdiag.probe;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tls.Alert;
import dev.tlsdiag.tls.CertificateRequest;
import dev.tlsdiag.tls.NamedGroup;
import dev.tlsdiag.tls.ServerHello;
import dev.tlsdiag.wire.Bytes;
import java.util.List;
import java.util.Optional;

/**
 * What the server said in answer to a ClientHello it took: of TLS 1.3 decrypted, of older versions
 * in the clear.
 *
 * @param readable false where it is encrypted with a secret that is not ours
 * @param complete whether it came to its end: Finished, ServerHelloDone; of an unreadable one
 *     whether anything of a flight's size came
 * @param retried whether a HelloRetryRequest went before, and was answered
 * @param group of the key exchange
 * @param alpn the protocol chosen
 * @param certificates the chain as presented, DER each; nothing proves that the server has the key
 * @param certificateRequest of TLS 1.3 without types
 * @param encryptedAlert an alert in TLS 1.3 behind the ServerHello
 * @param resumed whether it took up an earlier session
 */
public record ServerFlight(
    ServerHello serverHello,
    boolean readable,
    boolean complete,
    boolean retried,
    Optional<NamedGroup> group,
    Optional<String> alpn,
    List<Bytes> certificates,
    Optional<CertificateRequest> certificateRequest,
    Optional<Alert> encryptedAlert,
    boolean resumed) {
  public ServerFlight {
    requireNonNull(serverHello, "serverHello is null");
    requireNonNull(group, "group is null");
    requireNonNull(alpn, "alpn is null");
    certificates = List.copyOf(certificates);
    requireNonNull(certificateRequest, "certificateRequest is null");
    requireNonNull(encryptedAlert, "encryptedAlert is null");
  }
}
