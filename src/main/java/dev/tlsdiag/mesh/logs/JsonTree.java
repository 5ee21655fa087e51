package dev.tlsdiag.mesh.logs;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

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

  /** The text or number at a path of members; empty text where there is none. */
  static String text(JsonNode node, String... path) {
    JsonNode found = node;
    for (String key : path) {
      found = found.path(key);
    }
    return found.isValueNode() && !found.isNull() ? found.asText("") : "";
  }
}
