package dev.tlsdiag.pcap;

import dev.tlsdiag.tcp.IpAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Counts frames, shows them to the visitor and hands them to the decoder. */
final class Frames {
  private static final int MAX_MISSING = 1 << 28;

  private final FrameDecoder decoder;
  private final FrameVisitor visitor;
  private final List<CaptureInterface> interfaces = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private long frame;
  private long cut;
  private long skipped;

  Frames(FrameDecoder decoder, FrameVisitor visitor) {
    this.decoder = decoder;
    this.visitor = visitor;
  }

  /** The number of the frame that comes next. */
  long next() {
    return frame + 1;
  }

  CaptureInterface addInterface(int linkType, String name) {
    CaptureInterface added = new CaptureInterface(interfaces.size(), linkType);
    interfaces.add(added);
    if (visitor != null) {
      visitor.onInterface(added.id, linkType, name);
    }
    return added;
  }

  void onFrame(
      CaptureInterface source, long timeNanos, ByteBuffer view, int at, int captured, int wire) {
    frame++;
    source.packets++;
    if (wire != captured) {
      wire = plausible(captured, wire);
    }
    if (visitor != null) {
      visitor.onFrame(frame, source.linkType, timeNanos, view, at, captured, wire, source.id);
    }
    FrameDecoder d = decoder;
    d.begin(view, frame, timeNanos);
    if (source.ethernet) {
      d.ethernet(at, at + captured, wire - captured);
    } else {
      decodeOther(source, at, at + captured, wire - captured);
    }
  }

  private int plausible(int captured, int wire) {
    if (wire < captured && wire >= 0) {
      return captured;
    }
    cut++;
    return wire < 0 || wire - captured > MAX_MISSING ? captured + MAX_MISSING : wire;
  }

  private void decodeOther(CaptureInterface source, int at, int end, int missing) {
    if (source.known) {
      decoder.links.decode(source.linkType, at, end, missing);
      return;
    }
    if (source.packets == 1) {
      warn(
          "link type %s in packet %d cannot be read"
              .formatted(LinkTypes.text(source.linkType), frame));
    }
    decoder.fail();
  }

  /** A block that Wireshark numbers like a frame, though it holds none. */
  void skipFrame() {
    frame++;
  }

  /** A packet whose interface is not described. */
  void skipUnknown() {
    frame++;
    skipped++;
  }

  void onName(IpAddress address, String name) {
    if (visitor != null) {
      visitor.onName(address, name);
    }
  }

  void onSecrets(int type, ByteBuffer view, int at, int length) {
    if (visitor != null) {
      visitor.onSecrets(type, view, at, length);
    }
  }

  void warn(String warning) {
    if (warnings.size() < ReaderCounters.MAX_WARNINGS) {
      warnings.add(warning);
    }
  }

  String lastWarning() {
    return warnings.get(warnings.size() - 1);
  }

  void end() {
    decoder.fragments.dropAll();
  }

  ReaderCounters counters(long bytes) {
    TreeMap<Integer, Long> linkTypes = new TreeMap<>();
    TreeMap<Integer, Long> unknown = new TreeMap<>();
    for (CaptureInterface source : interfaces) {
      if (source.packets > 0) {
        linkTypes.merge(source.linkType, source.packets, Long::sum);
        if (!source.known) {
          unknown.merge(source.linkType, source.packets, Long::sum);
        }
      }
    }
    return new ReaderCounters(
        frame,
        bytes,
        decoder.undecoded() + skipped,
        cut,
        decoder.fragments.dropped(),
        linkTypes,
        unknown,
        warnings);
  }
}
