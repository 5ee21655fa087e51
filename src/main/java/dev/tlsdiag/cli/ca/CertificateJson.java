package dev.tlsdiag.cli.ca;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import dev.tlsdiag.report.CertificateText;
import dev.tlsdiag.x509.ChainProblem;
import dev.tlsdiag.x509.SubjectName;
import java.io.IOException;
import java.io.StringWriter;
import java.io.Writer;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** What {@code ca inspect} found, as JSON in ASCII. */
final class CertificateJson {
  private static final int SCHEMA_VERSION = 1;

  private CertificateJson() {}

  static String of(CertificateSource source, List<ChainProblem> problems, Instant now)
      throws IOException {
    Writer text = new StringWriter();
    try (JsonGenerator json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .build()
            .createGenerator(text)) {
      json.writeStartObject();
      json.writeNumberField("schemaVersion", SCHEMA_VERSION);
      json.writeStringField("source", source.name());
      json.writeStringField("format", source.format());
      json.writeArrayFieldStart("problems");
      for (ChainProblem problem : problems) {
        json.writeStartObject();
        json.writeStringField("kind", problem.kind().label());
        json.writeNumberField("depth", problem.depth());
        json.writeStringField("message", problem.message());
        json.writeEndObject();
      }
      json.writeEndArray();
      json.writeArrayFieldStart("certificates");
      for (X509Certificate certificate : source.certificates()) {
        certificate(json, certificate, now);
      }
      json.writeEndArray();
      strings(json, "warnings", source.skipped());
      json.writeEndObject();
    }
    return text + "\n";
  }

  private static void certificate(JsonGenerator json, X509Certificate certificate, Instant now)
      throws IOException {
    Instant until = certificate.getNotAfter().toInstant();
    json.writeStartObject();
    json.writeStringField("subject", certificate.getSubjectX500Principal().getName());
    json.writeStringField("issuer", certificate.getIssuerX500Principal().getName());
    strings(json, "names", SubjectName.of(certificate).stream().map(SubjectName::value).toList());
    json.writeBooleanField("authority", CertificateText.isAuthority(certificate));
    json.writeStringField("key", CertificateText.key(certificate));
    json.writeStringField("signature", certificate.getSigAlgName());
    strings(json, "usages", CertificateText.usages(certificate));
    json.writeStringField("notBefore", certificate.getNotBefore().toInstant().toString());
    json.writeStringField("notAfter", until.toString());
    json.writeNumberField("daysLeft", Duration.between(now, until).toDays());
    json.writeStringField("serial", CertificateText.serial(certificate));
    json.writeStringField("sha256", CertificateText.sha256(certificate));
    json.writeEndObject();
  }

  private static void strings(JsonGenerator json, String name, List<String> values)
      throws IOException {
    json.writeArrayFieldStart(name);
    for (String value : values) {
      json.writeString(value);
    }
    json.writeEndArray();
  }
}
