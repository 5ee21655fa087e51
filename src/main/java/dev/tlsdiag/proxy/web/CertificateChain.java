package dev.tlsdiag.proxy.web;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.diagnose.Leg;
import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.report.Printable;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.x509.SubjectName;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/** The certificates that the server of a leg presented, and what their check gave. */
final class CertificateChain {
  private static final int MOST = 10;
  private static final int MOST_NAMES = 20;

  private final JsonText json;

  CertificateChain(JsonText json) {
    this.json = requireNonNull(json, "json is null");
  }

  /** Adds {@code certificates} and {@code verification}. */
  void write(Leg leg) {
    List<Bytes> chain =
        leg.last()
            .map(Handshake::certificates)
            .filter(list -> !list.isEmpty())
            .or(
                () ->
                    leg.hop().tls().flatMap(Step.Tls::session).map(each -> each.peerCertificates()))
            .orElse(List.of());
    json.key("certificates").open('[');
    chain.stream().limit(MOST).forEach(this::certificate);
    json.close(']');
    leg.hop()
        .tls()
        .flatMap(Step.Tls::session)
        .flatMap(session -> session.verification())
        .ifPresent(
            check ->
                json.key("verification")
                    .string(
                        check
                                .problem()
                                .map(problem -> problem.kind().label() + ": " + problem.message())
                                .orElse("verified")
                            + (check.enforced() ? "" : " (not enforced)")));
  }

  private void certificate(Bytes der) {
    json.open('{').key("sha256").token(sha256(der));
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      json.key("subject").string(Printable.escape(certificate.getSubjectX500Principal().getName()));
      json.key("issuer").string(Printable.escape(certificate.getIssuerX500Principal().getName()));
      json.key("names").open('[');
      SubjectName.of(certificate).stream()
          .limit(MOST_NAMES)
          .forEach(name -> json.string(Printable.escape(name.value())));
      json.close(']');
      json.key("notBefore").token(certificate.getNotBefore().toInstant().toString());
      json.key("notAfter").token(certificate.getNotAfter().toInstant().toString());
    } catch (CertificateException e) {
      json.key("problem").string(Printable.escape(String.valueOf(e.getMessage())));
    }
    json.close('}');
  }

  private static String sha256(Bytes bytes) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.toArray())).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
