package dev.tlsdiag.pile;

import java.io.EOFException;
import java.util.Optional;

/** Why something could not be read, for a sentence. */
final class Words {
  private static final int LONGEST = 160;

  private Words() {}

  static String of(Exception e) {
    if (e instanceof EOFException) {
      return "it ends too early";
    }
    String text = Optional.ofNullable(e.getMessage()).orElse(e.getClass().getSimpleName());
    String line = text.lines().findFirst().orElse("").strip();
    return line.length() > LONGEST ? line.substring(0, LONGEST) + "…" : line;
  }
}
