package dev.tlsdiag.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tlsdiag.Golden;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ReportJsonRendererTest {
  private static final Map<String, Report> REPORTS = ReportSamples.all();
  private static final ObjectMapper MAPPER = new ObjectMapper();

  static Set<String> names() {
    return REPORTS.keySet();
  }

  @ParameterizedTest
  @MethodSource("names")
  void keepsToItsSchema(String name) throws IOException {
    assertEquals(Set.of(), schema().validate(MAPPER.readTree(render(name))));
  }

  @Test
  void theSchemaRefusesOtherDocuments() throws IOException {
    JsonNode wrong = MAPPER.readTree(render("sni-lost").replace("\"fail\"", "\"perhaps\""));
    assertEquals(1, schema().validate(wrong).size());
  }

  @Test
  void saysWhatTheScreenSays() throws IOException {
    String pretty =
        MAPPER
            .writerWithDefaultPrettyPrinter()
            .writeValueAsString(MAPPER.readTree(render("sni-lost")));
    Golden.assertMatches("compare/sni-lost.json", pretty + "\n");
  }

  @Test
  void keepsNamesAsTheyWereSent() throws IOException {
    JsonNode report = MAPPER.readTree(render("hostile"));
    String sent = report.at("/traces/0/hops/0/serverName").textValue();
    assertEquals(0x1b, sent.charAt(1));
  }

  private static JsonSchema schema() throws IOException {
    try (InputStream in = ReportJsonRenderer.class.getResourceAsStream("compare.schema.json")) {
      return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012).getSchema(in);
    }
  }

  private static String render(String name) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    new ReportJsonRenderer(new TextBuffer(bytes)).render(REPORTS.get(name));
    return bytes.toString(StandardCharsets.UTF_8);
  }
}
