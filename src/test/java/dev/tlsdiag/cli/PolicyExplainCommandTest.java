package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Golden;
import dev.tlsdiag.JsonSchemas;
import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.policy.CiliumVersion;
import dev.tlsdiag.mesh.policy.PolicyReader;
import dev.tlsdiag.mesh.policy.explain.PolicyExplanation;
import dev.tlsdiag.report.Theme;
import dev.tlsdiag.report.policy.PolicyMeaningText;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyExplainCommandTest {
  private static final Path SAMPLES =
      Path.of("src", "test", "resources", "dev", "tlsdiag", "mesh", "policy", "explain");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;

  private int run(String... args) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(args);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"interception", "buckets", "server-names", "deny-all", "listener", "many"})
  void puts(String name) throws IOException {
    YamlText text = new YamlText(name + ".yaml", Files.readString(SAMPLES.resolve(name + ".yaml")));
    StringBuilder shown = new StringBuilder();
    new PolicyMeaningText(Theme.PLAIN, 80)
        .render(
            PolicyExplanation.of(
                PolicyReader.all(Manifests.of(text), new YamlProblems()), CiliumVersion.NEWEST),
            shown);
    shown.toString().lines().forEach(line -> assertTrue(line.length() <= 80, line));
    assertFalse(shown.toString().contains("secret-value"));
    Golden.assertMatches("policy/explain-" + name + ".txt", shown.toString());
  }

  @Test
  void printsOneDocument() throws IOException {
    int code =
        run(
            "policy",
            "explain",
            SAMPLES.resolve("buckets.yaml").toString(),
            "-f",
            SAMPLES.resolve("deny-all.yaml").toString(),
            "-o",
            "json");
    assertEquals(ExitCode.CLEAN, code, err::toString);
    String schema = "/dev/tlsdiag/report/policy-explain.schema.json";
    JsonSchemas.assertValid(schema, out.toString());
    String other = out.toString().replace("\"details\"", "\"detail\"");
    assertFalse(JsonSchemas.problems(schema, other).isEmpty());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals(1, json.path("schemaVersion").asInt());
    JsonNode first = json.path("meanings").get(0);
    assertEquals(
        "pods with org=empire, class=mediabot in namespace default", first.path("pods").asText());
    assertTrue(first.path("egress").path("defaultDeny").asBoolean());
    assertFalse(first.path("ingress").path("defaultDeny").asBoolean());
    assertEquals(13, first.path("egress").path("statements").get(0).path("line").asInt());
  }

  @Test
  void severalFilesAreNamed() {
    String names = SAMPLES.resolve("server-names.yaml").toString();
    run("policy", "explain", names, SAMPLES.resolve("listener.yaml").toString());
    assertTrue(out.toString().contains(names + ":8"), out::toString);
  }

  @Test
  void oldVersionsReadOtherwise() {
    run(
        "policy",
        "explain",
        SAMPLES.resolve("server-names.yaml").toString(),
        "--cilium-version",
        "1.17");
    assertTrue(out.toString().contains("refused by 1.17"), out::toString);
    assertTrue(err.toString().contains("Cilium refuses"), err::toString);
  }

  @Test
  void saysWhatIsMissing() throws IOException {
    assertEquals(ExitCode.USAGE, run("policy", "explain"));
    Path other = folder.resolve("pod.yaml");
    Files.writeString(other, "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\n");
    assertEquals(ExitCode.USAGE, run("policy", "explain", other.toString()));
    assertTrue(err.toString().contains("no policy in '"), err::toString);
    Path broken = folder.resolve("broken.yaml");
    Files.writeString(broken, "a: [1,\nb: *.x\n");
    assertEquals(ExitCode.USAGE, run("policy", "explain", broken.toString()));
    assertEquals(ExitCode.COULD_NOT_RUN, run("policy", "explain", folder.resolve("no").toString()));
    assertEquals(
        ExitCode.USAGE,
        run("policy", "explain", SAMPLES.resolve("many.yaml").toString(), "--cilium-version", "x"));
    assertEquals("", out.toString());
  }
}
