package dev.tlsdiag.x509;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CertificateStrengthTest {
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          CN=ca   | 2048 | SHA256withRSA | ''
          CN=ca   | 1024 | SHA256withRSA | the certificate has an RSA key of 1024 bits
          CN=ca   | 2048 | SHA1withRSA   | the certificate is signed with SHA1withRSA
          CN=leaf | 2048 | SHA1withRSA   | ''
          """)
  void tellsWhatIsTooWeak(String issuer, int bits, String signature, String message)
      throws GeneralSecurityException, OperatorCreationException {
    assertEquals(
        message,
        CertificateStrength.of(List.of(certificate(issuer, bits, signature)))
            .map(CertificateStrength.Weakness::message)
            .orElse(""));
  }

  private static X509Certificate certificate(String issuer, int bits, String signature)
      throws GeneralSecurityException, OperatorCreationException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(bits);
    KeyPair keys = generator.generateKeyPair();
    var builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            BigInteger.ONE,
            Date.from(Instant.EPOCH),
            Date.from(Instant.EPOCH.plusSeconds(1)),
            new X500Name("CN=leaf"),
            keys.getPublic());
    return new JcaX509CertificateConverter()
        .getCertificate(
            builder.build(new JcaContentSignerBuilder(signature).build(keys.getPrivate())));
  }
}
