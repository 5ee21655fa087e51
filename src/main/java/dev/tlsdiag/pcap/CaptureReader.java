package dev.tlsdiag.pcap;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.tcp.PacketSink;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Optional;

/**
 * Reads a capture file that is pushed to it piece by piece: pcap or pcapng, told apart by their
 * first bytes.
 *
 * <pre>{@code
 * int position = 0;
 * while (more bytes follow the ones in window) {
 *   position = reader.read(window, position, limit);
 *   // keep window[position, limit), append; at least reader.wanted() bytes are needed to go on
 * }
 * Optional<String> warning = reader.end(limit - position);
 * }</pre>
 *
 * <p>A broken record stops the reading and leaves a warning in {@link #counters}; whatever was read
 * before it stands. Not thread-safe. Direct buffers are read faster than others.
 */
public final class CaptureReader {
  /** No record or block is longer; a length above it is nonsense. */
  static final int MAX_RECORD = 256 << 20;

  /** The part that knows the file format. */
  interface Container {
    /**
     * Reads whole records of {@code view[position, limit)}.
     *
     * @param base offset in the file of index 0 of {@code view}
     * @return where the first record starts that is not whole
     */
    int read(ByteBuffer view, int position, int limit, long base);

    /** Bytes that the record at the returned position has, as far as is known. */
    int wanted();

    /**
     * What the file ends in the middle of, with {@code left} bytes of it: "packet 17 … 40 of 60
     * bytes".
     */
    String unfinished(long offset, int left);

    /** Nothing can be read any more: a record is broken. */
    boolean stopped();
  }

  private final Frames frames;
  private Container container;
  private ByteBuffer window;
  private ByteBuffer view;
  private long consumed;
  private CaptureInterface live;

  /**
   * @param sink is given the decoded packets
   */
  public CaptureReader(PacketSink sink) {
    this(sink, null);
  }

  /**
   * @param sink is given the decoded packets
   * @param visitor is given each frame before it is decoded, or null
   */
  public CaptureReader(PacketSink sink, FrameVisitor visitor) {
    frames = new Frames(new FrameDecoder(requireNonNull(sink, "sink is null")), visitor);
  }

  /**
   * Reads the whole records of {@code window[position, limit)}; {@code window}'s own position,
   * limit and byte order are neither used nor changed.
   *
   * @return the new position: bytes before it are done with
   * @throws CaptureFormatException where the file is no capture
   */
  public int read(ByteBuffer window, int position, int limit) throws CaptureFormatException {
    look(window);
    int at = position;
    if (container == null) {
      if (limit - position < FileHeader.MAGIC_LENGTH) {
        return position;
      }
      container = FileHeader.container(frames, view, position, limit);
    }
    if (!container.stopped()) {
      at = container.read(view, position, limit, consumed - position);
    }
    if (container.stopped()) {
      if (consumed == 0 && at == position) {
        throw new CaptureFormatException(0, "is not a capture file: " + frames.lastWarning());
      }
      at = limit;
    }
    consumed += at - position;
    return at;
  }

  /**
   * How many bytes, from the position that {@link #read} returned, it needs to get any further. A
   * window of this size is large enough for the next record.
   */
  public int wanted() {
    return container == null ? FileHeader.MAGIC_LENGTH : container.wanted();
  }

  /** A record was broken; nothing that follows is read. */
  public boolean stopped() {
    return container != null && container.stopped();
  }

  /**
   * The input has ended.
   *
   * @param left bytes that were there and that {@link #read} did not take
   * @return what was cut off, if anything was; it is also the last of the warnings
   * @throws CaptureFormatException where there were too few bytes to be a capture at all
   */
  public Optional<String> end(int left) throws CaptureFormatException {
    frames.end();
    if (live != null && container == null) {
      return Optional.empty();
    }
    if (container == null) {
      throw new CaptureFormatException(
          0, left == 0 ? "is empty" : "is not a capture file: has only " + left + " bytes");
    }
    if (left == 0) {
      return Optional.empty();
    }
    String warning = "cut off in the middle of " + container.unfinished(consumed, left);
    frames.warn(warning);
    consumed += left;
    return Optional.of(warning);
  }

  /**
   * Decodes one frame that is in no file: from live capture.
   *
   * @param buffer holds the frame at {@code offset}; its own position and byte order are not used
   */
  public void packet(
      int linkType,
      long timeNanos,
      ByteBuffer buffer,
      int offset,
      int capturedLength,
      int wireLength) {
    if (live == null || live.linkType != linkType) {
      live = frames.addInterface(linkType, "");
    }
    look(buffer);
    consumed += capturedLength;
    frames.onFrame(live, timeNanos, view, offset, capturedLength, wireLength);
  }

  /** What was read so far. */
  public ReaderCounters counters() {
    return frames.counters(consumed);
  }

  /** Goes over to another buffer, where it is one. */
  @SuppressWarnings("ReferenceEquality") // the same bytes elsewhere are another buffer
  private void look(ByteBuffer buffer) {
    if (window != buffer) {
      window = buffer;
      view = buffer.duplicate().clear().order(ByteOrder.BIG_ENDIAN);
    }
  }
}
