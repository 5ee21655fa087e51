package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Golden;
import dev.tlsdiag.JsonSchemas;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PolicyTestCommandTest {
  private static final Path SAMPLES =
      Path.of("src", "test", "resources", "dev", "tlsdiag", "mesh", "policy", "explain");

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir Path folder;
  private Path policies;

  @BeforeEach
  void write() throws IOException {
    policies = folder.resolve("policies.yaml");
    Files.writeString(
        policies,
        Files.readString(SAMPLES.resolve("buckets.yaml"))
            + """
            ---
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: db}
            spec:
              endpointSelector: {matchLabels: {app: db}}
              ingress:
              - fromEndpoints: [{matchLabels: {app: web}}]
                toPorts: [{ports: [{port: "5432", protocol: TCP}]}]
            ---
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: web}
            spec:
              endpointSelector: {matchLabels: {app: web}}
              egress:
              - toFQDNs: [{matchName: api.example.com}]
                toPorts: [{ports: [{port: "443", protocol: TCP}]}]
              - toPorts: [{ports: [{port: "53", protocol: UDP}]}]
              - toEndpoints: [{matchLabels: {app: db}}]
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: bot}
            spec: {template: {metadata: {labels: {org: empire, class: mediabot}}}}
            """);
  }

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("policy", "test", "-f", policies.toString()));
    all.addAll(List.of(args));
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(all.toArray(String[]::new));
  }

  private static final String BOT = "org=empire,class=mediabot";

  @ParameterizedTest(name = "{0} to {1} {2}: {3}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          default/bot | bucket.s3.amazonaws.com:443         | --http GET            | 0 | ALLOWED
          default/bot | https://bucket.s3.amazonaws.com/key | --plain               | 0 | ALLOWED
          default/bot | https://bucket.s3.amazonaws.com/key | --http DELETE         | 1 | 403
          default/bot | s3.amazonaws.com:443                | --no-sni              | 1 | egress[0] has the port
          default/bot | 52.219.16.10:443                    | --no-sni              | 1 | dropped
          default/bot | bucket.s3.amazonaws.com:80          | --plain               | 1 | egress[0] means this end, on TCP 443
          app=web     | api.example.com:443                 | --no-sni              | 1 | no DNS rule (rules.dns) covers the lookup
          app=web     | app=db:5432                         | --direction both      | 0 | ingress: allowed
          app=web     | app=db:5433                         | --direction both      | 1 | none of
          app=web     | app=db:5433                         | --direction egress    | 0 | ALLOWED
          app=other   | app=db:5432                         | --direction ingress   | 1 | DENIED
          world       | app=db:5432                         | --direction ingress   | 1 | DENIED
          10.1.2.3    | app=db:5432                         | --direction ingress   | 3 | CANNOT TELL
          app=web     | kube-system/k8s-app=kube-dns:53/UDP | --dns a.example       | 0 | ALLOWED
          default/bot | 8.8.8.8:53/udp                      | --dns a.example       | 1 | DENIED
          nobody=here | [2606:4700::1111]:443               | --plain               | 0 | no policy selects the pod
          """)
  void tells(String from, String to, String options, int code, String text) {
    List<String> args = new ArrayList<>(List.of("--from", from, "--to", to));
    args.addAll(List.of(options.split(" ")));
    assertEquals(code, run(args.toArray(String[]::new)), () -> out + err.toString());
    String flat = out.toString().replaceAll("\\s+", " ");
    boolean one = text.equals("none of");
    assertTrue(flat.contains(one ? "does not allow it" : text), () -> text + " is not in " + out);
  }

  @Test
  void showsTheWholeWay() {
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err))
            .run(
                "policy",
                "test",
                "-f",
                SAMPLES.resolve("buckets.yaml").toString(),
                "--to",
                "https://bucket.s3.amazonaws.com/key",
                "--http",
                "PUT");
    assertEquals(ExitCode.CLEAN, code, err::toString);
    assertEquals(
        "note: from a pod with class=mediabot, org=empire in namespace default\n", err.toString());
    Golden.assertMatches("policy/test-allowed.txt", out.toString());
  }

  @Test
  void printsOneDocument() throws IOException {
    int code =
        run(
            "--from",
            BOT,
            "--to",
            "https://b.s3.amazonaws.com/",
            "--cilium-version",
            "1.10.18",
            "-o",
            "json");
    assertEquals(ExitCode.CLEAN, code, err::toString);
    String schema = "/dev/tlsdiag/report/policy-test.schema.json";
    JsonSchemas.assertValid(schema, out.toString());
    String other = out.toString().replace("\"ClientHello\"", "\"hello\"");
    assertFalse(JsonSchemas.problems(schema, other).isEmpty());
    JsonNode json = new ObjectMapper().readTree(out.toString());
    assertEquals("allowed", json.path("outcome").asText());
    assertEquals(4, json.path("steps").size());
    assertEquals(
        "spec.egress[0].toPorts[0].rules.http[0]",
        json.path("steps").get(3).path("deciders").get(0).path("path").asText());
    assertEquals(
        "kube-system/artii-tls-data",
        json.path("interception").path("terminating").path("secret").asText());
    assertTrue(json.path("upstreamServerName").path("regression").asBoolean());
    assertFalse(json.path("upstreamServerName").has("serverName"));
    assertEquals(6, json.path("upstreamServerName").path("byVersion").size());
  }

  @Test
  void saysWhomThePoliciesAreForWhereNoneSelectsThePod() {
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err))
            .run(
                "policy",
                "test",
                SAMPLES.resolve("buckets.yaml").toString(),
                "--from",
                "app=typo",
                "--to",
                "api.example.com:443");
    assertEquals(ExitCode.CLEAN, code, err::toString);
    assertTrue(
        out.toString().contains("the policies given are for pods with org=empire, class=mediabot"),
        out::toString);
  }

  @Test
  void aLookupThatIsDeniedIsToldFromTheConnection() throws IOException {
    Path alone = folder.resolve("alone.yaml");
    Files.writeString(
        alone,
        """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: web}
        spec:
          endpointSelector: {matchLabels: {app: web}}
          egress:
          - toFQDNs: [{matchName: api.example.com}]
            toPorts: [{ports: [{port: "443", protocol: TCP}]}]
        """);
    int code =
        new Program(new PrintWriter(out), new PrintWriter(err))
            .run("policy", "test", "-f", alone.toString(), "--to", "api.example.com:443");
    assertEquals(ExitCode.FINDINGS, code, err::toString);
    assertTrue(out.toString().contains("the connection itself would be allowed"), out::toString);
  }

  @Test
  void headersAreNotPrinted() {
    run("--from", BOT, "--to", "https://b.s3.amazonaws.com/", "-H", "Authorization: Bearer s3cr3t");
    run(
        "--from",
        BOT,
        "--to",
        "https://b.s3.amazonaws.com/",
        "-H",
        "Authorization: Bearer s3cr3t",
        "-o",
        "json");
    assertFalse(out.toString().contains("s3cr3t"), out::toString);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          --from app=web                              | '--to' is missing
          --to a.example:443                          | '--from' is missing
          --from app=web --to a.example               | '--to a.example' has no port
          --from app=web --to a.example:70000         | '70000' after '--to' is no port
          --from app=web --to a.example:1/XYZ         | unknown value 'XYZ'
          --from app=web --to a.example:443 --address x | '--address x' is no IP address
          --from default/none --to a.example:443      | no Pod or workload 'default/none'
          --from world --to a.example:443             | neither end is a pod
          --from app=web --to a.example:443 --http /a/b/c/?x=1 -H x | 'x' is no header
          --from app=web --to a.example:443 --direction out         | unknown value 'out'
          --from app=web --from app=db --to a.example:443           | several '--from'
          --from a$b --to a.example:443               | 'a$b' is neither labels
          --capture none.pcap --to a.example:443      | '--capture' has the attempts
          """)
  void refuses(String args, String message) {
    assertEquals(ExitCode.USAGE, run(args.split(" ")), () -> out + err.toString());
    assertTrue(err.toString().contains(message), err::toString);
    assertEquals("", out.toString());
  }

  @Test
  void aPolicyThatCiliumRefusesIsLeftOut() throws IOException {
    policies = folder.resolve("refused.yaml");
    Files.writeString(
        policies,
        """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: both}
        spec:
          endpointSelector: {}
          egress:
          - {toEndpoints: [{}], toCIDR: [10.0.0.0/8]}
        """);
    assertEquals(ExitCode.CLEAN, run("--from", "app=web", "--to", "1.1.1.1:443"), err::toString);
    assertTrue(err.toString().contains("enforces nothing of it"), err::toString);
  }
}
