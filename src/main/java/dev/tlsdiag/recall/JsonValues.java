package dev.tlsdiag.recall;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/** Reads JSON texts one after the other, within bounds. */
final class JsonValues {
  /** What the deepest of our documents has is a quarter of it. */
  static final int DEEPEST = 60;

  static final int LONGEST_TEXT = 16 << 20;

  /** Values of all documents together: each of them takes memory. */
  static final int MOST_VALUES = 3_000_000;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxStringLength(LONGEST_TEXT)
                  .maxNameLength(1000)
                  .maxNumberLength(100)
                  .build())
          .build();

  private final JsonParser parser;
  private int values;

  JsonValues(String json) throws NoResultException {
    try {
      parser = FACTORY.createParser(json);
    } catch (IOException e) {
      throw new NoResultException(0, 0, "", e.getMessage());
    }
  }

  /**
   * The next text; empty at the end.
   *
   * @throws NoResultException where it is no JSON, or beyond a bound
   */
  Optional<Value> next() throws NoResultException {
    Deque<Value> open = new ArrayDeque<>();
    String name = "";
    try {
      for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
        if (token == JsonToken.FIELD_NAME) {
          name = parser.currentName();
          continue;
        }
        if (token == JsonToken.END_ARRAY || token == JsonToken.END_OBJECT) {
          Value closed = open.pop();
          if (open.isEmpty()) {
            return Optional.of(closed);
          }
          continue;
        }
        Value value = value(token, open.peek(), name);
        if (token.isStructStart()) {
          open.push(value);
        } else if (open.isEmpty()) {
          return Optional.of(value);
        }
      }
    } catch (JsonProcessingException e) {
      throw problem(e, open.peek());
    } catch (IOException e) {
      throw new NoResultException(0, 0, "", e.getMessage());
    }
    return Optional.empty();
  }

  private Value value(JsonToken token, Value parent, String member)
      throws IOException, NoResultException {
    Value.Kind kind =
        switch (token) {
          case START_OBJECT -> Value.Kind.OBJECT;
          case START_ARRAY -> Value.Kind.ARRAY;
          case VALUE_STRING -> Value.Kind.TEXT;
          case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> Value.Kind.NUMBER;
          case VALUE_TRUE, VALUE_FALSE -> Value.Kind.BOOLEAN;
          default -> Value.Kind.NULL;
        };
    boolean inArray = parent != null && parent.kind() == Value.Kind.ARRAY;
    String name = inArray || parent == null ? "" : member;
    JsonLocation at = parser.currentTokenLocation();
    String text = token.isScalarValue() ? parser.getText() : "";
    Value value = new Value(kind, text, parent, name, at.getLineNr(), at.getColumnNr());
    if (++values > MOST_VALUES) {
      throw value.problem("has more than %,d values".formatted(MOST_VALUES));
    }
    if (parent != null) {
      parent.add(value);
    }
    return value;
  }

  /** In the words of the library, the first sentence of them. */
  private static NoResultException problem(JsonProcessingException e, Value within) {
    JsonLocation at = e.getLocation();
    String first = e.getOriginalMessage().replaceFirst("(?s)(\\n|: enable `).*", "");
    return new NoResultException(
        at == null ? 0 : Math.max(1, at.getLineNr()),
        at == null ? 0 : Math.max(1, at.getColumnNr()),
        within == null ? "" : within.path(),
        "no JSON: " + first);
  }
}
