package dev.tlsdiag.cli.completion;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/**
 * The parts of the scripts that are the same whatever the commands are, one file for each shell.
 */
final class ScriptFrame {
  private static final String PLACE = "# @commands@\n";

  private ScriptFrame() {}

  /** A file of this package with the text where {@code @commands@} stands. */
  static String filled(String name, String text) {
    return read(name).replace(PLACE, text);
  }

  static String read(String name) {
    try (InputStream in = ScriptFrame.class.getResourceAsStream(name)) {
      if (in == null) {
        throw new IllegalStateException("no " + name);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
