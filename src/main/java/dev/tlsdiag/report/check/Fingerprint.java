package dev.tlsdiag.report.check;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** What makes a problem the same in another run: not its line, and not its words. */
final class Fingerprint {
  private Fingerprint() {}

  /** 64 lower-case hexadecimal digits. */
  static String of(CheckReport report, CheckReport.Placed placed) {
    CheckItem item = placed.item();
    String key =
        String.join(
            "\0", FileUri.of(report.file()), placed.check().name(), item.path(), item.rule());
    return of(key);
  }

  /** Of what makes it the same. */
  static String of(String key) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
