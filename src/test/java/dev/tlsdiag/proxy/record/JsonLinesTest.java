package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.trace.HttpExchange;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class JsonLinesTest {
  private static final JsonSchema SCHEMA = schema();
  private static final Duration LONG = Duration.ofSeconds(20);
  private static final ObjectMapper MAPPER = new ObjectMapper();

  private static JsonSchema schema() {
    try (InputStream text = JsonLines.class.getResourceAsStream("events.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> lines(Redaction redaction) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLines lines = new JsonLines("events", out, redaction);
    lines.onLeg(RecordSamples.downstream());
    lines.onLeg(RecordSamples.upstreamSilent());
    lines.onLeg(RecordSamples.upstreamWrongName(List.of(Bytes.ofHex("3000"))));
    lines.onLeg(RecordSamples.upstreamRefused());
    lines.onLeg(RecordSamples.upstreamUnresolved());
    lines.onExchange(RecordSamples.request());
    lines.onExchange(RecordSamples.localReply());
    lines.finish(LONG);
    assertEquals(0, lines.lost());
    return out.toString(StandardCharsets.UTF_8).lines().toList();
  }

  @Test
  void everyLineIsValid() {
    List<String> lines = lines(Redaction.ON);
    assertEquals(7, lines.size());
    for (String line : lines) {
      assertEquals(Set.of(), SCHEMA.validate(line, InputFormat.JSON), line);
    }
  }

  /** Only where the proxy did not hand the headers on as they came. */
  @Test
  void aRequestThatWasSentOnOtherwiseShowsBoth() throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    JsonLines lines = new JsonLines("events", out, Redaction.ON);
    ExchangeRecord usual = RecordSamples.request();
    lines.onExchange(sentOn(usual, usual.exchange().requestHeaders()));
    lines.onExchange(
        sentOn(
            usual,
            List.of(
                new HttpExchange.Header("Host", "svc.example.test"),
                new HttpExchange.Header("Authorization", "Bearer sesame"))));
    lines.finish(LONG);
    List<String> written = out.toString(StandardCharsets.UTF_8).lines().toList();
    assertFalse(written.get(0).contains("upstreamRequestHeaders"), written.get(0));
    assertEquals(Set.of(), SCHEMA.validate(written.get(1), InputFormat.JSON), written.get(1));
    JsonNode headers = MAPPER.readTree(written.get(1)).at("/upstreamRequestHeaders");
    assertEquals("svc.example.test", headers.at("/0/value").asText());
    assertEquals("Bearer [redacted]", headers.at("/1/value").asText());
  }

  private static ExchangeRecord sentOn(ExchangeRecord record, List<HttpExchange.Header> headers) {
    return new ExchangeRecord(
        record.id(),
        record.downstream(),
        record.upstream(),
        record.start(),
        record.duration(),
        record.exchange(),
        record.localReply(),
        record.upstreamProtocol(),
        headers);
  }

  @Test
  void schemaIsNotLenient() {
    String line = lines(Redaction.ON).get(1);
    assertFalse(
        SCHEMA
            .validate(line.replace("\"requests\":0", "\"requests\":\"0\""), InputFormat.JSON)
            .isEmpty());
    assertFalse(
        SCHEMA.validate(line.replace("\"requests\":0", "\"asked\":0"), InputFormat.JSON).isEmpty());
  }

  @Test
  void aFailedHandshakeHasItsHelloDecodedAndAsBytes() throws IOException {
    JsonNode leg = MAPPER.readTree(lines(Redaction.ON).get(1));
    assertEquals("failed", leg.at("/result").asText());
    assertEquals("tls", leg.at("/failedStep").asText());
    assertEquals(1, leg.at("/cause").asInt());
    assertEquals("app.example.test", leg.at("/names/clientSni").asText());
    assertTrue(leg.at("/names/upstreamSni").isMissingNode());
    JsonNode tls = leg.at("/steps/2");
    assertEquals("silence", tls.at("/outcome/kind").asText());
    assertTrue(tls.at("/clientHello/ja4").asText().startsWith("t12i"), tls.toString());
    assertEquals(
        2 * tls.at("/clientHello/bytes").asInt(), tls.at("/clientHello/hex").asText().length());
  }

  @Test
  void secretsAreTakenOut() throws IOException {
    String line = lines(Redaction.ON).get(5);
    assertFalse(line.contains("s3cr3t") || line.contains("abcd"), line);
    JsonNode request = MAPPER.readTree(line);
    assertEquals(
        "https://app.example.test/a?b=1&X-Amz-Signature=[redacted]", request.at("/url").asText());
    assertEquals("Bearer [redacted]", request.at("/requestHeaders/0/value").asText());
    assertEquals("sid=[redacted]; Path=/", request.at("/responseHeaders/0/value").asText());
    assertTrue(lines(Redaction.OFF).get(5).contains("s3cr3t"));
  }

  @Test
  void aFullDiskIsToldAndCounted() throws IOException {
    Path full = Path.of("/dev/full");
    Assumptions.assumeTrue(Files.exists(full), "no /dev/full here");
    JsonLines lines = new JsonLines("events", new FileOutputStream(full.toFile()), Redaction.ON);
    for (int i = 0; i < 1000; i++) {
      lines.onExchange(RecordSamples.request());
    }
    lines.finish(LONG);
    assertEquals(1000, lines.lost());
    assertTrue(lines.problem().orElseThrow().getMessage().contains("No space left"));
  }
}
