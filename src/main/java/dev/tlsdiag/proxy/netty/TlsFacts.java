package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.proxy.core.HandshakeSigns;
import dev.tlsdiag.tls.AlertDescription;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.Verification;
import java.util.List;
import java.util.Optional;

/**
 * What this end knows of its TLS.
 *
 * @param raised the alert that this end sent
 */
record TlsFacts(
    boolean established,
    Optional<String> version,
    Optional<String> cipherSuite,
    Optional<String> alpn,
    List<Bytes> serverCertificates,
    List<Bytes> peerCertificates,
    Optional<Verification> verification,
    Optional<HandshakeSigns> failure,
    Optional<AlertDescription> raised) {
  static final TlsFacts NONE =
      new TlsFacts(
          false,
          Optional.empty(),
          Optional.empty(),
          Optional.empty(),
          List.of(),
          List.of(),
          Optional.empty(),
          Optional.empty(),
          Optional.empty());

  TlsFacts {
    serverCertificates = List.copyOf(serverCertificates);
    peerCertificates = List.copyOf(peerCertificates);
  }

  /** The same with what ended it. */
  TlsFacts failed(HandshakeSigns signs, Optional<AlertDescription> alert) {
    return new TlsFacts(
        established,
        version,
        cipherSuite,
        alpn,
        serverCertificates,
        peerCertificates,
        verification,
        Optional.of(signs),
        alert);
  }
}
