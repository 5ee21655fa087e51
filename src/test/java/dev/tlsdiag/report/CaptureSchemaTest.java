package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import java.io.IOException;
import java.io.InputStream;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What is written is what the schema says; the samples have every kind of outcome. */
class CaptureSchemaTest {
  private static final JsonSchema SCHEMA = schema();

  private static JsonSchema schema() {
    try (InputStream text = JsonRenderer.class.getResourceAsStream("capture.schema.json")) {
      return JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(text);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void linesAreValid() throws IOException {
    String lines = HandshakeRenderersTest.zooLines() + HandshakeRenderersTest.eveningLines();
    lines.lines().forEach(CaptureSchemaTest::assertValid);
  }

  @Test
  void documentIsValid() throws IOException {
    assertValid(HandshakeRenderersTest.document());
  }

  @Test
  void diffIsValid() throws IOException {
    assertValid(DetailAndDiffTest.diffJson());
  }

  @Test
  void schemaIsNotLenient() throws IOException {
    String line = HandshakeRenderersTest.eveningLines().lines().findFirst().orElseThrow();
    assertFalse(problems(line.replace("\"frame\":4,", "")).isEmpty());
    assertFalse(problems(line.replace("\"frame\":4", "\"frame\":\"4\"")).isEmpty());
    assertFalse(problems(line.replace("\"notes\":[]", "\"notes\":[],\"news\":1")).isEmpty());
    assertFalse(problems(line.replace("\"0x1301\"", "\"4865\"")).isEmpty());
  }

  private static void assertValid(String json) {
    assertEquals(Set.of(), problems(json), json);
  }

  private static Set<?> problems(String json) {
    return SCHEMA.validate(json, InputFormat.JSON);
  }
}
