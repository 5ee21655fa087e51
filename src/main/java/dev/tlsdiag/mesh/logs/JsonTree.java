package dev.tlsdiag.mesh.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;

/** Small JSON values of strangers. */
final class JsonTree {
  static final ObjectMapper MAPPER =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder()
                      .maxNestingDepth(200)
                      .maxStringLength(8 << 20)
                      .build())
              .build());

  private JsonTree() {}

  /** The line where it is no JSON, or no text; 1 where it is not told, as of what is too deep. */
  static long line(IOException e) {
    return e instanceof JsonProcessingException json && json.getLocation() != null
        ? Math.max(1, json.getLocation().getLineNr())
        : 1;
  }

  /** The text or number at a path of members; empty text where there is none. */
  static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String key : path) {
      found = found.path(key);
    }
    return found.isValueNode() && !found.isNull() ? found.asText("") : "";
  }
}
