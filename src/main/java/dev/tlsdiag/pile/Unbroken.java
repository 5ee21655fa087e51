package dev.tlsdiag.pile;

import static java.util.Objects.requireNonNull;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.function.Consumer;

/**
 * A stream that ends where it breaks: a compressed file that was cut gives what came before the
 * cut. That an allowance is used up is no break.
 */
final class Unbroken extends FilterInputStream {
  private final Consumer<IOException> onBreak;
  private boolean broken;
  private boolean begun;

  /**
   * @param onBreak is told once
   */
  Unbroken(InputStream in, Consumer<IOException> onBreak) {
    super(in);
    this.onBreak = requireNonNull(onBreak, "onBreak is null");
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] buffer, int offset, int length) throws IOException {
    if (broken) {
      return -1;
    }
    try {
      int count = super.read(buffer, offset, length);
      begun |= count > 0;
      return count;
    } catch (Allowance.ExceededException e) {
      throw e;
    } catch (IOException e) {
      if (!begun) {
        throw e; // there is nothing of it
      }
      broken = true;
      onBreak.accept(e);
      return -1;
    }
  }
}
