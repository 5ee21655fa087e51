package dev.tlsdiag;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Set;
import java.util.stream.Collectors;

/** Holds documents against the schemas that are told of them. */
public final class JsonSchemas {
  private JsonSchemas() {}

  /**
   * What is wrong with a document.
   *
   * @param schema a resource: {@code /dev/tlsdiag/report/compare.schema.json}
   */
  public static Set<String> problems(String schema, String json) {
    return open(schema).validate(json, InputFormat.JSON).stream()
        .map(Object::toString)
        .collect(Collectors.toSet());
  }

  public static void assertValid(String schema, String json) {
    assertEquals(Set.of(), problems(schema, json), json);
  }

  private static JsonSchema open(String schema) {
    try (InputStream in = JsonSchemas.class.getResourceAsStream(schema)) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
