package dev.tlsdiag.mesh.envoy;

import dev.tlsdiag.trace.Evidence;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The texts that Envoy's admin console answers, line by line. */
final class AdminText {
  /** No line of theirs is longer. */
  private static final int LONGEST_LINE = 64 << 10;

  private AdminText() {}

  record Line(String text, Evidence.ConfigLine place) {}

  /** By its first character. */
  static boolean isJson(byte[] text) {
    for (byte b : text) {
      if (b != ' ' && b != '\n' && b != '\r' && b != '\t') {
        return b == '{' || b == '[';
      }
    }
    return false;
  }

  /** Without empty ones. */
  static List<Line> lines(String name, byte[] text) {
    List<Line> lines = new ArrayList<>();
    int number = 1;
    int start = 0;
    for (int i = 0; i <= text.length; i++) {
      if (i == text.length || text[i] == '\n') {
        int end = i > start && text[i - 1] == '\r' ? i - 1 : i;
        if (end > start && end - start <= LONGEST_LINE) {
          lines.add(
              new Line(
                  new String(text, start, end - start, StandardCharsets.UTF_8),
                  new Evidence.ConfigLine(name, number, 1)));
        }
        start = i + 1;
        number++;
      }
    }
    return lines;
  }
}
