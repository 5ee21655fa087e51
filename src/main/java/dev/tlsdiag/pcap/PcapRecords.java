package dev.tlsdiag.pcap;

import java.nio.ByteBuffer;

/**
 * The file format of libpcap (draft-ietf-opsawg-pcap): a header, then records.
 *
 * <p>Read in both byte orders, with micro- and nanoseconds, and in the variants of Kuznetzov's
 * patch (longer record headers) and of IXIA's lcap (a longer file header).
 */
final class PcapRecords implements CaptureReader.Container {
  private static final int MAGIC_NANOSECONDS = 0xa1b23c4d;
  private static final int MAGIC_KUZNETZOV = 0xa1b2cd34;
  private static final int MAGIC_IXIA_HARDWARE = 0x1c0001ac;
  private static final int MAGIC_IXIA_SOFTWARE = 0x1c0001ab;

  /** tcpdump's largest; what a record may have where the header says less or nothing. */
  private static final int USUAL_SNAP_LENGTH = 262_144;

  private final Frames frames;
  private final boolean little;
  private final int fileHeader;
  private final int recordHeader;
  private final int nanosPerFraction;

  private CaptureInterface source;
  private int maximum;
  private boolean lengthsSwapped;
  private boolean lengthsMaybeSwapped;
  private int wanted;
  private boolean stopped;

  PcapRecords(Frames frames, int magic, boolean little) {
    this.frames = frames;
    this.little = little;
    fileHeader = magic == MAGIC_IXIA_HARDWARE || magic == MAGIC_IXIA_SOFTWARE ? 28 : 24;
    recordHeader = magic == MAGIC_KUZNETZOV ? 24 : 16;
    nanosPerFraction = magic == MAGIC_NANOSECONDS || magic == MAGIC_IXIA_HARDWARE ? 1 : 1000;
    wanted = fileHeader;
  }

  @Override
  public int read(ByteBuffer view, int position, int limit, long base) {
    int at = position;
    if (source == null) {
      if (limit - at < fileHeader) {
        return at;
      }
      readFileHeader(view, at);
      at += fileHeader;
    }
    return little ? readLittle(view, at, limit, base) : readBig(view, at, limit, base);
  }

  // Two loops, so that each is free of a choice per field.
  private int readLittle(ByteBuffer view, int position, int limit, long base) {
    int at = position;
    int header = recordHeader;
    while (limit - at >= header) {
      long lengths = Long.reverseBytes(view.getLong(at + 8));
      int captured = (int) lengths;
      int wire = (int) (lengths >>> 32);
      if (Integer.compareUnsigned(captured, maximum) > 0 || lengthsMaybeSwapped) {
        captured = checkLength(captured, wire, at + base);
        wire = captured == (int) lengths ? wire : (int) lengths;
        if (captured < 0) {
          return at;
        }
      }
      if (limit - at - header < captured) {
        wanted = header + captured;
        return at;
      }
      long time = Long.reverseBytes(view.getLong(at));
      long nanos = (time & 0xffffffffL) * 1_000_000_000L + (time >>> 32) * nanosPerFraction;
      frames.onFrame(source, nanos, view, at + header, captured, wire);
      at += header + captured;
    }
    wanted = header;
    return at;
  }

  private int readBig(ByteBuffer view, int position, int limit, long base) {
    int at = position;
    int header = recordHeader;
    while (limit - at >= header) {
      long lengths = view.getLong(at + 8);
      int captured = (int) (lengths >>> 32);
      int wire = (int) lengths;
      if (Integer.compareUnsigned(captured, maximum) > 0 || lengthsMaybeSwapped) {
        captured = checkLength(captured, wire, at + base);
        wire = captured == (int) (lengths >>> 32) ? wire : (int) (lengths >>> 32);
        if (captured < 0) {
          return at;
        }
      }
      if (limit - at - header < captured) {
        wanted = header + captured;
        return at;
      }
      long time = view.getLong(at);
      long nanos = (time >>> 32) * 1_000_000_000L + (time & 0xffffffffL) * nanosPerFraction;
      frames.onFrame(source, nanos, view, at + header, captured, wire);
      at += header + captured;
    }
    wanted = header;
    return at;
  }

  /** The captured length of an unusual record; -1 where it is nonsense. */
  private int checkLength(int captured, int wire, long offset) {
    // Files before version 2.3 have the two lengths the other way round, those of 2.3 sometimes.
    int length =
        lengthsSwapped || lengthsMaybeSwapped && Integer.compareUnsigned(captured, wire) > 0
            ? wire
            : captured;
    if (Integer.compareUnsigned(length, maximum) <= 0) {
      return length;
    }
    frames.warn(
        "broken record of packet %d at offset %d: captured length %d, at most %d is possible; reading stopped"
            .formatted(frames.next(), offset, length & 0xffffffffL, maximum));
    stopped = true;
    return -1;
  }

  private void readFileHeader(ByteBuffer view, int at) {
    int major = u16(view, at + 4);
    int minor = u16(view, at + 6);
    int snapLength = i32(view, at + 16);
    lengthsSwapped = major == 2 && minor < 3 || major == 543;
    lengthsMaybeSwapped = lengthsSwapped || major == 2 && minor == 3;
    maximum =
        snapLength < 0
            ? CaptureReader.MAX_RECORD
            : Math.min(CaptureReader.MAX_RECORD, Math.max(USUAL_SNAP_LENGTH, snapLength));
    // The upper bits tell the length of the frame check sequence, which the length of IP cuts off.
    source = frames.addInterface(i32(view, at + 20) & 0xffff, "");
    source.snapLength = snapLength;
  }

  private int i32(ByteBuffer view, int at) {
    return little ? Integer.reverseBytes(view.getInt(at)) : view.getInt(at);
  }

  private int u16(ByteBuffer view, int at) {
    short value = view.getShort(at);
    return (little ? Short.reverseBytes(value) : value) & 0xffff;
  }

  @Override
  public int wanted() {
    return wanted;
  }

  @Override
  public String unfinished(long offset, int left) {
    if (source == null) {
      return "the file header: %d of %d bytes".formatted(left, fileHeader);
    }
    if (left < recordHeader) {
      return "the record header of packet %d at offset %d: %d of %d bytes"
          .formatted(frames.next(), offset, left, recordHeader);
    }
    return "packet %d at offset %d: %d of %d bytes"
        .formatted(frames.next(), offset, left - recordHeader, wanted - recordHeader);
  }

  @Override
  public boolean stopped() {
    return stopped;
  }
}
