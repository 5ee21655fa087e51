package dev.tlsdiag.pcap;

/**
 * IEEE 802.11 data frames that are not encrypted, and the headers that capture cards put before
 * them.
 */
final class WirelessFrames {
  private static final int LINKTYPE_IEEE802_11 = 105;
  private static final int LINKTYPE_RADIOTAP = 127;
  private static final int LINKTYPE_PPI = 192;
  private static final int AVS_MAGIC = 0x80211000;

  private final FrameDecoder decoder;

  WirelessFrames(FrameDecoder decoder) {
    this.decoder = decoder;
  }

  void decode(int linkType, int at, int end, int cut) {
    if (linkType == LINKTYPE_IEEE802_11) {
      frame(at, end, cut, false);
      return;
    }
    if (end - at < 8) {
      decoder.fail();
      return;
    }
    switch (linkType) {
      case LINKTYPE_RADIOTAP -> radiotap(at, end, cut);
      case LINKTYPE_PPI -> perPacketInformation(at, end, cut);
      default -> prism(at, end, cut);
    }
  }

  /** A frame inside CAPWAP or TZSP; false where it is none. */
  boolean tunnelled(int at, int end, int cut) {
    if (end - at < 24) {
      return false;
    }
    boolean straight = isFrameControl(decoder.u8(at));
    boolean swapped = !straight && isFrameControl(decoder.u8(at + 1)); // by some controllers
    if (straight || swapped) {
      if (decoder.deeper()) {
        frame(at, end, cut, swapped);
      }
      return true;
    }
    return false;
  }

  private static boolean isFrameControl(int first) {
    return (first & 0x0f) == 0x08; // version 0, a data frame
  }

  private void radiotap(int at, int end, int cut) {
    int length = Short.reverseBytes((short) decoder.u16(at + 2)) & 0xffff;
    if (length < 8 || length > end - at) {
      decoder.fail();
      return;
    }
    int present = Integer.reverseBytes(decoder.view.getInt(at + 4));
    int field = at + 8;
    for (int word = present; word < 0 && field + 4 <= at + length; field += 4) {
      word = Integer.reverseBytes(decoder.view.getInt(field)); // the top bit: one more follows
    }
    if ((present & 1) != 0) {
      field = at + (field - at + 7 & ~7) + 8; // the time, aligned
    }
    boolean hasFlags = (present & 2) != 0 && field < at + length;
    boolean padded = hasFlags && (decoder.u8(field) & 0x20) != 0;
    frame(at + length, end, cut, false, padded);
  }

  private void perPacketInformation(int at, int end, int cut) {
    int length = Short.reverseBytes((short) decoder.u16(at + 2)) & 0xffff;
    int inner = Integer.reverseBytes(decoder.view.getInt(at + 4));
    if (length < 8 || length > end - at) {
      decoder.fail();
    } else {
      decoder.links.nested(inner, at + length, end, cut);
    }
  }

  /** Prism's header, or AVS, which starts with a magic number and says its length. */
  private void prism(int at, int end, int cut) {
    int length = decoder.view.getInt(at + 4);
    boolean avs = (decoder.view.getInt(at) & 0xfffff000) == (AVS_MAGIC & 0xfffff000);
    if (!avs && (length & 0xffff) == 0) {
      length = Integer.reverseBytes(length); // in the byte order of the host
    }
    if (length < 8 || length > end - at) {
      decoder.fail();
    } else {
      frame(at + length, end, cut, false);
    }
  }

  private void frame(int at, int end, int cut, boolean swapped) {
    frame(at, end, cut, swapped, false);
  }

  /**
   * A frame (IEEE 802.11 section 9.2).
   *
   * @param swapped the bytes of the frame control field have changed places
   * @param padded the header is padded to a multiple of 4 bytes
   */
  private void frame(int at, int end, int cut, boolean swapped, boolean padded) {
    if (end - at < 2) {
      decoder.fail();
      return;
    }
    int kind = decoder.u8(swapped ? at + 1 : at);
    int flags = decoder.u8(swapped ? at : at + 1);
    boolean carries = isFrameControl(kind) && (kind & 0x40) == 0;
    boolean encrypted = (flags & 0x40) != 0;
    if (!carries || encrypted) {
      return;
    }
    boolean quality = (kind & 0x80) != 0;
    int header = (flags & 3) == 3 ? 30 : 24; // a fourth address between two bridges
    boolean aggregated = quality && at + header < end && (decoder.u8(at + header) & 0x80) != 0;
    header += quality ? 2 : 0;
    header += quality && (flags & 0x80) != 0 ? 4 : 0;
    header = padded ? header + 3 & ~3 : header;
    if (aggregated) {
      aggregate(at + header, end, cut);
    } else {
      decoder.etherTypes.llc(at + header, end, cut);
    }
  }

  /** Several frames in one: two addresses and a length each, aligned to 4 bytes. */
  private void aggregate(int start, int end, int cut) {
    int depth = decoder.depth;
    int at = start;
    while (end - at >= 14) {
      decoder.depth = depth; // they lie side by side
      int length = decoder.u16(at + 12);
      int frameEnd = at + 14 + length;
      boolean whole = frameEnd <= end;
      decoder.etherTypes.llc(at + 14, whole ? frameEnd : end, whole ? 0 : cut);
      at = whole ? frameEnd + ((4 - (14 + length & 3)) & 3) : end;
    }
  }
}
