package dev.tlsdiag.proxy.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.report.Theme;
import dev.tlsdiag.trace.Redaction;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class LiveLinesTest {
  private static String lines(Theme theme) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    LiveLines lines = new LiveLines(out, theme, ZoneOffset.UTC, Redaction.ON);
    lines.onLeg(RecordSamples.downstream());
    lines.onLeg(RecordSamples.upstreamSilent());
    lines.onLeg(RecordSamples.upstreamWrongName(List.of()));
    lines.onLeg(RecordSamples.upstreamRefused());
    lines.onLeg(RecordSamples.upstreamUnresolved());
    lines.onExchange(RecordSamples.request());
    lines.onExchange(RecordSamples.localReply());
    lines.finish(Duration.ofSeconds(20));
    return out.toString(StandardCharsets.UTF_8);
  }

  @Test
  void oneLineARecord() {
    assertEquals(
        """
        Nov 20 12:01:53.520: client 192.0.2.1:39140 -> proxy 192.0.2.7:7444 (sni app.example.test) tls OK (1.3->1.2 h2) #1
        Nov 20 12:01:53.520: proxy 192.0.2.7:34074 -> server 192.0.2.9:8444 (no sni) tls FAILED (1.2->- no answer in 4.0 s (hello acknowledged)) #2 for #1
        Nov 20 12:01:53.520: proxy 192.0.2.7:34074 -> server 192.0.2.9:8444 (sni app.example.test) tls OK (1.3->1.2 h2; certificate name-mismatch: asked app.example.test, has b, not enforced) #3 for #1
        Nov 20 12:01:53.520: proxy -> server 192.0.2.9:8444 (for a\\u001bb) connect FAILED (refused by server after 1.0 ms) #4 for #1
        Nov 20 12:01:53.520: proxy -> server (for app.example.test:443) resolve FAILED (no such name after 3.0 ms) #5 for #1
        Nov 20 12:01:53.525: client #1 <- server #3 http-response OK (200 GET https://app.example.test/a?b=1&X-Amz-Signature=[redacted] h2->http/1.1, 10 B in 5.0 ms)
        Nov 20 12:01:57.532: client #1 <- proxy http-response FAILED (504 GET https://app.example.test/\\u0007 h2, 10 B in 4.0 s) made here: tls-timeout, no answer to the ClientHello
        """,
        lines(Theme.PLAIN));
  }

  @Test
  void failuresAreRed() {
    List<String> lines = lines(new Theme(true, true)).lines().toList();
    assertTrue(lines.get(1).contains("\u001b[31mFAILED\u001b[0m"), lines.get(1));
    assertTrue(lines.get(6).contains("\u001b[31mFAILED\u001b[0m"), lines.get(6));
    assertTrue(lines.get(5).contains("\u001b[32mOK\u001b[0m"), lines.get(5));
  }
}
