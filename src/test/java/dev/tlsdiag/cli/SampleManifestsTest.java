package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * The manifests of {@code samples/kubernetes}: what the API server would say of the shape, and
 * more.
 */
class SampleManifestsTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @TempDir Path folder;

  private static List<JsonNode> documents(String name) throws IOException {
    List<JsonNode> all = new ArrayList<>();
    String text = Files.readString(Path.of("samples", "kubernetes", name));
    new Load(LoadSettings.builder().build())
        .loadAllFromString(text)
        .forEach(each -> all.add(JSON.valueToTree(each)));
    return all;
  }

  private static JsonNode kind(String name, String kind) throws IOException {
    return documents(name).stream()
        .filter(each -> each.path("kind").asText().equals(kind))
        .findFirst()
        .orElseThrow();
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({
    "job.yaml, Job, batch/v1, /spec/template, true",
    "cronjob.yaml, CronJob, batch/v1, /spec/jobTemplate/spec/template, true",
    "daemonset.yaml, DaemonSet, apps/v1, /spec/template, false"
  })
  void podsAreConfined(String name, String kind, String version, String template, boolean nonRoot)
      throws IOException {
    JsonNode resource = kind(name, kind);
    assertEquals(version, resource.path("apiVersion").asText());
    assertTrue(resource.at("/metadata/name").asText().matches("[a-z0-9]([-a-z0-9]*[a-z0-9])?"));
    JsonNode pod = resource.at(template + "/spec");
    assertFalse(pod.path("automountServiceAccountToken").asBoolean(true));
    assertEquals(nonRoot, pod.at("/securityContext/runAsNonRoot").asBoolean(false));
    assertEquals("RuntimeDefault", pod.at("/securityContext/seccompProfile/type").asText());
    JsonNode selected = resource.at("/spec/selector/matchLabels");
    if (!selected.isMissingNode()) {
      assertEquals(selected, resource.at(template + "/metadata/labels"));
    }
    for (JsonNode container : pod.path("containers")) {
      confined(container.path("securityContext"));
      assertTrue(container.at("/resources/limits/memory").isTextual());
      List<String> volumes = new ArrayList<>();
      pod.path("volumes").forEach(each -> volumes.add(each.path("name").asText()));
      container
          .path("volumeMounts")
          .forEach(mount -> assertTrue(volumes.contains(mount.path("name").asText())));
      parses(container.path("args"));
    }
  }

  private static void confined(JsonNode context) {
    assertTrue(context.path("readOnlyRootFilesystem").asBoolean());
    assertFalse(context.path("allowPrivilegeEscalation").asBoolean(true));
    assertEquals("[\"ALL\"]", context.at("/capabilities/drop").toString());
  }

  /** The arguments are a command that there is, with options that it has. */
  private static void parses(JsonNode args) {
    List<String> words = new ArrayList<>();
    args.forEach(word -> words.add(word.asText()));
    Commands.Entry command = Commands.named(words.get(0)).orElseThrow();
    assertTrue(
        new CommandLine(CommandSpec.create().name("tlsdiag"))
            .addSubcommand(command.name(), new CommandLine(CommandModels.of(command)))
            .parseArgs(words.toArray(String[]::new))
            .unmatched()
            .isEmpty());
  }

  @Test
  void theContainerToAddIsConfined() throws IOException {
    JsonNode container = documents("ephemeral-container.yaml").get(0);
    confined(container.path("securityContext"));
    assertTrue(container.at("/securityContext/runAsNonRoot").asBoolean());
  }

  /** The watch gets the one capability it needs. */
  @Test
  void theWatchMayCaptureAndNothingElse() throws IOException {
    JsonNode container = kind("daemonset.yaml", "DaemonSet").at("/spec/template/spec/containers/0");
    assertEquals("[\"NET_RAW\"]", container.at("/securityContext/capabilities/add").toString());
  }

  @Test
  void theChecksInTheConfigMapAreRead() throws IOException {
    String checks = kind("cronjob.yaml", "ConfigMap").at("/data/tlsdiag.yaml").asText();
    Path file = Files.writeString(folder.resolve("tlsdiag.yaml"), checks);
    StringWriter out = new StringWriter();
    int code =
        new Program(new PrintWriter(out), new PrintWriter(out))
            .run("check", "--dry-run", file.toString());
    assertEquals(ExitCode.CLEAN, code, out::toString);
    assertTrue(out.toString().contains("admin-is-closed"), out::toString);
  }
}
