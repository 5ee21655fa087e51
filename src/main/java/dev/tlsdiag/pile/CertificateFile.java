package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.security.cert.X509Certificate;
import java.util.List;

/**
 * Certificates of one file, in its order. Keys beside them are not even decoded.
 *
 * @param name as the contribution has it
 * @param format {@code PEM}, {@code DER} …
 */
public record CertificateFile(String name, String format, List<X509Certificate> certificates) {
  public CertificateFile {
    requireNonNull(name, "name is null");
    requireNonNull(format, "format is null");
    certificates = List.copyOf(certificates);
  }
}
