package dev.tlsdiag.pile;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/** What holds other documents, or one in another form; told by first bytes. */
enum ArchiveFormat {
  ZIP,
  TAR,
  GZIP,
  ZSTD,
  BZIP2;

  private static final int TAR_BLOCK = 512;
  private static final int TAR_CHECKSUM = 148;
  private static final int TAR_MAGIC = 257;

  static Optional<ArchiveFormat> of(byte[] head) {
    if (starts(head, 'P', 'K', 3, 4) || starts(head, 'P', 'K', 5, 6)) {
      return Optional.of(ZIP);
    }
    if (starts(head, 0x1f, 0x8b)) {
      return Optional.of(GZIP);
    }
    if (starts(head, 0x28, 0xb5, 0x2f, 0xfd)) {
      return Optional.of(ZSTD);
    }
    if (starts(head, 'B', 'Z', 'h') && head.length > 9 && head[4] == 0x31 && head[5] == 0x41) {
      return Optional.of(BZIP2);
    }
    return tar(head) ? Optional.of(TAR) : Optional.empty();
  }

  private static boolean starts(byte[] head, int... magic) {
    for (int i = 0; i < magic.length; i++) {
      if (i >= head.length || (head[i] & 0xff) != magic[i]) {
        return false;
      }
    }
    return true;
  }

  /** The magic of POSIX, or of the forms before it a sum of the header that is right. */
  private static boolean tar(byte[] head) {
    if (head.length < TAR_BLOCK) {
      return false;
    }
    String magic = new String(head, TAR_MAGIC, 5, StandardCharsets.ISO_8859_1);
    if (magic.equals("ustar")) {
      return true;
    }
    byte[] header = Arrays.copyOf(head, TAR_BLOCK);
    String told =
        new String(header, TAR_CHECKSUM, 8, StandardCharsets.ISO_8859_1).replace('\0', ' ').strip();
    if (!told.matches("[0-7]{1,7}") || header[0] == 0) {
      return false;
    }
    Arrays.fill(header, TAR_CHECKSUM, TAR_CHECKSUM + 8, (byte) ' ');
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    return sum == Integer.parseInt(told, 8);
  }
}
