package dev.tlsdiag.pile;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PushbackInputStream;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/**
 * Text in UTF-16, as the shell of Windows writes what is redirected into a file; given as UTF-8.
 */
final class Encoding extends InputStream {
  private static final int CHARACTERS = 1 << 13;

  private final Reader reader;
  private final char[] characters = new char[CHARACTERS];
  private byte[] ready = new byte[0];
  private int position;

  private Encoding(InputStream in, Charset charset) {
    reader = new InputStreamReader(in, charset);
  }

  /** The same bytes, but for a text that begins with a byte order mark. */
  static InputStream decoded(InputStream in) throws IOException {
    PushbackInputStream bytes = new PushbackInputStream(in, 4);
    byte[] mark = bytes.readNBytes(4);
    bytes.unread(mark);
    if (mark.length >= 3
        && mark[0] == (byte) 0xef
        && mark[1] == (byte) 0xbb
        && mark[2] == (byte) 0xbf) {
      bytes.skipNBytes(3);
      return bytes;
    }
    boolean little = mark.length >= 2 && mark[0] == (byte) 0xff && mark[1] == (byte) 0xfe;
    boolean big = mark.length >= 2 && mark[0] == (byte) 0xfe && mark[1] == (byte) 0xff;
    boolean zero = mark.length == 4 && mark[2] == 0 && mark[3] == 0; // Java, or UTF-32
    if (!little && !big
        || zero
        || mark.length == 4 && mark[2] == (byte) 0xfe && mark[3] == (byte) 0xed) {
      return bytes;
    }
    bytes.skipNBytes(2);
    return new Encoding(bytes, little ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_16BE);
  }

  @Override
  public int read() throws IOException {
    return fill() ? ready[position++] & 0xff : -1;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (length == 0) {
      return 0;
    }
    if (!fill()) {
      return -1;
    }
    int taken = Math.min(length, ready.length - position);
    System.arraycopy(ready, position, buffer, offset, taken);
    position += taken;
    return taken;
  }

  private boolean fill() throws IOException {
    while (position == ready.length) {
      int read = reader.read(characters, 0, CHARACTERS - 1);
      if (read < 0) {
        return false;
      }
      if (Character.isHighSurrogate(characters[read - 1])) {
        int low = reader.read();
        if (low >= 0) {
          characters[read++] = (char) low;
        }
      }
      ready = new String(characters, 0, read).getBytes(StandardCharsets.UTF_8);
      position = 0;
    }
    return true;
  }
}
