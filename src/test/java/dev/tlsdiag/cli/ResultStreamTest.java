package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ResultStreamTest {

  /** A writer of records closes what it wrote to; the command still has to say how it ended. */
  @Test
  void staysOpen() throws IOException {
    boolean[] closed = {false};
    ByteArrayOutputStream sink =
        new ByteArrayOutputStream() {
          @Override
          public void close() {
            closed[0] = true;
          }
        };
    PrintWriter out = ResultStream.writer(sink);
    out.print("one ");
    OutputStream bytes = ResultStream.bytesOf(out);
    bytes.write("two ".getBytes(StandardCharsets.UTF_8));
    bytes.close();
    assertFalse(closed[0]);
    assertEquals("one two ", sink.toString(StandardCharsets.UTF_8));
    out.print("three");
    out.flush();
    assertEquals("one two three", sink.toString(StandardCharsets.UTF_8));
  }
}
