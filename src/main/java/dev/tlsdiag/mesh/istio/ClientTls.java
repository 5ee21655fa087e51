package dev.tlsdiag.mesh.istio;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.yaml.Position;
import java.util.List;
import java.util.Optional;

/**
 * {@code trafficPolicy.tls} of a DestinationRule: how a sidecar speaks to the service.
 *
 * @param mode as written: {@code DISABLE}, {@code SIMPLE}, {@code MUTUAL}, {@code ISTIO_MUTUAL}
 * @param position of the key {@code tls}
 */
public record ClientTls(
    Optional<Word> mode,
    Optional<Word> sni,
    List<Word> subjectAltNames,
    Optional<Word> caCertificates,
    Optional<Word> clientCertificate,
    Optional<Word> privateKey,
    Optional<Word> credentialName,
    boolean insecureSkipVerify,
    Position position) {
  public ClientTls {
    requireNonNull(mode, "mode is null");
    requireNonNull(sni, "sni is null");
    subjectAltNames = List.copyOf(subjectAltNames);
    requireNonNull(caCertificates, "caCertificates is null");
    requireNonNull(clientCertificate, "clientCertificate is null");
    requireNonNull(privateKey, "privateKey is null");
    requireNonNull(credentialName, "credentialName is null");
    requireNonNull(position, "position is null");
  }

  static ClientTls parse(Part tls) {
    return new ClientTls(
        tls.word("mode"),
        tls.word("sni").filter(word -> !word.text().isEmpty()),
        tls.words("subjectAltNames"),
        given(tls, "caCertificates"),
        given(tls, "clientCertificate"),
        given(tls, "privateKey"),
        given(tls, "credentialName"),
        tls.bool("insecureSkipVerify").orElse(false),
        tls.position());
  }

  private static Optional<Word> given(Part tls, String key) {
    return tls.word(key).filter(word -> !word.text().isEmpty());
  }

  public boolean is(String wanted) {
    return mode.map(Word::text).orElse("DISABLE").equals(wanted);
  }

  /** Whether it asks for a certificate of the client's and says none. */
  public boolean lacksOwnCertificate() {
    return is("MUTUAL")
        && credentialName.isEmpty()
        && (clientCertificate.isEmpty() || privateKey.isEmpty());
  }

  /** Where the mode stands; the whole where it does not. */
  public Position at() {
    return mode.map(Word::position).orElse(position);
  }
}
