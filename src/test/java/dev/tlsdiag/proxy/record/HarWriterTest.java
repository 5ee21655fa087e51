package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.JsonSchemas;
import dev.tlsdiag.trace.Redaction;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HarWriterTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @TempDir Path folder;

  @Test
  void isAnArchiveWithRequestsAndConnections() throws IOException {
    Path file = folder.resolve("a.har");
    HarWriter har = HarWriter.open(file, "1.0", Redaction.ON);
    har.onLeg(RecordSamples.upstreamSilent());
    har.onExchange(RecordSamples.localReply());
    har.onExchange(RecordSamples.request());
    har.onLeg(RecordSamples.downstream());
    har.finish(LONG);
    assertEquals(0, har.lost());

    JsonNode log = new ObjectMapper().readTree(file.toFile()).at("/log");
    assertEquals("1.2", log.at("/version").asText());
    assertEquals(4, log.at("/entries").size());
    JsonSchemas.assertValid("/schemas/har-1.2.schema.json", Files.readString(file));
    JsonNode silent = log.at("/entries/0");
    assertEquals("CONNECT", silent.at("/request/method").asText());
    assertEquals("https://app.example.test:443/", silent.at("/request/url").asText());
    assertEquals("failed", silent.at("/_tls/result").asText());
    JsonNode reply = log.at("/entries/1");
    assertEquals(504, reply.at("/response/status").asInt());
    assertEquals("tls-timeout", reply.at("/_localReply/reason").asText());
    assertEquals("no answer\n", reply.at("/response/content/text").asText());
    JsonNode request = log.at("/entries/2");
    assertEquals("[redacted]", request.at("/request/queryString/1/value").asText());
    assertEquals("3", request.at("/connection").asText());
    assertFalse(Files.readString(file).contains("s3cr3t"));
  }

  @Test
  void withoutRecordsItIsAnArchiveToo() throws IOException {
    Path file = folder.resolve("empty.har");
    HarWriter.open(file, "1.0", Redaction.ON).finish(LONG);
    assertEquals(0, new ObjectMapper().readTree(file.toFile()).at("/log/entries").size());
    JsonSchemas.assertValid("/schemas/har-1.2.schema.json", Files.readString(file));
  }

  @Test
  void whileTheProxyRunsItIsWhole() throws Exception {
    Path file = folder.resolve("running.har");
    HarWriter har = HarWriter.open(file, "1.0", Redaction.ON);
    for (int i = 1; i <= 3; i++) {
      har.onExchange(RecordSamples.request());
      long end = System.nanoTime() + LONG.toNanos();
      int seen = 0;
      while (seen < i && System.nanoTime() < end) {
        try {
          seen = new ObjectMapper().readTree(file.toFile()).at("/log/entries").size();
        } catch (IOException e) {
          Thread.onSpinWait(); // the very moment of a write
        }
      }
      assertEquals(i, seen);
    }
    har.finish(LONG);
  }
}
