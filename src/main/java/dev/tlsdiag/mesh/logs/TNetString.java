package dev.tlsdiag.mesh.logs;

import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Tagged netstrings as mitmproxy writes them: {@code length:payload} and a letter for the type.
 * Values are Strings (of bytes too, as ISO 8859-1, cut where they are long), BigDecimals, Booleans,
 * Lists, Maps, and null.
 */
final class TNetString {
  /** Bodies are of no use here; names, addresses and messages are far below. */
  private static final int LONGEST_TEXT = 16_000;

  private static final int DEEPEST = 12;

  /** The bytes are no tagged netstring. */
  static final class MalformedException extends Exception {
    private static final long serialVersionUID = 1;

    MalformedException(String message) {
      super(message);
    }
  }

  private final byte[] bytes;
  private int position;

  private TNetString(byte[] bytes) {
    this.bytes = bytes;
  }

  /**
   * The value of a payload.
   *
   * @param payload stays the caller's; not changed
   * @param type the letter behind it
   */
  static Object parse(byte[] payload, char type) throws MalformedException {
    return new TNetString(payload).value(0, payload.length, type, 0);
  }

  private Object next(int end, int depth) throws MalformedException {
    int length = 0;
    int digits = 0;
    while (position < end && bytes[position] >= '0' && bytes[position] <= '9') {
      if (++digits > 9) {
        throw new MalformedException("a length with more than 9 digits");
      }
      length = 10 * length + bytes[position++] - '0';
    }
    if (digits == 0 || position >= end || bytes[position] != ':') {
      throw new MalformedException("no length at byte " + position);
    }
    int from = position + 1;
    if (length > end - from - 1) {
      throw new MalformedException(
          "a length of %d where %d bytes are left".formatted(length, end - from - 1));
    }
    Object value = value(from, from + length, (char) bytes[from + length], depth);
    position = from + length + 1;
    return value;
  }

  private Object value(int from, int to, char type, int depth) throws MalformedException {
    if (depth > DEEPEST) {
      throw new MalformedException("values in values, more than " + DEEPEST);
    }
    return switch (type) {
      case ',' ->
          new String(bytes, from, Math.min(to - from, LONGEST_TEXT), StandardCharsets.ISO_8859_1);
      case ';' ->
          new String(bytes, from, Math.min(to - from, LONGEST_TEXT), StandardCharsets.UTF_8);
      case '#', '^' -> number(new String(bytes, from, to - from, StandardCharsets.US_ASCII));
      case '!' -> to - from == 4;
      case '~' -> null;
      case ']' -> list(from, to, depth);
      case '}' -> dictionary(from, to, depth);
      default -> throw new MalformedException("no type: 0x%02x".formatted((int) type));
    };
  }

  private static BigDecimal number(String text) throws MalformedException {
    try {
      if (text.length() > 40) {
        throw new MalformedException("a number of %d digits".formatted(text.length()));
      }
      return new BigDecimal(text);
    } catch (NumberFormatException e) {
      throw new MalformedException("no number");
    }
  }

  private List<Object> list(int from, int to, int depth) throws MalformedException {
    List<Object> list = new ArrayList<>();
    position = from;
    while (position < to) {
      list.add(next(to, depth + 1));
    }
    return list;
  }

  private Map<String, Object> dictionary(int from, int to, int depth) throws MalformedException {
    Map<String, Object> map = new LinkedHashMap<>();
    position = from;
    while (position < to) {
      Object key = next(to, depth + 1);
      if (position >= to) {
        throw new MalformedException("a key without a value");
      }
      map.put(String.valueOf(key), next(to, depth + 1));
    }
    return map;
  }

  /** A text at a path of keys; empty where there is none. */
  static Optional<String> text(Object value, String... path) {
    return at(value, path).filter(String.class::isInstance).map(String.class::cast);
  }

  static Optional<BigDecimal> number(Object value, String... path) {
    return at(value, path).filter(BigDecimal.class::isInstance).map(BigDecimal.class::cast);
  }

  static Optional<Object> at(Object value, String... path) {
    Object found = value;
    for (String key : path) {
      if (!(found instanceof Map<?, ?> map)) {
        return Optional.empty();
      }
      found = map.get(key);
    }
    return Optional.ofNullable(found);
  }
}
