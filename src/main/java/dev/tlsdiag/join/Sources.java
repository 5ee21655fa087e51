package dev.tlsdiag.join;

import dev.tlsdiag.trace.Evidence;

/** Which file something stands in. */
final class Sources {
  private Sources() {}

  /** The file as the user named it; empty text of what stands in none. */
  static String fileOf(Evidence evidence) {
    if (evidence instanceof Evidence.LogLine line) {
      return line.file();
    }
    if (evidence instanceof Evidence.ConfigLine line) {
      return line.file();
    }
    return evidence instanceof Evidence.Packets packets ? packets.file() : "";
  }
}
