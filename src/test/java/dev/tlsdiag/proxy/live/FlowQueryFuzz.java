package dev.tlsdiag.proxy.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;

class FlowQueryFuzz {
  /** A query is taken and shown as it was written, or refused with a place within it. */
  @FuzzTest(maxDuration = "60s")
  void parse(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      FlowQuery query = FlowQuery.parse(text);
      assertEquals(query.text(), FlowQuery.parse(query.text()).text());
    } catch (FlowQueryException e) {
      assertTrue(e.position() >= 0 && e.position() <= text.length(), e.caret());
    }
  }
}
