package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client opens with: it is read, refused, or waited for, and then nothing is taken. */
class OpeningFuzz {
  @FuzzTest(maxDuration = "60s")
  void firstBytes(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    FirstBytes.of(buffer);
    assertEquals(0, buffer.position());
  }

  @FuzzTest(maxDuration = "60s")
  void socks(byte[] bytes) {
    ByteBuffer buffer = ByteBuffer.wrap(bytes);
    try {
      if (!Socks.readGreeting(buffer)) {
        assertEquals(0, buffer.position());
        return;
      }
      int greeting = buffer.position();
      assertEquals(Socks.readRequest(buffer).isPresent(), buffer.position() > greeting);
    } catch (Socks.Refused expected) {
      // Any other exception, or a hang, is a bug.
    }
  }

  /** What is masked has its length, and masking it again changes nothing. */
  @FuzzTest(maxDuration = "60s")
  void connect(byte[] bytes) {
    String head = new String(bytes, StandardCharsets.ISO_8859_1);
    String masked = TunnelRequest.masked(head);
    assertEquals(head.length(), masked.length());
    assertEquals(masked, TunnelRequest.masked(masked));
    try {
      assertTrue(TunnelRequest.parse(head).target().port() >= 0);
    } catch (IllegalArgumentException expected) {
      // Any other exception, or a hang, is a bug.
    }
  }
}
