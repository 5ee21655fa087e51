package dev.tlsdiag.pcap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;

/** Tells by its first bytes what a file is. */
final class FileHeader {
  static final int MAGIC_LENGTH = 4;

  private FileHeader() {}

  /** The container that starts at {@code position}; it reads its own header, too. */
  static CaptureReader.Container container(Frames frames, ByteBuffer view, int position, int limit)
      throws CaptureFormatException {
    int magic = view.getInt(position);
    return switch (magic) {
      case 0xa1b2c3d4, 0xa1b23c4d, 0xa1b2cd34, 0x1c0001ac, 0x1c0001ab ->
          new PcapRecords(frames, magic, false);
      case 0xd4c3b2a1, 0x4d3cb2a1, 0x34cdb2a1, 0xac01001c, 0xab01001c ->
          new PcapRecords(frames, Integer.reverseBytes(magic), true);
      case PcapngBlocks.SECTION_HEADER -> new PcapngBlocks(frames);
      default -> {
        byte[] start = new byte[Math.min(16, limit - position)];
        view.get(position, start);
        throw new CaptureFormatException(
            0,
            "is not a capture file: starts with " + HexFormat.of().formatHex(start) + guess(start));
      }
    };
  }

  private static String guess(byte[] start) {
    String text = new String(start, StandardCharsets.ISO_8859_1);
    String lower = text.toLowerCase(Locale.ROOT).stripLeading();
    String kind = "";
    if (text.startsWith("\037\213")) {
      kind = "gzip";
    } else if (text.startsWith("(\265/\375")) {
      kind = "zstd";
    } else if (text.startsWith("\004\"M\030")) {
      kind = "lz4";
    } else if (text.startsWith("BZh")) {
      kind = "bzip2";
    } else if (text.startsWith("\3757zXZ")) {
      kind = "xz";
    } else if (text.startsWith("PK\003\004")) {
      kind = "a ZIP archive";
    } else if (text.startsWith("snoop\0")) {
      kind = "snoop, a format of Solaris";
    } else if (text.startsWith("GMBU") || text.startsWith("RTSS")) {
      kind = "Microsoft Network Monitor";
    } else if (text.startsWith("\177ELF")) {
      kind = "a program";
    } else if (text.startsWith("-----BEGIN")) {
      kind = "PEM";
    } else if (lower.startsWith("<!doctype html") || lower.startsWith("<html")) {
      kind = "HTML";
    } else if (lower.startsWith("<")) {
      kind = "XML or HTML";
    } else if (lower.startsWith("{") || lower.startsWith("[")) {
      kind = "JSON";
    } else if (text.chars()
        .allMatch(c -> c >= ' ' && c < 0x7f || c == '\n' || c == '\r' || c == '\t')) {
      kind = "text";
    } else if (text.chars().allMatch(c -> c == 0)) {
      kind = "zeros only";
    }
    return kind.isEmpty() ? "" : " (" + kind + "?)";
  }
}
