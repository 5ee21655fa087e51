package dev.tlsdiag.quic;

import static java.util.Objects.requireNonNull;

import dev.tlsdiag.wire.Bytes;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The CRYPTO frames of one side's Initial packets as handshake messages (RFC 9000 section 7.5):
 * frames in any order, repeated and overlapping; where two disagree the first one stands.
 */
public final class CryptoStream {
  /** The largest handshake message put together, and how far ahead of it frames are kept. */
  public static final int MAX_BYTES = 64 * 1024;

  private static final int MAX_PIECES = 1024;
  private static final int MESSAGE_HEADER = 4;

  /** Where the buffer starts in the stream: all before it was given out. */
  private long base;

  private byte[] buffer = new byte[0];
  private final List<Piece> pieces = new ArrayList<>(); // ascending, without overlap
  private boolean dropped;

  /** Bytes that no earlier frame brought; {@code from} counts from {@link #base}. */
  private record Piece(int from, int to, long frame) {
    Piece movedBack(int bytes) {
      return new Piece(Math.max(0, from - bytes), to - bytes, frame);
    }
  }

  /**
   * A handshake message.
   *
   * @param message with its header of 4 bytes
   * @param frames numbers of the packets in the capture that brought a piece of it, ascending
   * @param pieces CRYPTO frames that brought something new of it
   */
  public record Message(Bytes message, List<Long> frames, int pieces) {
    public Message {
      requireNonNull(message, "message is null");
      frames = List.copyOf(frames);
    }
  }

  /**
   * Takes the content of a CRYPTO frame.
   *
   * @param offset in the stream, in bytes
   * @param frame number of the packet in the capture
   */
  public void add(long offset, Bytes content, long frame) {
    long start = Math.max(offset, base);
    long end = offset + content.length();
    if (end <= start) {
      return;
    }
    if (end - base > MAX_BYTES) {
      dropped = true;
      return;
    }
    int to = (int) (end - base);
    if (to > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.min(MAX_BYTES, Math.max(to, 2 * buffer.length)));
    }
    int at = (int) (start - base);
    int next = firstEndingAfter(at);
    while (at < to) {
      int gapEnd = next < pieces.size() ? Math.min(to, pieces.get(next).from) : to;
      if (at < gapEnd) {
        if (pieces.size() >= MAX_PIECES) {
          dropped = true;
          return;
        }
        content.copyTo((int) (base + at - offset), buffer, at, gapEnd - at);
        pieces.add(next++, new Piece(at, gapEnd, frame));
      }
      if (next >= pieces.size()) {
        return;
      }
      at = Math.max(gapEnd, pieces.get(next++).to);
    }
  }

  private int firstEndingAfter(int at) {
    int low = 0;
    int high = pieces.size();
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (pieces.get(middle).to <= at) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** The next message, once all its bytes are there. */
  public Optional<Message> poll() {
    int length = nextLength();
    return length > 0 ? Optional.of(take(length)) : Optional.empty();
  }

  /** Whether {@link #poll} has a message to give. */
  public boolean hasMessage() {
    return nextLength() > 0;
  }

  /** The length of the next message if it is whole, else 0. */
  private int nextLength() {
    int have = 0;
    for (Piece piece : pieces) {
      if (piece.from > have) {
        break;
      }
      have = piece.to;
    }
    if (have < MESSAGE_HEADER) {
      return 0;
    }
    int length =
        MESSAGE_HEADER + ((buffer[1] & 0xff) << 16 | (buffer[2] & 0xff) << 8 | buffer[3] & 0xff);
    dropped |= length > MAX_BYTES;
    return have < length ? 0 : length;
  }

  private Message take(int length) {
    Bytes message = Bytes.wrap(Arrays.copyOf(buffer, length));
    List<Long> frames = new ArrayList<>();
    List<Piece> left = new ArrayList<>();
    int count = 0;
    for (Piece piece : pieces) {
      if (piece.from < length) {
        count++;
        if (!frames.contains(piece.frame)) {
          frames.add(piece.frame);
        }
      }
      if (piece.to > length) {
        left.add(piece.movedBack(length));
      }
    }
    frames.sort(null);
    System.arraycopy(buffer, length, buffer, 0, buffer.length - length);
    if (left.isEmpty()) {
      buffer = new byte[0];
    }
    base += length;
    pieces.clear();
    pieces.addAll(left);
    return new Message(message, frames, count);
  }

  /** Whether no byte waits for others. */
  public boolean isEmpty() {
    return pieces.isEmpty();
  }

  /** Memory held, in bytes. */
  public int bufferedBytes() {
    return buffer.length + 48 * pieces.size();
  }

  /** Whether frames were left out because they reached too far or were too many. */
  public boolean dropped() {
    return dropped;
  }
}
