package dev.tlsdiag.pcap;

import static dev.tlsdiag.pcap.PacketBytes.ascii;
import static dev.tlsdiag.pcap.PacketBytes.frame;
import static dev.tlsdiag.pcap.PacketBytes.join;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class PcapngWriterTest {
  private static final long TIME = 1_700_000_000_123_456_789L;

  @Test
  void theReaderGetsBackWhatWasWritten() throws CaptureFormatException {
    PcapngWriter writer = new PcapngWriter();
    byte[] one = frame("one");
    byte[] two = frame("two!");
    ByteBuffer buffer = ByteBuffer.allocateDirect(200).put(7, two);
    byte[] file =
        join(
            writer.sectionHeader("tlsdiag"),
            writer.secrets(PcapngWriter.TLS_KEY_LOG, ascii("CLIENT_RANDOM")),
            writer.packet("a.pcap", 1, TIME, ByteBuffer.wrap(one), 0, one.length, one.length, ""),
            writer.packet("b.pcap", 1, TIME + 1, buffer, 7, two.length - 1, two.length, "cut here"),
            writer.packet(
                "a.pcap", 1, TIME + 2, ByteBuffer.wrap(one), 0, one.length, one.length, ""));
    List<String> seen = new ArrayList<>();
    FrameVisitor visitor =
        new FrameVisitor() {
          @Override
          public void onFrame(
              long frame,
              int linkType,
              long time,
              ByteBuffer b,
              int at,
              int captured,
              int wire,
              int id) {
            seen.add(frame + " of " + id + " " + captured + "/" + wire);
          }

          @Override
          public void onInterface(int id, int linkType, String name) {
            seen.add(id + " " + name);
          }

          @Override
          public void onSecrets(int type, ByteBuffer buffer, int offset, int length) {
            seen.add("secrets " + length);
          }
        };
    Reading reading = Reading.of(file, file.length, visitor);
    String flow = " tcp 10.0.0.1:1000 > 10.0.0.2:443 ";
    assertEquals(
        List.of("1" + flow + "one", "2" + flow + "two and 1 cut", "3" + flow + "one"),
        reading.lines());
    assertEquals(List.of(TIME, TIME + 1, TIME + 2), reading.times());
    assertEquals(
        List.of(
            "secrets 13", "0 a.pcap", "1 of 0 57/57", "1 b.pcap", "2 of 1 57/58", "3 of 0 57/57"),
        seen);
    assertEquals(List.of(), reading.counters().warnings());
    assertTrue(new String(file, StandardCharsets.ISO_8859_1).contains("cut here"));
  }
}
