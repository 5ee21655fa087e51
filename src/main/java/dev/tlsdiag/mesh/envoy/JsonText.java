package dev.tlsdiag.mesh.envoy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import dev.tlsdiag.trace.Evidence;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into values that know where they stand. */
final class JsonText {
  /** A trust bundle is one text in base64. */
  private static final int LONGEST_TEXT = 64 << 20;

  /** Deeper than any configuration is nested, and no stack overflows at it. */
  private static final int DEEPEST = 200;

  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxStringLength(LONGEST_TEXT)
                  .maxNestingDepth(DEEPEST)
                  .build())
          .build();

  private final String name;
  private final JsonParser parser;

  private JsonText(String name, JsonParser parser) {
    this.name = name;
    this.parser = parser;
  }

  /**
   * @param name to show
   * @throws UnreadableDumpException where it is no JSON, or more than one value
   */
  static Json parse(String name, byte[] text) throws UnreadableDumpException {
    int from = text.length > 2 && text[0] == (byte) 0xef ? 3 : 0; // a byte order mark
    try (JsonParser parser = FACTORY.createParser(text, from, text.length - from)) {
      return new JsonText(name, parser).document();
    } catch (JsonProcessingException e) {
      throw new UnreadableDumpException(place(name, e.getLocation()), problem(e));
    } catch (IOException e) { // no text in the encoding that it seems to have
      throw new UnreadableDumpException(place(name, null), "is no JSON: " + e.getMessage());
    }
  }

  private Json document() throws IOException, UnreadableDumpException {
    if (parser.nextToken() == null) {
      throw new UnreadableDumpException(new Evidence.ConfigLine(name, 1, 1), "is empty");
    }
    Json value = value();
    if (parser.nextToken() != null) {
      throw new UnreadableDumpException(
          place(name, parser.currentTokenLocation()), "there is more behind the value's end");
    }
    return value;
  }

  /** The value whose first token is the current one. */
  private Json value() throws IOException {
    Evidence.ConfigLine place = place(name, parser.currentTokenLocation());
    JsonToken token = parser.currentToken();
    if (token == JsonToken.START_OBJECT) {
      Map<String, Json> members = new LinkedHashMap<>();
      while (parser.nextToken() == JsonToken.FIELD_NAME) {
        String member = parser.currentName();
        parser.nextToken();
        members.put(member, value());
      }
      return Json.object(members, place);
    }
    if (token == JsonToken.START_ARRAY) {
      List<Json> items = new ArrayList<>();
      while (parser.nextToken() != JsonToken.END_ARRAY) {
        items.add(value());
      }
      return Json.list(items, place);
    }
    if (token == JsonToken.VALUE_STRING) {
      return Json.text(parser.getText(), place);
    }
    return token == JsonToken.VALUE_NULL ? Json.nothing(place) : Json.bare(parser.getText(), place);
  }

  private static Evidence.ConfigLine place(String name, JsonLocation location) {
    int line = location == null ? 1 : Math.max(1, location.getLineNr());
    int column = location == null ? 1 : Math.max(1, location.getColumnNr());
    return new Evidence.ConfigLine(name, line, column);
  }

  /** Jackson's words without the place, which is said in ours, and without what it quotes. */
  private static String problem(JsonProcessingException e) {
    String words = e.getOriginalMessage().lines().findFirst().orElse("");
    return words.startsWith("Unexpected end-of-input")
        ? "is no JSON: the text ends in the middle of a value"
        : "is no JSON: " + words;
  }
}
