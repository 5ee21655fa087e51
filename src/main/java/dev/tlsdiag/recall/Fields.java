package dev.tlsdiag.recall;

import dev.tlsdiag.report.Printable;
import dev.tlsdiag.wire.Bytes;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** The members of an object, each asked for by its name and checked for what it has to be. */
final class Fields {
  /** The clocks of broken captures jump by all that 32 bits of seconds can say. */
  private static final long LONGEST_NANOS = Duration.ofSeconds(1L << 32).toNanos();

  private static final int LONGEST_SHOWN = 40;

  private final Value object;

  private Fields(Value object) {
    this.object = object;
  }

  /** Reads one value. */
  interface Reading<T> {
    T of(Value value) throws NoResultException;
  }

  static Fields of(Value value) throws NoResultException {
    return new Fields(require(value, Value.Kind.OBJECT));
  }

  private static Value require(Value value, Value.Kind kind) throws NoResultException {
    if (value.kind() != kind) {
      throw value.problem("is %s, not %s".formatted(value.kind().label(), kind.label()));
    }
    return value;
  }

  NoResultException problem(String message) {
    return object.problem(message);
  }

  boolean has(String key) {
    return object.has(key);
  }

  /** These are written for who reads the JSON, and follow from others. */
  Fields known(String... derived) {
    for (String key : derived) {
      Value value = object.member(key);
      if (value != null) {
        value.knownWhole();
      }
    }
    return this;
  }

  private Value needed(String key, Value.Kind kind) throws NoResultException {
    return require(value(key), kind);
  }

  /** Of any kind. */
  Value value(String key) throws NoResultException {
    Value value = object.member(key);
    if (value == null) {
      throw object.problem("has no '%s'".formatted(key));
    }
    return value;
  }

  Fields object(String key) throws NoResultException {
    return new Fields(needed(key, Value.Kind.OBJECT));
  }

  Optional<Fields> objectIfAny(String key) throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(object(key));
  }

  /** Of anybody: whoever shows it escapes it. */
  String text(String key) throws NoResultException {
    return needed(key, Value.Kind.TEXT).text();
  }

  Optional<String> textIfAny(String key) throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(text(key));
  }

  /** Of our own, which is shown as it is: so it has nothing that a terminal could act on. */
  String words(String key) throws NoResultException {
    return words(needed(key, Value.Kind.TEXT));
  }

  Optional<String> wordsIfAny(String key) throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(words(key));
  }

  static String words(Value value) throws NoResultException {
    String text = require(value, Value.Kind.TEXT).text();
    if (!Printable.escape(text).equals(text)) {
      throw value.problem("has characters that are never written there");
    }
    return text;
  }

  List<String> texts(String key) throws NoResultException {
    return list(key, value -> require(value, Value.Kind.TEXT).text());
  }

  List<String> wordLists(String key) throws NoResultException {
    return list(key, Fields::words);
  }

  <T> List<T> list(String key, Reading<T> reading) throws NoResultException {
    List<T> list = new ArrayList<>();
    for (Value item : needed(key, Value.Kind.ARRAY).items()) {
      list.add(reading.of(item));
    }
    return list;
  }

  <T> List<T> listIfAny(String key, Reading<T> reading) throws NoResultException {
    return object.member(key) == null ? List.of() : list(key, reading);
  }

  boolean flag(String key) throws NoResultException {
    return needed(key, Value.Kind.BOOLEAN).text().equals("true");
  }

  boolean flagIfAny(String key) throws NoResultException {
    return object.member(key) != null && flag(key);
  }

  int number(String key, int least) throws NoResultException {
    return (int) number(key, least, Integer.MAX_VALUE);
  }

  OptionalInt numberIfAny(String key, int least) throws NoResultException {
    return object.member(key) == null ? OptionalInt.empty() : OptionalInt.of(number(key, least));
  }

  long number(String key, long least, long most) throws NoResultException {
    return number(needed(key, Value.Kind.NUMBER), least, most);
  }

  static long number(Value value, long least, long most) throws NoResultException {
    try {
      long number = new BigDecimal(require(value, Value.Kind.NUMBER).text()).longValueExact();
      if (number >= least && number <= most) {
        return number;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw value.problem("is no whole number that could be meant");
    }
    throw value.problem("is not within %d to %d".formatted(least, most));
  }

  /** From 0 to 1. */
  double fraction(String key) throws NoResultException {
    Value value = needed(key, Value.Kind.NUMBER);
    double number = Double.parseDouble(value.text());
    if (!(number >= 0 && number <= 1)) {
      throw value.problem("is not within 0 to 1");
    }
    return number;
  }

  /** Nanoseconds of a number of milliseconds. */
  long nanos(String key) throws NoResultException {
    Value value = needed(key, Value.Kind.NUMBER);
    try {
      long nanos = new BigDecimal(value.text()).movePointRight(6).longValueExact();
      if (Math.abs(nanos) <= LONGEST_NANOS) {
        return nanos;
      }
    } catch (ArithmeticException | NumberFormatException e) {
      throw value.problem("is no time in milliseconds that could be meant");
    }
    throw value.problem("is longer than the clock of a capture can say");
  }

  OptionalLong nanosIfAny(String key) throws NoResultException {
    return object.member(key) == null ? OptionalLong.empty() : OptionalLong.of(nanos(key));
  }

  Duration duration(String key) throws NoResultException {
    return Duration.ofNanos(nanos(key));
  }

  Optional<Duration> durationIfAny(String key) throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(duration(key));
  }

  Instant time(String key) throws NoResultException {
    Value value = needed(key, Value.Kind.TEXT);
    try {
      return Instant.parse(value.text());
    } catch (DateTimeException e) {
      throw value.problem("is no time in UTC: " + quoted(value.text()));
    }
  }

  Optional<Instant> timeIfAny(String key) throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(time(key));
  }

  /** {@code "0x1301"}. */
  int code(String key, long most) throws NoResultException {
    return code(needed(key, Value.Kind.TEXT), most);
  }

  static int code(Value value, long most) throws NoResultException {
    String text = require(value, Value.Kind.TEXT).text();
    if (!text.matches("0x[0-9a-f]{1,8}") || Long.parseLong(text.substring(2), 16) > most) {
      throw value.problem(
          "is no code of 0x0 to 0x%s: %s".formatted(Long.toHexString(most), quoted(text)));
    }
    return Integer.parseUnsignedInt(text.substring(2), 16);
  }

  Bytes hex(String key) throws NoResultException {
    return hex(value(key));
  }

  static Bytes hex(Value value) throws NoResultException {
    try {
      return Bytes.ofHex(require(value, Value.Kind.TEXT).text());
    } catch (IllegalArgumentException e) {
      throw value.problem("is not hexadecimal");
    }
  }

  /** One byte a character. */
  Bytes latin1(String key) throws NoResultException {
    return latin1(needed(key, Value.Kind.TEXT));
  }

  static Bytes latin1(Value value) throws NoResultException {
    String text = require(value, Value.Kind.TEXT).text();
    if (text.chars().anyMatch(c -> c > 0xff)) {
      throw value.problem("has a character that is no byte");
    }
    return Bytes.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
  }

  static Bytes base64(Value value) throws NoResultException {
    try {
      return Bytes.wrap(Base64.getDecoder().decode(require(value, Value.Kind.TEXT).text()));
    } catch (IllegalArgumentException e) {
      throw value.problem("is not base64");
    }
  }

  /** The one of these that is called so. */
  <T> T one(String key, T[] all, Function<T, String> label) throws NoResultException {
    Value value = needed(key, Value.Kind.TEXT);
    for (T each : all) {
      if (label.apply(each).equals(value.text())) {
        return each;
      }
    }
    throw value.problem(
        "is %s, not one of %s"
            .formatted(
                quoted(value.text()),
                Arrays.stream(all).map(label).collect(Collectors.joining(", "))));
  }

  <T> Optional<T> oneIfAny(String key, T[] all, Function<T, String> label)
      throws NoResultException {
    return object.member(key) == null ? Optional.empty() : Optional.of(one(key, all, label));
  }

  /** A value whose own checks say what is wrong with its parts. */
  <T> T made(Supplier<T> value) throws NoResultException {
    try {
      return value.get();
    } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
      throw object.problem("does not hold together: " + e.getMessage());
    }
  }

  static String quoted(String text) {
    return "'" + Printable.cut(text, LONGEST_SHOWN, "...") + "'";
  }
}
