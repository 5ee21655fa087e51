package dev.tlsdiag.launch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.DataInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LauncherTest {
  private static final int CLASS_FILE_OF_JAVA_8 = 52;

  @ParameterizedTest
  @CsvSource({"1.8, 8", "9, 9", "17, 17", "25, 25", "17.0.1, 17", "'', 0", "unknown, 0"})
  void readsTheFeatureNumber(String version, int feature) {
    assertEquals(feature, Launcher.feature(version));
  }

  @Test
  void saysThatJavaIsTooOld() {
    assertEquals(
        """
        error: tlsdiag needs Java 17 or newer, this is Java '1.8'
          likely: the Java in '/opt/java8' is found first
          try:    JAVA_HOME=/path/to/java-17 tlsdiag --help
        """,
        Launcher.refusal("1.8", "/opt/java8"));
  }

  @Test
  void loadsOnJava8() throws IOException {
    try (var in = new DataInputStream(Launcher.class.getResourceAsStream("Launcher.class"))) {
      in.skipNBytes(6); // magic, minor version
      assertEquals(CLASS_FILE_OF_JAVA_8, in.readUnsignedShort());
    }
  }
}
