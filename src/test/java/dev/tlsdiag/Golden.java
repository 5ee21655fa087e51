package dev.tlsdiag;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Expected texts, one file each under {@code src/test/resources/golden}.
 *
 * <p>Clock, ports and paths are inputs of what is tested, never masked afterwards.
 */
public final class Golden {
  private static final Path ROOT = Path.of("src", "test", "resources", "golden");

  private Golden() {}

  /**
   * Compares byte for byte. With {@code -Dgolden.update=true} the file is rewritten instead; review
   * the difference before you commit it.
   *
   * @param name path under the root, with {@code /}, such as {@code capture/one-handshake.txt}
   */
  public static void assertMatches(String name, String actual) {
    Path file = ROOT.resolve(name);
    try {
      if (Boolean.getBoolean("golden.update")) {
        Files.createDirectories(file.getParent());
        Files.writeString(file, actual);
      }
      assertTrue(Files.exists(file), () -> file + " is missing: -Dgolden.update=true writes it");
      assertEquals(Files.readString(file), actual, name);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
