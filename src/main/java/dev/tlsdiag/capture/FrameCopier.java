package dev.tlsdiag.capture;

import dev.tlsdiag.pcap.CaptureFormatException;
import dev.tlsdiag.pcap.CaptureReader;
import dev.tlsdiag.pcap.PcapngWriter;
import dev.tlsdiag.pcap.ReaderCounters;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tcp.IcmpError;
import dev.tlsdiag.tcp.Packet;
import dev.tlsdiag.tcp.PacketSink;
import dev.tlsdiag.trace.ClearSecrets;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/**
 * Writes the packets of chosen handshakes to a pcapng file, in a second pass over the captures they
 * came from: every packet between the two endpoints up to the one that decided the outcome.
 */
public final class FrameCopier {
  private final Map<String, Wanted> wanted = new LinkedHashMap<>();
  private final PcapngWriter writer = new PcapngWriter();
  private final Redaction redaction;
  private final Map<List<Endpoint>, ClearSecrets> directions = new HashMap<>();
  private final Map<String, Path> elsewhere = new HashMap<>();
  private long copied;

  /** What one file is to give. */
  private static final class Wanted {
    /** Both endpoints, in either order, to the last frame of interest. */
    final Map<Set<Endpoint>, Long> pairs = new HashMap<>();

    /** Frames that carry a piece of a ClientHello, fragments too. */
    final Set<Long> frames = new TreeSet<>();

    final Map<Long, String> comments = new HashMap<>();
    long last;
  }

  private FrameCopier(
      List<Handshake> handshakes, Function<Handshake, String> comment, Redaction redaction) {
    this.redaction = redaction;
    for (Handshake h : handshakes) {
      Wanted file = wanted.computeIfAbsent(h.file(), name -> new Wanted());
      long last = Math.max(h.lastFrame(), h.frame());
      file.pairs.merge(Set.of(h.client(), h.server()), last, Math::max);
      file.frames.addAll(h.frames());
      file.comments.merge(h.frame(), comment.apply(h), (a, b) -> a + "; " + b);
      file.last = Math.max(file.last, Math.max(last, lastOf(h.frames())));
    }
  }

  private static long lastOf(List<Long> frames) {
    return frames.isEmpty() ? 0 : frames.get(frames.size() - 1);
  }

  /** Copies as they are. */
  public static long copy(List<Handshake> handshakes, Function<Handshake, String> comment, Path out)
      throws CaptureProblem {
    return copy(handshakes, comment, out, Redaction.OFF, Map.of());
  }

  /**
   * Copies.
   *
   * @param elsewhere captures by the name that handshakes have of them, where that is no path
   * @param redaction of header values that go in the clear: they are blackened, lengths stay
   * @param comment what Wireshark is to show at the packet with the ClientHello
   * @return the number of packets written
   * @throws CaptureProblem where a capture cannot be read again (standard input), or {@code out}
   *     not be written
   */
  public static long copy(
      List<Handshake> handshakes,
      Function<Handshake, String> comment,
      Path out,
      Redaction redaction,
      Map<String, Path> elsewhere)
      throws CaptureProblem {
    FrameCopier copier = new FrameCopier(handshakes, comment, redaction);
    copier.elsewhere.putAll(elsewhere);
    for (String file : copier.wanted.keySet()) {
      if (file.equals("-") || !Files.isRegularFile(copier.path(file))) {
        throw new CaptureProblem(
            "'" + file + "' cannot be read a second time, which writing packets needs",
            null,
            "tee capture.pcap | tlsdiag capture -");
      }
      if (sameFile(copier.path(file), out)) {
        throw new CaptureProblem("'" + out + "' is one of the captures to read", null);
      }
    }
    try (OutputStream bytes = new BufferedOutputStream(opened(out))) {
      bytes.write(copier.writer.sectionHeader("tlsdiag"));
      for (Map.Entry<String, Wanted> file : copier.wanted.entrySet()) {
        copier.copy(file.getKey(), file.getValue(), bytes);
      }
    } catch (IOException | UncheckedIOException e) {
      throw new CaptureProblem("cannot write '" + out + "': " + e.getMessage(), null);
    }
    return copier.copied;
  }

  /** What goes in the clear is in packets too: of a new file it is for its owner alone. */
  private static OutputStream opened(Path out) throws IOException {
    boolean modes = out.getFileSystem().supportedFileAttributeViews().contains("posix");
    if (modes && !Files.exists(out, LinkOption.NOFOLLOW_LINKS)) {
      Files.createFile(
          out, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    }
    return Files.newOutputStream(out);
  }

  private Path path(String name) {
    return elsewhere.containsKey(name) ? elsewhere.get(name) : Path.of(name);
  }

  private static boolean sameFile(Path a, Path b) {
    try {
      return Files.exists(b) && Files.isSameFile(a, b);
    } catch (IOException e) {
      return false;
    }
  }

  private void copy(String name, Wanted file, OutputStream out) throws CaptureProblem, IOException {
    try (CaptureInput input =
        CaptureInput.open(path(name).toString(), InputStream.nullInputStream())) {
      Pass pass = new Pass(name, file, out);
      new ScanJob(pass, new Quiet(() -> pass.frame < file.last)).run(name, input);
    }
  }

  /** Sees each frame raw, and then, if it could be decoded, whose it is. */
  private final class Pass implements ScanJob.Target, PacketSink {
    private final String name;
    private final Wanted file;
    private final OutputStream out;
    private final CaptureReader reader = new CaptureReader(this, this::onFrame);
    private long frame;
    private int linkType;
    private long nanos;
    private ByteBuffer buffer;
    private int offset;
    private int captured;
    private int wire;
    private boolean written;

    Pass(String name, Wanted file, OutputStream out) {
      this.name = name;
      this.file = file;
      this.out = out;
    }

    private void onFrame(
        long number,
        int type,
        long time,
        ByteBuffer bytes,
        int from,
        int length,
        int whole,
        int id) {
      frame = number;
      linkType = type;
      nanos = time;
      buffer = bytes;
      offset = from;
      captured = length;
      wire = whole;
      written = false;
      if (file.frames.contains(number)) {
        write();
      }
    }

    @Override
    public void onTcp(Packet packet) {
      writeIfWanted(packet, redaction.active() && packet.payloadLength > 0);
    }

    @Override
    public void onUdp(Packet packet) {
      writeIfWanted(packet, false);
    }

    @Override
    public void onIcmpError(Packet quoted, boolean tcp, IcmpError error) {
      writeIfWanted(quoted, false);
    }

    private void writeIfWanted(Packet p, boolean text) {
      if (!written && frame <= file.last) {
        Endpoint source = new Endpoint(p.source().toString(), p.sourcePort);
        Endpoint destination = new Endpoint(p.destination().toString(), p.destinationPort);
        Long last = source.equals(destination) ? null : file.pairs.get(Set.of(source, destination));
        if (last != null && frame <= last && (!text || blacken(p, List.of(source, destination)))) {
          write();
        }
      }
    }

    /**
     * Takes secrets out of the frame at hand.
     *
     * @return false where there are some and they are not in this frame's own bytes: a fragment
     */
    @SuppressWarnings(
        "ReferenceEquality") // the very buffer is asked for: another may be equal to it
    private boolean blacken(Packet p, List<Endpoint> direction) {
      byte[] payload = new byte[p.payloadLength];
      p.buffer.get(p.payloadOffset, payload);
      byte[] shown = payload.clone();
      directions.computeIfAbsent(direction, key -> new ClearSecrets(redaction)).mask(shown);
      if (Arrays.equals(payload, shown)) {
        return true;
      }
      if (p.buffer != buffer || p.payloadOffset < offset) {
        return false;
      }
      byte[] bytes = new byte[captured];
      buffer.get(offset, bytes);
      System.arraycopy(shown, 0, bytes, p.payloadOffset - offset, shown.length);
      buffer = ByteBuffer.wrap(bytes);
      offset = 0;
      return true;
    }

    private void write() {
      written = true;
      copied++;
      try {
        String comment = file.comments.getOrDefault(frame, "");
        out.write(writer.packet(name, linkType, nanos, buffer, offset, captured, wire, comment));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public int read(ByteBuffer window, int position, int limit) throws CaptureFormatException {
      return reader.read(window, position, limit);
    }

    @Override
    public void finish(int left) throws CaptureFormatException {
      reader.end(left);
    }

    @Override
    public ReaderCounters counters() {
      return reader.counters();
    }
  }

  /** The first pass has already told of every warning. */
  private record Quiet(BooleanSupplier more) implements ScanJob.Pulse {
    @Override
    public boolean beat(long bytesDone, boolean idle) {
      return more.getAsBoolean();
    }

    @Override
    public void warning(String message) {}
  }
}
