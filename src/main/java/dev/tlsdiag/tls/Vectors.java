package dev.tlsdiag.tls;

import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import dev.tlsdiag.wire.WireReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;

/**
 * Reads the vectors inside extensions as far as they go: what a broken extension still says is
 * worth showing. {@link ExtensionDecoder} is the strict reader, which says what is broken.
 */
final class Vectors {
  private static final int HOST_NAME = 0;

  private Vectors() {}

  /**
   * A vector of two-byte codes with a length of one byte; empty where it is longer than the body.
   */
  static <T> List<T> codes8(Bytes body, IntFunction<T> make) {
    return new CodeList<>(vector(body, 1), 2, make);
  }

  /**
   * A vector of two-byte codes with a length of two bytes; empty where it is longer than the body.
   */
  static <T> List<T> codes16(Bytes body, IntFunction<T> make) {
    return new CodeList<>(vector(body, 2), 2, make);
  }

  /** A vector of bytes with a length of one byte; empty where it is longer than the body. */
  static List<Integer> numbers8(Bytes body) {
    return new CodeList<>(vector(body, 1), 1, Integer::valueOf);
  }

  /** The first host_name of a {@code ServerNameList} (RFC 6066 section 3). */
  static Optional<String> hostName(Bytes body) {
    Bytes list = vector(body, 2);
    for (int at = 0; at + 3 <= list.length(); ) {
      int length = list.u16(at + 1);
      if (length > list.length() - at - 3) {
        break;
      }
      if (list.u8(at) == HOST_NAME) {
        return Optional.of(list.slice(at + 3, length).latin1());
      }
      at += 3 + length;
    }
    return Optional.empty();
  }

  /** A {@code ProtocolNameList} (RFC 7301 section 3.1), up to the first name past the end. */
  static List<String> protocolNames(Bytes body) {
    Bytes list = vector(body, 2);
    List<String> names = new ArrayList<>();
    for (int at = 0; at < list.length() && list.u8(at) < list.length() - at; ) {
      int length = list.u8(at);
      names.add(list.slice(at + 1, length).latin1());
      at += 1 + length;
    }
    return List.copyOf(names);
  }

  /**
   * The {@code client_shares} of a ClientHello (RFC 8446 section 4.2.8), up to the first past the
   * end.
   */
  static List<KeyShareEntry> keyShares(Bytes body) {
    Bytes list = vector(body, 2);
    List<KeyShareEntry> shares = new ArrayList<>();
    for (int at = 0; at + 4 <= list.length(); ) {
      int length = list.u16(at + 2);
      if (length > list.length() - at - 4) {
        break;
      }
      shares.add(new KeyShareEntry(NamedGroup.of(list.u16(at)), length));
      at += 4 + length;
    }
    return List.copyOf(shares);
  }

  private static Bytes vector(Bytes body, int lengthSize) {
    if (body.length() < lengthSize) {
      return Bytes.EMPTY;
    }
    int length = lengthSize == 1 ? body.u8(0) : body.u16(0);
    return length > body.length() - lengthSize ? Bytes.EMPTY : body.slice(lengthSize, length);
  }

  /**
   * The two-byte codes of a vector.
   *
   * @throws MalformedMessageException where its length is odd
   */
  static <T> List<T> strictCodes(WireReader vector, String field, IntFunction<T> make)
      throws MalformedMessageException {
    if (vector.remaining() % 2 != 0) {
      throw vector.malformed(field, "length " + vector.remaining() + " is odd");
    }
    return new CodeList<>(vector.rest(), 2, make);
  }

  static String join(List<?> values) {
    return values.stream().map(Object::toString).collect(Collectors.joining(", "));
  }

  /** {@code 1 byte}, {@code 32 bytes}. */
  static String bytes(int length) {
    return count(length, "byte", "bytes");
  }

  static String count(int count, String one, String many) {
    return count + " " + (count == 1 ? one : many);
  }
}
