package dev.tlsdiag.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.pcap.CaptureBuilder;
import dev.tlsdiag.pcap.PacketBytes;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import dev.tlsdiag.track.TcpConversation;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FrameCopierTest {
  @TempDir Path folder;

  private static byte[] segment(int port, int sequence, byte[] payload) {
    byte[] tcp = PacketBytes.tcp(port, 443, sequence, 0x18, new byte[0], payload);
    return PacketBytes.ethernet(0x0800, PacketBytes.ipv4(PacketBytes.TCP, tcp));
  }

  /** The hello to b.example comes in two segments, frames 2 and 4 of 6. */
  private Path capture() throws IOException {
    byte[] hello = TcpConversation.hello("b.example", true);
    byte[] capture =
        CaptureBuilder.pcap(1)
            .frame(CaptureRunTest.helloFrame("a.example", 2000))
            .frame(segment(2001, 1000, Arrays.copyOf(hello, 50)))
            .frame(PacketBytes.frame("something else"))
            .frame(segment(2001, 1050, Arrays.copyOfRange(hello, 50, hello.length)))
            .frame(CaptureRunTest.helloFrame("c.example", 2002))
            .frame(PacketBytes.frame("the end"))
            .build();
    return Files.write(folder.resolve("in.pcap"), capture);
  }

  private static List<Handshake> handshakes(Path file) throws CaptureProblem {
    List<Handshake> all = new ArrayList<>();
    new CaptureRun(CaptureOptions.DEFAULT, all::add).run(List.of(file.toString()));
    return all;
  }

  @Test
  void copiesThePacketsOfOneHandshake() throws Exception {
    List<Handshake> all = handshakes(capture());
    Path out = folder.resolve("out.pcapng");
    assertEquals(2, FrameCopier.copy(all.subList(1, 2), h -> "#" + h.number(), out));
    List<Handshake> copied = handshakes(out);
    assertEquals(1, copied.size());
    assertEquals("b.example", copied.get(0).serverName().orElseThrow());
    assertEquals(List.of(1L, 2L), copied.get(0).frames());
    assertEquals(all.get(1).time(), copied.get(0).time());
    assertEquals(
        all.get(1).sent().orElseThrow().message(), copied.get(0).sent().orElseThrow().message());
  }

  /** The capture itself may be one that its owner alone can read. */
  @Test
  void isForItsOwnerAlone() throws Exception {
    Path out = folder.resolve("out.pcapng");
    FrameCopier.copy(handshakes(capture()), h -> "", out);
    assertEquals("rw-------", mode(out));
    Files.setPosixFilePermissions(out, PosixFilePermissions.fromString("rw-r--r--"));
    FrameCopier.copy(handshakes(capture()), h -> "", out);
    assertEquals("rw-r--r--", mode(out), "who gave it that mode wants it");
  }

  private static String mode(Path file) throws IOException {
    return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
  }

  @Test
  void tsharkReadsFramesAndComments() throws Exception {
    Path out = folder.resolve("out.pcapng");
    FrameCopier.copy(handshakes(capture()), h -> "#" + h.number() + " \u00fc", out);
    List<String> lines =
        tshark(
            out,
            "-T",
            "fields",
            "-e",
            "frame.time_epoch",
            "-e",
            "tcp.srcport",
            "-e",
            "frame.comment");
    assertEquals(
        List.of("2000 #0 \u00fc", "2001 ", "2001 #1 \u00fc", "2002 #2 \u00fc"),
        lines.stream().map(l -> l.split("\t", -1)).map(f -> f[1] + " " + f[2]).toList());
    assertTrue(lines.get(0).startsWith("1700000000.000005"), lines.get(0));
  }

  /** CONNECT goes in the clear: its credentials are blackened, all lengths stay. */
  @Test
  void blackensSecretsThatGoInTheClear() throws Exception {
    String connect =
        "CONNECT b.example:443 HTTP/1.1\r\nProxy-Authorization: Basic c2VjcmV0\r\n\r\n";
    byte[] text = connect.getBytes(StandardCharsets.US_ASCII);
    byte[] capture =
        CaptureBuilder.pcap(1)
            .frame(segment(2001, 1000, text))
            .frame(segment(2001, 1000 + text.length, TcpConversation.hello("b.example", true)))
            .frame(PacketBytes.frame("the end"))
            .build();
    Path in = Files.write(folder.resolve("in.pcap"), capture);
    Path out = folder.resolve("out.pcapng");
    assertEquals(2, FrameCopier.copy(handshakes(in), h -> "", out, Redaction.ON, Map.of()));
    String written = Files.readString(out, StandardCharsets.ISO_8859_1);
    assertTrue(written.contains("Proxy-Authorization: ***** ********"), written);
    assertTrue(written.contains("CONNECT b.example:443"), written);
    assertEquals("b.example", handshakes(out).get(0).serverName().orElseThrow());
  }

  private List<String> tshark(Path file, String... arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of("tshark", "-r", file.toString()));
    command.addAll(List.of(arguments));
    Path output = folder.resolve("tshark.txt");
    Process process;
    try {
      process =
          new ProcessBuilder(command)
              .redirectOutput(output.toFile())
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
    } catch (IOException e) {
      return Assumptions.abort("no tshark: " + e.getMessage());
    }
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), "tshark hangs");
    assertEquals(0, process.exitValue());
    return Files.readAllLines(output, StandardCharsets.UTF_8);
  }

  @Test
  void neverWritesOverItsInput() throws Exception {
    Path in = capture();
    List<Handshake> all = handshakes(in);
    byte[] before = Files.readAllBytes(in);
    assertThrows(CaptureProblem.class, () -> FrameCopier.copy(all, h -> "", in));
    assertEquals(before.length, Files.size(in));
  }
}
