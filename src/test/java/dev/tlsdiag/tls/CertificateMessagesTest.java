package dev.tlsdiag.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CertificateMessagesTest {
  @Test
  void readsTheChain() throws MalformedMessageException, CertificateException {
    List<String> subjects = new ArrayList<>();
    for (Bytes der : Certificates.parse(Samples.body("certificate-tls12"))) {
      X509Certificate certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      subjects.add(certificate.getSubjectX500Principal().getName());
    }

    assertEquals(List.of("CN=app.example.test", "CN=tlsdiag test authority"), subjects);
  }

  @Test
  void aCutChainKeepsTheWholeCertificates() throws MalformedMessageException {
    Bytes body = Samples.body("certificate-tls12");

    assertEquals(1, Certificates.parse(body.head(body.length() - 1)).size());
    assertEquals(List.of(), Certificates.parse(body.head(3)));
    assertThrows(MalformedMessageException.class, () -> Certificates.parse(body.head(2)));
  }

  @Test
  void readsTheRequestOfTls12() throws MalformedMessageException {
    CertificateRequest request =
        CertificateRequest.parse(Samples.body("certificate-request-tls12"));

    assertEquals(List.of(1, 2, 64), request.certificateTypes());
    assertEquals(1, request.authorities().size());
    assertEquals("ecdsa_secp256r1_sha256", request.signatureSchemes().get(0).name());
  }

  @Test
  void readsTheRequestOfTls10() throws MalformedMessageException {
    CertificateRequest request = CertificateRequest.parse(Bytes.ofHex("02 01 40 0004 0002 3000"));

    assertEquals(List.of(1, 64), request.certificateTypes());
    assertEquals(List.of(), request.signatureSchemes());
    assertEquals(List.of(Bytes.ofHex("3000")), request.authorities());
  }

  @Test
  void rejectsEveryTruncationOfARequest() {
    Bytes body = Samples.body("certificate-request-tls12");
    for (int length = 0; length < body.length(); length++) {
      Bytes cut = body.head(length);
      assertThrows(MalformedMessageException.class, () -> CertificateRequest.parse(cut));
    }
  }

  @Test
  void readsAnAlert() throws MalformedMessageException {
    Alert alert = Alert.parse(Bytes.ofHex("0270"));

    assertEquals(new Alert(Alert.FATAL, AlertDescription.UNRECOGNIZED_NAME), alert);
    assertEquals("fatal", alert.levelName());
    var e = assertThrows(MalformedMessageException.class, () -> Alert.parse(Bytes.ofHex("02")));
    assertEquals("description at byte 1: needs 1 bytes, 0 left", e.getMessage());
  }
}
