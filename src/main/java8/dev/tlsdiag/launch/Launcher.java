package dev.tlsdiag.launch;

import dev.tlsdiag.cli.Main;

/**
 * The first class to run. It is compiled for Java 8, so that a Java too old for the rest gets one
 * clear line instead of an {@code UnsupportedClassVersionError}; {@link Main} is loaded only after
 * the check.
 */
public final class Launcher {
  private static final int OLDEST = 17;

  /** {@code ExitCode.COULD_NOT_RUN}, which lives in a class that an old Java cannot load. */
  private static final int COULD_NOT_RUN = 4;

  private Launcher() {}

  public static void main(String[] args) {
    String version = System.getProperty("java.specification.version", "0");
    if (feature(version) < OLDEST) {
      System.err.print(refusal(version, System.getProperty("java.home")));
      System.exit(COULD_NOT_RUN);
    }
    Main.main(args);
  }

  static String refusal(String version, String home) {
    return "error: tlsdiag needs Java "
        + OLDEST
        + " or newer, this is Java '"
        + version
        + "'\n"
        + "  likely: the Java in '"
        + home
        + "' is found first\n"
        + "  try:    JAVA_HOME=/path/to/java-"
        + OLDEST
        + " tlsdiag --help\n";
  }

  /** The feature number: 8 of {@code 1.8}, 17 of {@code 17}; 0 where there is none. */
  static int feature(String version) {
    String text = version.startsWith("1.") ? version.substring(2) : version;
    int dot = text.indexOf('.');
    try {
      return Integer.parseInt(dot < 0 ? text : text.substring(0, dot));
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }
}
