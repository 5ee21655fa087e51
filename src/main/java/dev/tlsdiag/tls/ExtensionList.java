package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.AbstractList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.RandomAccess;

/**
 * An extensions block whose boundaries were checked, as an immutable list that makes its elements
 * when asked for one: most hellos of a large capture are asked for two or three.
 */
final class ExtensionList extends AbstractList<Extension> implements RandomAccess {
  private static final int HEADER = 4;

  private final Bytes block;
  private final char[] starts;

  private ExtensionList(Bytes block, char[] starts) {
    this.block = block;
    this.starts = starts;
  }

  /**
   * Reads {@code Extension extensions<0..2^16-1>} (RFC 8446 section 4.1.2), or none where the
   * message ends before it, which is legal up to TLS 1.2 (RFC 5246 section 7.4.1.2).
   *
   * @throws MalformedMessageException where the block or an extension in it is longer than what is
   *     left
   */
  static List<Extension> parse(WireReader message) throws MalformedMessageException {
    if (!message.hasRemaining()) {
      return List.of();
    }
    WireReader extensions = message.vector16(0, "extensions");
    Bytes block = extensions.rest();
    int count = 0;
    int offset = message.offset() - block.length();
    // One to three bytes at the end are no extension: not worth losing the hello for.
    for (int at = 0; block.length() - at >= HEADER; count++) {
      int left = block.length() - at - HEADER;
      int length = block.u16(at + 2);
      if (length > left) {
        throw new MalformedMessageException(
            "extension_data",
            offset + at + HEADER,
            "needs %d bytes, %d left".formatted(length, left));
      }
      at += HEADER + length;
    }
    char[] starts = new char[count];
    for (int i = 0, at = 0; i < count; i++) {
      starts[i] = (char) at;
      at += HEADER + block.u16(at + 2);
    }
    return new ExtensionList(block, starts);
  }

  /** The first extension of the type in any list. */
  static Optional<Extension> find(List<Extension> extensions, int type) {
    if (extensions instanceof ExtensionList list) {
      for (int i = 0; i < list.starts.length; i++) {
        if (list.block.u16(list.starts[i]) == type) {
          return Optional.of(list.get(i));
        }
      }
      return Optional.empty();
    }
    return extensions.stream().filter(e -> e.type() == type).findFirst();
  }

  /** The types in wire order, without an object for each. */
  static int[] types(List<Extension> extensions) {
    int[] types = new int[extensions.size()];
    for (int i = 0; i < types.length; i++) {
      types[i] =
          extensions instanceof ExtensionList list
              ? list.block.u16(list.starts[i])
              : extensions.get(i).type();
    }
    return types;
  }

  /** The list itself where it is immutable, else a copy. */
  static List<Extension> immutable(List<Extension> extensions) {
    return extensions instanceof ExtensionList ? extensions : List.copyOf(extensions);
  }

  @Override
  public Extension get(int index) {
    Objects.checkIndex(index, starts.length);
    int start = starts[index];
    return new Extension(block.u16(start), block.slice(start + HEADER, block.u16(start + 2)));
  }

  @Override
  public int size() {
    return starts.length;
  }
}
