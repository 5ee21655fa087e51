package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The pcapng file format (draft-ietf-opsawg-pcapng): sections of blocks. */
final class PcapngBlocks implements CaptureReader.Container {
  static final int SECTION_HEADER = 0x0a0d0d0a;
  static final int INTERFACE_DESCRIPTION = 1;
  static final int OBSOLETE_PACKET = 2;
  static final int SIMPLE_PACKET = 3;
  static final int NAME_RESOLUTION = 4;
  static final int ENHANCED_PACKET = 6;
  static final int JOURNAL = 9;
  static final int DECRYPTION_SECRETS = 10;
  static final int CUSTOM = 0xbad;
  static final int CUSTOM_NOT_COPIED = 0x40000bad;

  private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
  private static final int OPTION_END = 0;
  private static final int OPTION_IF_NAME = 2;
  private static final int OPTION_IF_TSRESOL = 9;
  private static final int OPTION_IF_TSOFFSET = 14;

  private final Frames frames;
  private final List<CaptureInterface> interfaces = new ArrayList<>(); // of the section
  private boolean little;
  private boolean started;
  private boolean warnedInterface;
  private int wanted = 12;
  private boolean stopped;
  private int type;

  PcapngBlocks(Frames frames) {
    this.frames = frames;
  }

  @Override
  public int read(ByteBuffer view, int position, int limit, long base) {
    int at = position;
    while (limit - at >= 12) {
      type = i32(view, at);
      if (type == SECTION_HEADER && !startSection(view, at, base)) {
        return at;
      }
      int length = i32(view, at + 4);
      if (length < 12 || length > CaptureReader.MAX_RECORD) {
        return stop(at + base, "length " + (length & 0xffffffffL), at);
      }
      int padded = length + 3 & ~3; // some writers forget to count the padding
      if (limit - at < padded) {
        wanted = padded;
        return at;
      }
      int trailer = i32(view, at + padded - 4);
      if (trailer != length) {
        String problem =
            "length is " + length + " at its start and " + (trailer & 0xffffffffL) + " at its end";
        return stop(at + base, problem, at);
      }
      if (!block(view, at, at + padded - 4, base)) {
        return at;
      }
      at += padded;
    }
    wanted = 12;
    return at;
  }

  private boolean block(ByteBuffer view, int at, int end, long base) {
    if (type == ENHANCED_PACKET) {
      return packet(view, at, end, i32(view, at + 8), base);
    }
    return switch (type) {
      case OBSOLETE_PACKET -> packet(view, at, end, u16(view, at + 8), base);
      case SIMPLE_PACKET -> simplePacket(view, at, end, base);
      case INTERFACE_DESCRIPTION -> describeInterface(view, at, end, base);
      default -> {
        note(view, at, end);
        yield true;
      }
    };
  }

  /** A block that is no packet and that no packet depends on. */
  private void note(ByteBuffer view, int at, int end) {
    switch (type) {
      case NAME_RESOLUTION -> names(view, at + 8, end);
      case DECRYPTION_SECRETS -> secrets(view, at, end);
      // Wireshark gives these a number, and users compare numbers.
      case CUSTOM, CUSTOM_NOT_COPIED, JOURNAL -> frames.skipFrame();
      default -> {}
    }
  }

  private boolean startSection(ByteBuffer view, int at, long base) {
    int magic = view.getInt(at + 8);
    if (magic == BYTE_ORDER_MAGIC) {
      little = false;
    } else if (magic == Integer.reverseBytes(BYTE_ORDER_MAGIC)) {
      little = true;
    } else {
      stop(at + base, "byte-order magic is %08x".formatted(magic), at);
      return false;
    }
    interfaces.clear();
    started = true;
    return true;
  }

  /** Enhanced Packet Block and its predecessor: the same but for the interface's id. */
  private boolean packet(ByteBuffer view, int at, int end, int interfaceId, long base) {
    int start = at + 28;
    int captured = start <= end ? i32(view, at + 20) : -1;
    if (captured < 0 || captured > end - start) {
      stop(
          at + base, "captured length " + (captured & 0xffffffffL) + " does not fit its block", at);
      return false;
    }
    if (interfaceId < 0 || interfaceId >= interfaces.size()) {
      unknownInterface(interfaceId, at + base);
      return true;
    }
    CaptureInterface source = interfaces.get(interfaceId);
    long units = (long) i32(view, at + 12) << 32 | i32(view, at + 16) & 0xffffffffL;
    frames.onFrame(source, source.nanos(units), view, start, captured, i32(view, at + 24));
    return true;
  }

  private boolean simplePacket(ByteBuffer view, int at, int end, long base) {
    int start = at + 12;
    if (start > end) {
      stop(at + base, "too short for a packet", at);
      return false;
    }
    if (interfaces.isEmpty()) {
      unknownInterface(0, at + base);
      return true;
    }
    CaptureInterface source = interfaces.get(0);
    int wire = i32(view, at + 8);
    int captured = end - start;
    if (source.snapLength > 0) {
      captured = Math.min(captured, source.snapLength);
    }
    captured = wire < 0 ? captured : Math.min(captured, wire);
    frames.onFrame(source, 0, view, start, captured, wire);
    return true;
  }

  private void unknownInterface(int id, long offset) {
    if (!warnedInterface) {
      warnedInterface = true;
      frames.warn(
          "packet %d at offset %d is of interface %d, which is not described"
              .formatted(frames.next(), offset, id & 0xffffffffL));
    }
    frames.skipUnknown();
  }

  private boolean describeInterface(ByteBuffer view, int at, int end, long base) {
    int option = at + 16;
    if (option > end) {
      stop(at + base, "too short for an interface description", at);
      return false;
    }
    String name = "";
    int resolution = 6;
    long offset = 0;
    while (option + 4 <= end) {
      int code = u16(view, option);
      int length = u16(view, option + 2);
      int value = option + 4;
      if (code == OPTION_END || length > end - value) {
        break;
      }
      if (code == OPTION_IF_NAME) {
        name = text(view, value, length);
      } else if (code == OPTION_IF_TSRESOL && length >= 1) {
        resolution = view.get(value) & 0xff;
      } else if (code == OPTION_IF_TSOFFSET && length >= 8) {
        long raw = view.getLong(value);
        offset = little ? Long.reverseBytes(raw) : raw;
      }
      option = value + (length + 3 & ~3);
    }
    CaptureInterface added = frames.addInterface(u16(view, at + 8), name);
    added.snapLength = i32(view, at + 12);
    added.timeResolution(resolution);
    added.timeOffset(offset);
    interfaces.add(added);
    return true;
  }

  private void names(ByteBuffer view, int start, int end) {
    int at = start;
    while (at + 4 <= end) {
      int kind = u16(view, at);
      int length = u16(view, at + 2);
      int value = at + 4;
      if (kind == 0 || length > end - value) {
        return;
      }
      if (kind == 1 && length > 4) {
        names(IpAddress.v4(view.getInt(value)), text(view, value + 4, length - 4));
      } else if (kind == 2 && length > 16) {
        IpAddress address = IpAddress.v6(view.getLong(value), view.getLong(value + 8));
        names(address, text(view, value + 16, length - 16));
      }
      at = value + (length + 3 & ~3);
    }
  }

  private void names(IpAddress address, String list) {
    for (String name : list.split("\0", -1)) {
      if (!name.isEmpty()) {
        frames.onName(address, name);
      }
    }
  }

  private void secrets(ByteBuffer view, int at, int end) {
    if (at + 16 <= end) {
      int length = i32(view, at + 12);
      if (length >= 0 && length <= end - at - 16) {
        frames.onSecrets(i32(view, at + 8), view, at + 16, length);
      }
    }
  }

  private static String text(ByteBuffer view, int at, int length) {
    byte[] bytes = new byte[length];
    view.get(at, bytes);
    return new String(bytes, StandardCharsets.UTF_8);
  }

  private int stop(long offset, String problem, int at) {
    frames.warn("broken block at offset %d: %s; reading stopped".formatted(offset, problem));
    stopped = true;
    return at;
  }

  private int i32(ByteBuffer view, int at) {
    int value = view.getInt(at);
    return little ? Integer.reverseBytes(value) : value;
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
    boolean packet = type == ENHANCED_PACKET || type == SIMPLE_PACKET || type == OBSOLETE_PACKET;
    String what =
        !started
            ? "the section header"
            : left >= 12 && packet ? "the block of packet " + frames.next() : "a block";
    return "%s at offset %d: %d of %d bytes".formatted(what, offset, left, wanted);
  }

  @Override
  public boolean stopped() {
    return stopped;
  }
}
