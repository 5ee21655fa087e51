package dev.tlsdiag.proxy.record;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.report.JsonText;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Certificates as JSON. Those of one server come again and again, and are read once. */
final class CertificateJson {
  private static final int REMEMBERED = 512;
  private static final int DNS_NAME = 2;
  private static final int IP_ADDRESS = 7;

  /**
   * What is told of one.
   *
   * @param problem why it cannot be read; then there is nothing else but the sum
   */
  private record Facts(
      String sha256,
      String subject,
      String issuer,
      List<String> names,
      String notBefore,
      String notAfter,
      Optional<String> problem) {}

  private final JsonText json;
  private final Map<Bytes, Facts> known =
      new LinkedHashMap<>(64, 0.75f, /* accessOrder= */ true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Bytes, Facts> eldest) {
          return size() > REMEMBERED;
        }
      };

  CertificateJson(JsonText json) {
    this.json = requireNonNull(json, "json is null");
  }

  /** The chain as presented, leaf first; nothing where there is none. */
  void write(String key, List<Bytes> chain) {
    if (chain.isEmpty()) {
      return;
    }
    json.key(key).open('[');
    for (Bytes certificate : chain) {
      Facts facts = known.get(certificate);
      if (facts == null) {
        facts = facts(certificate);
        known.put(certificate, facts);
      }
      write(facts);
    }
    json.close(']');
  }

  private void write(Facts facts) {
    json.open('{').key("sha256").token(facts.sha256());
    if (facts.problem().isPresent()) {
      json.key("problem").string(facts.problem().get());
    } else {
      json.key("subject").string(facts.subject()).key("issuer").string(facts.issuer());
      json.key("names").open('[');
      facts.names().forEach(json::string);
      json.close(']').key("notBefore").token(facts.notBefore());
      json.key("notAfter").token(facts.notAfter());
    }
    json.close('}');
  }

  private static Facts facts(Bytes der) {
    String sum = sha256(der);
    try {
      var certificate =
          (X509Certificate)
              CertificateFactory.getInstance("X.509")
                  .generateCertificate(new ByteArrayInputStream(der.toArray()));
      return new Facts(
          sum,
          certificate.getSubjectX500Principal().getName(),
          certificate.getIssuerX500Principal().getName(),
          names(certificate),
          certificate.getNotBefore().toInstant().toString(),
          certificate.getNotAfter().toInstant().toString(),
          Optional.empty());
    } catch (CertificateException e) {
      return new Facts(sum, "", "", List.of(), "", "", Optional.of(String.valueOf(e.getMessage())));
    }
  }

  /** DNS names and addresses of subjectAltName, in their order. */
  private static List<String> names(X509Certificate certificate) throws CertificateException {
    Collection<List<?>> alternatives = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (alternatives != null) {
      for (List<?> alternative : alternatives) {
        Integer type = (Integer) alternative.get(0);
        if (type == DNS_NAME || type == IP_ADDRESS) {
          names.add((String) alternative.get(1));
        }
      }
    }
    return names;
  }

  private static String sha256(Bytes bytes) {
    try {
      return Bytes.wrap(MessageDigest.getInstance("SHA-256").digest(bytes.toArray())).toHex();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
