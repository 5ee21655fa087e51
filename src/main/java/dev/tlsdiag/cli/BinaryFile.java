package dev.tlsdiag.cli;

import dev.tlsdiag.pile.DocumentKind;
import dev.tlsdiag.pile.Recognizer;
import dev.tlsdiag.report.ShellWord;
import java.util.Arrays;

/** Files that were given where a text is wanted: what they are, and what reads them. */
final class BinaryFile {
  private BinaryFile() {}

  /** Whether it begins as pcap or pcapng do. */
  static boolean isCapture(byte[] bytes) {
    return isCapture(kind("", bytes));
  }

  /** The problem, with what the file is and the command that reads it, as far as that is known. */
  static CommandException refuse(CommandException problem, String name, byte[] bytes) {
    String word = ShellWord.quote(name);
    DocumentKind kind = kind(name, bytes);
    if (isCapture(kind)) {
      return problem.likely("a capture").attempt("tlsdiag capture " + word);
    }
    if (kind == DocumentKind.CERTIFICATES) {
      return problem.likely("certificates").attempt("tlsdiag ca inspect " + word);
    }
    return kind == DocumentKind.ARCHIVE
        ? problem.likely("an archive, or compressed: unpack it first")
        : problem;
  }

  private static boolean isCapture(DocumentKind kind) {
    return kind == DocumentKind.PCAP || kind == DocumentKind.PCAPNG;
  }

  private static DocumentKind kind(String name, byte[] bytes) {
    byte[] head = Arrays.copyOf(bytes, Math.min(bytes.length, Recognizer.HEAD_LENGTH));
    return Recognizer.recognise(name, head);
  }
}
