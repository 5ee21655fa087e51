package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import dev.tlsdiag.report.JsonRenderer;
import dev.tlsdiag.x509.ChainProblem;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code ca inspect -o json} writes is what its schema says. */
class InspectSchemaTest {
  @TempDir Path folder;

  private static String schema() throws IOException {
    try (InputStream text = JsonRenderer.class.getResourceAsStream("inspect.schema.json")) {
      return new String(text.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void aServersChainIsValidAndSaysFromWhere() throws Exception {
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schema());
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("origin.crt"))) {
      String server = "127.0.0.1:" + origin.port();
      CaRun run = CaRun.of(folder.resolve("ca"), "inspect", server, "-o", "json");
      assertEquals(Set.of(), schema.validate(run.out(), InputFormat.JSON), run.out());
      JsonNode json = new ObjectMapper().readTree(run.out());
      assertEquals("TLSv1.3 from " + server, json.at("/format").asText());
      assertTrue(json.at("/problems").size() > 0, run.out());
      assertFalse(
          schema.validate(run.out().replace("\"depth\"", "\"deep\""), InputFormat.JSON).isEmpty());
    }
  }

  @Test
  void theSchemaKnowsEveryProblem() throws IOException {
    JsonNode kinds =
        new ObjectMapper().readTree(schema()).at("/properties/problems/items/properties/kind/enum");
    Set<String> told = new TreeSet<>();
    kinds.forEach(kind -> told.add(kind.asText()));
    assertEquals(
        Stream.of(ChainProblem.Kind.values())
            .map(ChainProblem.Kind::label)
            .collect(Collectors.toCollection(TreeSet::new)),
        told);
  }

  @Test
  void aFolderIsNamed() {
    CaRun run = CaRun.of(folder.resolve("ca"), "inspect", folder.toString());
    assertEquals(4, run.exitCode());
    assertEquals("error: '" + folder + "' is a folder\n", run.err());
  }
}
