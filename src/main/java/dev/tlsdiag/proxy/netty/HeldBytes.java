package dev.tlsdiag.proxy.netty;

import dev.tlsdiag.wire.Bytes;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** What a client has sent and nobody has taken yet, in one buffer. */
final class HeldBytes {
  private static final int SMALLEST = 1024;

  private ByteBuf held = Unpooled.EMPTY_BUFFER;

  /** How many of them the caller has looked at without taking them. */
  private int peeked;

  /** Takes the buffer over. */
  void add(ByteBuf bytes, ByteBufAllocator allocator) {
    if (!held.isReadable()) {
      held.release();
      held = bytes;
      peeked = 0;
      return;
    }
    ByteBuf longer = held;
    if (longer.writableBytes() < bytes.readableBytes() || longer.isReadOnly()) {
      int size = longer.readableBytes() + bytes.readableBytes();
      longer = allocator.buffer(Math.max(SMALLEST, 2 * size));
      longer.writeBytes(held);
      held.release();
    }
    longer.writeBytes(bytes);
    bytes.release();
    held = longer;
  }

  boolean isEmpty() {
    return !held.isReadable();
  }

  int length() {
    return held.readableBytes();
  }

  /** Whether they are the start of this text or go on after it. */
  boolean mayBegin(String text) {
    int length = Math.min(text.length(), held.readableBytes());
    return text.startsWith(held.toString(held.readerIndex(), length, StandardCharsets.ISO_8859_1));
  }

  /** A view of all; to read it takes nothing. */
  ByteBuffer view() {
    return held.nioBuffer();
  }

  /** A view of those that came since the last call, or since {@link #lookAgain}. */
  ByteBuffer fresh() {
    int seen = peeked;
    peeked = held.readableBytes();
    return held.nioBuffer(held.readerIndex() + seen, held.readableBytes() - seen);
  }

  /** The next look begins at the first byte. */
  void lookAgain() {
    peeked = 0;
  }

  /** How many bytes a head of HTTP has with its empty line, or -1 where it is not whole. */
  int headEnd() {
    int from = held.readerIndex() + Math.max(0, peeked - 3);
    int line = -1;
    for (int i = from; i < held.writerIndex(); i++) {
      if (held.getByte(i) == '\n') {
        boolean empty =
            line >= 0 && (i - line == 1 || i - line == 2 && held.getByte(i - 1) == '\r');
        if (empty) {
          return i + 1 - held.readerIndex();
        }
        line = i;
      }
    }
    peeked = held.readableBytes();
    return -1;
  }

  /** Takes the first ones. */
  Bytes take(int length) {
    byte[] taken = new byte[length];
    held.readBytes(taken);
    peeked = 0;
    return Bytes.wrap(taken);
  }

  /** Takes all; the caller releases them. */
  ByteBuf takeAll() {
    ByteBuf all = held;
    held = Unpooled.EMPTY_BUFFER;
    peeked = 0;
    return all;
  }

  void release() {
    takeAll().release();
  }
}
