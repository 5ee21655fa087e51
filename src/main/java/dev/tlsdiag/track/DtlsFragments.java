package dev.tlsdiag.track;

import dev.tlsdiag.quic.CryptoStream;
import dev.tlsdiag.wire.Bytes;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.Optional;

/** Handshake messages of one side, put together from their fragments (RFC 6347 section 4.2.3). */
final class DtlsFragments {
  private static final int MAX_MESSAGES = 16;
  private static final int HEADER_BYTES = 4;

  private final Map<Integer, Partial> partials = new HashMap<>();

  /**
   * The last whole message of each number, so that a late copy of a fragment begins nothing new.
   */
  private final Map<Integer, Bytes> whole = new HashMap<>();

  private record Partial(int header, CryptoStream bytes) {}

  /**
   * Takes a fragment.
   *
   * @param sequence {@code message_seq}
   * @param type of the message
   * @param length of the whole message without its header
   * @param offset of the fragment in the message
   * @return the message with a header of 4 bytes, as in TLS, once it is complete
   */
  Optional<CryptoStream.Message> add(
      int sequence, int type, int length, int offset, Bytes fragment, long frame) {
    if (length + HEADER_BYTES > CryptoStream.MAX_BYTES || offset + fragment.length() > length) {
      return Optional.empty();
    }
    if (fragment.length() < length && copyOfKnown(sequence, type, length, offset, fragment)) {
      return Optional.empty();
    }
    int header = type << 24 | length;
    Partial partial = partials.get(sequence);
    if (partial == null || partial.header != header || fragment.length() == length) {
      if (partials.size() >= MAX_MESSAGES) {
        partials.remove(first(partials));
      }
      partial = new Partial(header, new CryptoStream());
      partials.put(sequence, partial);
    }
    if (offset == 0) {
      byte[] begin = new byte[HEADER_BYTES + fragment.length()];
      for (int i = 0; i < HEADER_BYTES; i++) {
        begin[i] = (byte) (header >>> 24 - 8 * i);
      }
      fragment.copyTo(0, begin, HEADER_BYTES, fragment.length());
      partial.bytes.add(0, Bytes.wrap(begin), frame);
    } else {
      partial.bytes.add(offset + HEADER_BYTES, fragment, frame);
    }
    Optional<CryptoStream.Message> message = partial.bytes.poll();
    message.ifPresent(m -> remember(sequence, m.message()));
    return message;
  }

  private void remember(int sequence, Bytes message) {
    partials.remove(sequence);
    if (whole.size() >= MAX_MESSAGES && !whole.containsKey(sequence)) {
      whole.remove(first(whole));
    }
    whole.put(sequence, message);
  }

  private boolean copyOfKnown(int sequence, int type, int length, int offset, Bytes fragment) {
    Bytes known = whole.get(sequence);
    return known != null
        && known.u8(0) == type
        && known.length() == HEADER_BYTES + length
        && known.slice(HEADER_BYTES + offset, fragment.length()).equals(fragment);
  }

  private static Integer first(Map<Integer, ?> map) {
    Iterator<Integer> keys = map.keySet().iterator();
    return keys.next();
  }

  /** Memory held for messages that are not complete, in bytes. */
  int bufferedBytes() {
    int sum = 0;
    for (Partial partial : partials.values()) {
      sum += partial.bytes.bufferedBytes();
    }
    for (Bytes message : whole.values()) {
      sum += message.length();
    }
    return sum;
  }
}
