package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class GrowingCaptureTest {
  @TempDir Path folder;

  @Test
  void aFileWithoutAnythingYetNamesTheOptionThatWritesAtOnce() throws IOException {
    Path file = Files.createFile(folder.resolve("up stream.pcap"));
    GrowingCapture growing =
        new GrowingCapture(file.toString(), new PrintWriter(new StringWriter()));
    growing.begin();
    CommandException problem = assertThrows(CommandException.class, growing::end);
    assertEquals("'%s' is still empty".formatted(file), problem.getMessage());
    assertEquals(Optional.of("tcpdump -i any -U -w '" + file + "' tcp"), problem.attempt());
  }
}
