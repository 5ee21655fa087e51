package dev.tlsdiag.mesh.hubble;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Goes through the JSON of one line after the other without a tree. A value of another type than
 * expected is skipped and counted, not an error: the next field is read as if nothing were.
 */
final class JsonCursor {
  private static final JsonFactory FACTORY = new JsonFactory();

  private final Interned interned = new Interned();
  private JsonParser parser;
  private String[] scratch = new String[32];
  private String name = "";
  private long skipped;

  /**
   * Stands on the first value of the line.
   *
   * @throws IOException where it begins with no JSON
   */
  void begin(byte[] buffer, int from, int to) throws IOException {
    parser = FACTORY.createParser(buffer, from, to - from);
    parser.nextToken();
  }

  void end() throws IOException {
    if (parser.nextToken() != null) {
      throw new IOException("there is more behind the value");
    }
    parser.close();
  }

  /** Values and fields so far that were not read. */
  long skipped() {
    return skipped;
  }

  /** Whether the value is an object, whose fields are asked for with {@link #next}. */
  boolean isObject() {
    return parser.currentToken() == JsonToken.START_OBJECT;
  }

  /** Likewise; anything else than null is skipped and counted. */
  boolean object() throws IOException {
    if (isObject()) {
      return true;
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      skip();
    }
    return false;
  }

  /** Moves to the value of the object's next field; false behind the last one. */
  boolean next() throws IOException {
    String field = parser.nextFieldName();
    if (field == null) {
      return false;
    }
    name = field;
    parser.nextToken();
    return true;
  }

  /** Of the field whose value is at hand. */
  String name() {
    return name;
  }

  /** Whether the value is an array, whose items are asked for with {@link #item}. */
  boolean array() throws IOException {
    if (parser.currentToken() == JsonToken.START_ARRAY) {
      return true;
    }
    if (parser.currentToken() != JsonToken.VALUE_NULL) {
      skip();
    }
    return false;
  }

  /** Moves to the array's next item; false behind the last one. */
  boolean item() throws IOException {
    return parser.nextToken() != JsonToken.END_ARRAY;
  }

  /** Leaves the value out and counts it. */
  void skip() throws IOException {
    skipped++;
    parser.skipChildren();
  }

  /** Leaves the value out on purpose. */
  void pass() throws IOException {
    parser.skipChildren();
  }

  boolean isNull() {
    return parser.currentToken() == JsonToken.VALUE_NULL;
  }

  boolean isNumber() {
    return parser.currentToken() == JsonToken.VALUE_NUMBER_INT;
  }

  String text() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_STRING) {
      return interned.text(
          parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    }
    if (token == JsonToken.VALUE_NULL) {
      return "";
    }
    if (token.isScalarValue()) {
      return parser.getText();
    }
    skip();
    return "";
  }

  /** Like {@link #text}, of one that hardly comes twice. */
  String uniqueText() throws IOException {
    return parser.currentToken() == JsonToken.VALUE_STRING ? parser.getText() : text();
  }

  /** A number, also one in quotes, as 64-bit ones are written. */
  long number() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_NUMBER_INT) {
      return parser.getLongValue();
    }
    if (token == JsonToken.VALUE_STRING) {
      String digits = parser.getText();
      if (digits.matches("-?[0-9]{1,18}")) {
        return Long.parseLong(digits);
      }
      if (digits.matches("[0-9]{19,20}")) {
        return unsigned(digits);
      }
    }
    if (token != JsonToken.VALUE_NULL) {
      skip();
    }
    return 0;
  }

  private long unsigned(String digits) {
    try {
      return Long.parseUnsignedLong(digits);
    } catch (NumberFormatException tooLarge) {
      skipped++;
      return 0;
    }
  }

  /** A number that is no less than 0 and no more than {@code most}; any other is counted. */
  int number(int most) throws IOException {
    long number = number();
    if (number < 0 || number > most) {
      skipped++;
      return 0;
    }
    return (int) number;
  }

  boolean bool() throws IOException {
    JsonToken token = parser.currentToken();
    if (token == JsonToken.VALUE_TRUE) {
      return true;
    }
    if (token != JsonToken.VALUE_FALSE && token != JsonToken.VALUE_NULL) {
      skip();
    }
    return false;
  }

  /** Like {@link #bool}, also as a wrapper object: {@code {"value":true}}. */
  boolean wrappedBool() throws IOException {
    if (!isObject()) {
      return bool();
    }
    boolean value = false;
    while (next()) {
      if (name.equals("value")) {
        value = bool();
      } else {
        skip();
      }
    }
    return value;
  }

  List<String> texts() throws IOException {
    if (!array()) {
      return List.of();
    }
    int length = 0;
    while (item()) {
      if (length == scratch.length) {
        scratch = Arrays.copyOf(scratch, 2 * length);
      }
      scratch[length++] = text();
    }
    return interned.list(scratch, length);
  }

  /** One item of a list of objects. */
  interface Item<T> {
    T read() throws IOException;
  }

  <T> List<T> objects(Item<T> item) throws IOException {
    if (!array()) {
      return List.of();
    }
    List<T> all = new ArrayList<>(4);
    while (item()) {
      if (object()) {
        all.add(item.read());
      }
    }
    return List.copyOf(all);
  }

  /** RFC 3339, or an object of seconds and nanoseconds. */
  Optional<Instant> time() throws IOException {
    if (isObject()) {
      long seconds = 0;
      int nanos = 0;
      while (next()) {
        switch (name) {
          case "seconds" -> seconds = number();
          case "nanos" -> nanos = number(999_999_999);
          default -> skip();
        }
      }
      if (Math.abs(seconds) > FlowTime.LATEST_SECOND) {
        skipped++;
        return Optional.empty();
      }
      return Optional.of(Instant.ofEpochSecond(seconds, nanos));
    }
    if (parser.currentToken() != JsonToken.VALUE_STRING) {
      text();
      return Optional.empty();
    }
    Optional<Instant> time =
        FlowTime.rfc3339(
            parser.getTextCharacters(), parser.getTextOffset(), parser.getTextLength());
    if (time.isEmpty()) {
      skipped++;
    }
    return time;
  }
}
