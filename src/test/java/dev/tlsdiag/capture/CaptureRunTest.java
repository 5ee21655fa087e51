package dev.tlsdiag.capture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.pcap.CaptureBuilder;
import dev.tlsdiag.pcap.PacketBytes;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.track.TcpConversation;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class CaptureRunTest {
  private static final int MANY = 30_000;

  @TempDir Path folder;

  /** Keeps what it hears. */
  private static final class Heard implements HandshakeListener {
    final List<String> names = new ArrayList<>();
    final List<Integer> numbers = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();

    @Override
    public void onHandshake(Handshake handshake) {
      names.add(handshake.file() + " " + handshake.serverName().orElse("-"));
      numbers.add(handshake.number());
    }

    @Override
    public void onWarning(String file, String message) {
      warnings.add(message);
    }
  }

  static byte[] helloFrame(String name, int port) {
    byte[] segment = PacketBytes.tcp(port, 443, TcpConversation.hello(name, true));
    return PacketBytes.ethernet(0x0800, PacketBytes.ipv4(PacketBytes.TCP, segment));
  }

  private static CaptureBuilder hellos(int count) {
    CaptureBuilder capture = CaptureBuilder.pcap(1);
    for (int i = 0; i < count; i++) {
      capture.frame(helloFrame("h" + i + ".example", 2000 + i));
    }
    return capture;
  }

  private String file(String name, byte[] bytes) throws IOException {
    Path file = folder.resolve(name);
    Files.write(file, bytes);
    return file.toString();
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
      packed.write(bytes);
    }
    return out.toByteArray();
  }

  @Test
  void severalFilesInTheOrderGivenAndOneThatIsNone() throws Exception {
    String one = file("one.pcap", hellos(2).build());
    String two = file("two.pcap.gz", gzip(hellos(1).build()));
    String text = file("notes.txt", PacketBytes.ascii("these are no packets at all, just text"));
    String missing = folder.resolve("missing.pcap").toString();
    Heard heard = new Heard();
    CaptureResult result =
        new CaptureRun(CaptureOptions.DEFAULT, heard).run(List.of(two, text, missing, one));
    assertEquals(
        List.of(two + " h0.example", one + " h0.example", one + " h1.example"), heard.names);
    assertEquals(List.of(0, 1, 2), heard.numbers);
    assertEquals(2, heard.warnings.size(), heard.warnings.toString());
    assertEquals(2, result.files().size());
    assertEquals(3, result.counters().handshakes());
  }

  @Test
  void nothingButAProblem() throws Exception {
    String empty = file("empty.pcap", new byte[0]);
    String other = file("other.pcap", new byte[0]);
    CaptureRun run = new CaptureRun(CaptureOptions.DEFAULT, new Heard());
    CaptureProblem problem = assertThrows(CaptureProblem.class, () -> run.run(List.of(empty)));
    assertEquals("'" + empty + "' is empty", problem.getMessage());
    assertThrows(CaptureProblem.class, () -> run.run(List.of(empty, other)));
  }

  @Test
  void standardInputMayBePacked() throws Exception {
    Heard heard = new Heard();
    InputStream packed = new ByteArrayInputStream(gzip(hellos(3).build()));
    new CaptureRun(CaptureOptions.LIVE, heard, packed).run(List.of("-"));
    assertEquals(3, heard.names.size());
    assertEquals(List.of(), heard.warnings);
  }

  @Test
  void packedBytesThatEndEarlyGiveWhatIsThere() throws Exception {
    byte[] packed = gzip(hellos(2000).build());
    Heard heard = new Heard();
    new CaptureRun(
            CaptureOptions.DEFAULT,
            heard,
            new ByteArrayInputStream(Arrays.copyOf(packed, packed.length * 3 / 4)))
        .run(List.of("-"));
    assertTrue(heard.names.size() > 100, heard.names.size() + " handshakes");
    assertTrue(heard.warnings.get(0).contains("ends early"), heard.warnings.toString());
  }

  /** Its reader waits for ever after the bytes. */
  private static InputStream withoutEnd(byte[] bytes) {
    return new InputStream() {
      private int at;

      @Override
      public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        while (at == bytes.length) {
          try {
            Thread.sleep(Long.MAX_VALUE);
          } catch (InterruptedException e) {
            throw new IOException(e);
          }
        }
        int size = Math.min(length, bytes.length - at);
        System.arraycopy(bytes, at, into, offset, size);
        at += size;
        return size;
      }
    };
  }

  @Test
  void interruptedItHandsOutWhatItHas() throws Exception {
    byte[] capture = hellos(3).build();
    byte[] andAPiece = Arrays.copyOf(capture, capture.length + 7);
    Thread reader = Thread.currentThread();
    List<Handshake> seen = new ArrayList<>();
    List<String> warnings = new ArrayList<>();
    HandshakeListener listener =
        new HandshakeListener() {
          private boolean interrupted;

          @Override
          public void onHandshake(Handshake handshake) {
            seen.add(handshake);
          }

          @Override
          public void onWarning(String file, String message) {
            warnings.add(message);
          }

          @Override
          public void onProgress(String file, long bytesDone, long bytesTotal) {
            if (bytesDone == andAPiece.length && !interrupted) {
              interrupted = true;
              reader.interrupt();
            }
          }
        };
    new CaptureRun(CaptureOptions.LIVE, listener).run("pipe", withoutEnd(andAPiece), true);
    assertTrue(Thread.interrupted(), "the flag is left set");
    assertEquals(3, seen.size());
    assertEquals(List.of(), warnings, "a piece of a packet at the moment of the stop is no fault");
  }

  @Test
  void listenerThatFailsEndsTheRun() throws Exception {
    String big = file("big.pcap", hellos(MANY).build());
    RuntimeException failure = new IllegalStateException("full");
    Set<Thread> before = scanning(); // of other tests of this process
    HandshakeListener failing =
        handshake -> {
          throw failure;
        };
    for (List<String> files : List.of(List.of(big), List.of(big, big, big))) {
      assertSame(
          failure,
          assertThrows(
              IllegalStateException.class,
              () -> new CaptureRun(CaptureOptions.DEFAULT, failing).run(files)));
    }
    long deadline = System.nanoTime() + 60_000_000_000L;
    while (!before.containsAll(scanning()) && System.nanoTime() < deadline) {
      LockSupport.parkNanos(1_000_000); // to look at all threads stops them all
    }
    assertTrue(before.containsAll(scanning()), "threads are left behind");
  }

  private static Set<Thread> scanning() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(t -> t.getName().equals("tlsdiag-scan") || t.getName().equals("tlsdiag-datagrams"))
        .collect(Collectors.toSet());
  }

  @Test
  void enoughEndsTheReading() throws Exception {
    String big = file("big.pcap", hellos(MANY).build());
    for (List<String> files : List.of(List.of(big), List.of(big, big, big))) {
      List<String> warnings = new ArrayList<>();
      CaptureRun[] run = new CaptureRun[1];
      HandshakeListener listener =
          new HandshakeListener() {
            @Override
            public void onHandshake(Handshake handshake) {
              run[0].enough();
            }

            @Override
            public void onWarning(String file, String message) {
              warnings.add(message);
            }
          };
      run[0] = new CaptureRun(new CaptureOptions(true, 1), listener);
      CaptureResult result = run[0].run(files);
      assertTrue(
          result.counters().packets() < (long) MANY * files.size(),
          result.counters().packets() + " packets read");
      assertEquals(List.of(), warnings);
      assertEquals(files.size(), result.files().size());
    }
  }

  @Test
  void blockLargerThanAnyBuffer() throws Exception {
    byte[] capture =
        CaptureBuilder.pcapng(1)
            .frame(helloFrame("before.example", 2000))
            .block(0x0bad, new byte[3 << 20])
            .frame(helloFrame("between.example", 2001))
            .block(0x0bad, new byte[5 << 20])
            .frame(helloFrame("after.example", 2002))
            .build();
    String plain = file("plain.pcapng", capture);
    Heard heard = new Heard();
    new CaptureRun(CaptureOptions.DEFAULT, heard).run(List.of(plain));
    new CaptureRun(CaptureOptions.DEFAULT, heard, new ByteArrayInputStream(gzip(capture)))
        .run(List.of("-"));
    List<String> names = List.of("before.example", "between.example", "after.example");
    List<String> expected = new ArrayList<>();
    names.forEach(name -> expected.add(plain + " " + name));
    names.forEach(name -> expected.add("- " + name));
    assertEquals(expected, heard.names);
    assertEquals(List.of(), heard.warnings);
  }

  @Test
  void lengthThatPromisesTooMuch() throws Exception {
    String file =
        file(
            "long.pcapng",
            PacketBytes.join(
                CaptureBuilder.pcapng(1).frame(helloFrame("a.example", 2000)).build(),
                "06000000fcffff7f",
                new byte[8 << 20]));
    Heard heard = new Heard();
    new CaptureRun(CaptureOptions.DEFAULT, heard).run(List.of(file));
    assertEquals(1, heard.names.size());
    assertEquals(1, heard.warnings.size(), heard.warnings.toString());
  }
}
