package dev.tlsdiag.cli;

import dev.tlsdiag.report.Theme;
import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;

/** What a stream is and what it can show: a terminal or not, its width, colours, signs. */
public final class TerminalStyle {
  static final int STDIN = 0;
  public static final int STDOUT = 1;
  static final int STDERR = 2;

  /** Where the width cannot be found out. */
  static final int USUAL_COLUMNS = 100;

  private static final int PAGE_COLUMNS = 80;
  private static final int STTY_MILLIS = 500;

  private TerminalStyle() {}

  /** Whether one of the standard streams is a terminal; each is judged by itself. */
  public static boolean isTerminal(int descriptor) {
    Path link = Path.of("/proc/self/fd/" + descriptor);
    try {
      if (Files.isSymbolicLink(link)) {
        String target = Files.readSymbolicLink(link).toString();
        return target.startsWith("/dev/pts/")
            || target.startsWith("/dev/tty")
            || target.equals("/dev/console");
      }
    } catch (IOException e) {
      return false;
    }
    return hasConsole(); // elsewhere Java tells it of stdin and stdout together only
  }

  /** To ask for what must not be echoed; empty where nobody sits at a terminal. */
  public static Optional<Console> console() {
    return hasConsole() ? Optional.of(System.console()) : Optional.empty();
  }

  /** Since Java 22 there is a console without a terminal, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean hasConsole() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (ReflectiveOperationException e) {
      return false;
    }
  }

  /** The columns of the terminal, else COLUMNS, else {@link #USUAL_COLUMNS}. */
  static int columns(Map<String, String> environment) {
    return sttySize(1)
        .orElseGet(() -> positive(environment.getOrDefault("COLUMNS", "")).orElse(USUAL_COLUMNS));
  }

  /** The rows of the terminal; empty where they cannot be found out. */
  static OptionalInt rows() {
    return sttySize(0);
  }

  /** Of standard output; where that is no terminal COLUMNS counts alone. */
  static int outputColumns() {
    Map<String, String> environment = System.getenv();
    if (isTerminal(STDOUT)) {
      return columns(environment);
    }
    String columns = environment.getOrDefault("COLUMNS", "");
    return columns.matches("[1-9][0-9]{1,3}") ? Integer.parseInt(columns) : USUAL_COLUMNS;
  }

  /** Of pages to read: those of the terminal, else COLUMNS, else 80, as for manual pages. */
  static int pageColumns() {
    boolean told = System.getenv("COLUMNS") != null || isTerminal(STDOUT);
    return told ? outputColumns() : PAGE_COLUMNS;
  }

  /**
   * Of standard output.
   *
   * @param color {@code auto}, {@code always} or {@code never}
   * @param ascii whether {@code --ascii} was given
   */
  static Theme outputTheme(String color, boolean ascii) {
    return theme(color, ascii, System.getenv(), isTerminal(STDOUT));
  }

  /** Rows (0) or columns (1). */
  private static OptionalInt sttySize(int which) {
    File terminal = new File("/dev/tty");
    if (!terminal.canRead()) {
      return OptionalInt.empty();
    }
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(terminal)
              .redirectError(ProcessBuilder.Redirect.DISCARD)
              .start();
      try (InputStream answer = stty.getInputStream()) {
        String size = new String(answer.readAllBytes(), StandardCharsets.US_ASCII).strip();
        if (!stty.waitFor(STTY_MILLIS, TimeUnit.MILLISECONDS)) {
          stty.destroyForcibly();
        }
        int blank = size.indexOf(' ');
        return positive(
            which == 0 ? size.substring(0, Math.max(0, blank)) : size.substring(blank + 1));
      }
    } catch (IOException e) {
      return OptionalInt.empty(); // no stty: not a POSIX system
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return OptionalInt.empty();
    }
  }

  private static OptionalInt positive(String number) {
    return number.matches("[1-9][0-9]{0,4}")
        ? OptionalInt.of(Integer.parseInt(number))
        : OptionalInt.empty();
  }

  /**
   * {@code --color} decides, then NO_COLOR, then FORCE_COLOR and CLICOLOR_FORCE, then TERM, then
   * whether the stream is a terminal. NO_COLOR is before FORCE_COLOR: it is a wish for the eyes.
   *
   * @param when {@code auto}, {@code always} or {@code never}
   * @param ascii whether {@code --ascii} was given
   */
  public static Theme theme(
      String when, boolean ascii, Map<String, String> environment, boolean terminal) {
    return new Theme(color(when, environment, terminal), !ascii && isUtf8(environment));
  }

  private static boolean color(String when, Map<String, String> environment, boolean terminal) {
    if (!when.equals("auto")) {
      return when.equals("always");
    }
    if (!environment.getOrDefault("NO_COLOR", "").isEmpty()) {
      return false;
    }
    if (isForced(environment.get("FORCE_COLOR")) || isForced(environment.get("CLICOLOR_FORCE"))) {
      return true;
    }
    return terminal && !"dumb".equals(environment.get("TERM"));
  }

  private static boolean isForced(String value) {
    return value != null && !value.isEmpty() && !value.equals("0");
  }

  /** The first of these that is set counts (POSIX.1-2017, XBD 8.2). */
  private static boolean isUtf8(Map<String, String> environment) {
    for (String name : new String[] {"LC_ALL", "LC_CTYPE", "LANG"}) {
      String value = environment.getOrDefault(name, "").toLowerCase(Locale.ROOT);
      if (!value.isEmpty()) {
        return value.contains("utf-8") || value.contains("utf8");
      }
    }
    return File.separatorChar == '\\'; // Windows has no such variables, and shows them all
  }
}
