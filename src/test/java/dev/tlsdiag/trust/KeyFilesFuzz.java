package dev.tlsdiag.trust;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.tlsdiag.x509.PemMaterial;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/** Files of certificates and keys: only {@link UnusableFileException} may come out. */
class KeyFilesFuzz {
  private static final Passphrase KNOWN = file -> Optional.of("secret".toCharArray());

  private interface Parser {
    void parse(byte[] file) throws UnusableFileException;
  }

  @FuzzTest(maxDuration = "60s")
  void any(byte[] file) {
    parse(file);
  }

  /** As what stands between the lines of PEM. */
  @FuzzTest(maxDuration = "60s")
  void pem(byte[] der) {
    for (String label :
        new String[] {"CERTIFICATE", "PRIVATE KEY", "EC PRIVATE KEY", "CERTIFICATE REQUEST"}) {
      String lines = Base64.getMimeEncoder().encodeToString(der);
      String pem = "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, lines, label);
      parse(pem.getBytes(StandardCharsets.US_ASCII));
    }
  }

  private static void parse(byte[] file) {
    onlyOurs(bytes -> FileContents.parse(bytes, "x", KNOWN), file);
    onlyOurs(bytes -> FileContents.parseCertificates(bytes, "x", Passphrase.NONE), file);
    onlyOurs(bytes -> SigningRequest.parse(bytes, "x"), file);
    PemMaterial.parse(new String(file, StandardCharsets.ISO_8859_1));
  }

  private static void onlyOurs(Parser parser, byte[] file) {
    try {
      parser.parse(file);
    } catch (UnusableFileException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }
}
