package dev.tlsdiag.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.lint.Linters;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyLintCommandTest {
  private static final String DENY_ALL =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: none}
      spec: {endpointSelector: {}, egress: [{}]}
      """;

  private static final String NO_DNS =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: names}
      spec:
        endpointSelector: {}
        egress:
        - toFQDNs: [{matchName: a.example}]
      """;

  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String... args) {
    List<String> all = new ArrayList<>(List.of("policy", "lint"));
    all.addAll(List.of(args));
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(all.toArray(String[]::new));
  }

  private String file(String name, String text) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text).toString();
  }

  @Test
  void tellsPlaceLineAndWhatWasMeant() throws IOException {
    String file = file("a.yaml", NO_DNS);
    assertEquals(ExitCode.FINDINGS, run(file));
    List<String> lines = out.toString().lines().toList();
    assertEquals(
        "error[policy-fqdn-without-dns-rule] %s:7:5: ".formatted(file)
            + "no egress item allows lookups through the DNS proxy: no address is learnt, and"
            + " lookups are dropped",
        lines.get(0));
    assertEquals("  7 |   - toFQDNs: [{matchName: a.example}]", lines.get(1));
    assertEquals("    |     ^", lines.get(2));
    assertTrue(lines.get(3).startsWith("  likely: an item for kube-dns"), lines.get(3));
    assertEquals("  more:   tlsdiag explain policy-fqdn-without-dns-rule", lines.get(4));
    assertEquals("1 file, 1 resource: 1 error", lines.get(6));
    assertEquals("", err.toString());
  }

  @Test
  void exitCodesFollowTheThreshold() throws IOException {
    String notes = file("notes.yaml", DENY_ALL);
    assertEquals(ExitCode.CLEAN, run(notes));
    assertEquals(ExitCode.FINDINGS, run(notes, "--fail-on", "note"));
    String errors = file("errors.yaml", NO_DNS);
    assertEquals(ExitCode.CLEAN, run(errors, "--fail-on", "never"));
    assertEquals(ExitCode.CLEAN, run(errors, "-S", "policy-fqdn-without-dns-rule"));
  }

  @Test
  void readsFilesTogether() throws IOException {
    String policy = file("a.yaml", NO_DNS);
    String dns =
        file(
            "b.json",
            """
            {"apiVersion": "v1", "kind": "List", "items": [
              {"apiVersion": "cilium.io/v2", "kind": "CiliumClusterwideNetworkPolicy",
               "metadata": {"name": "dns"},
               "spec": {"endpointSelector": {}, "egress": [{"toEntities": ["cluster"], "toPorts":
                 [{"ports": [{"port": "53", "protocol": "ANY"}],
                   "rules": {"dns": [{"matchPattern": "*"}]}}]}]}}]}
            """);
    assertEquals(ExitCode.CLEAN, run("-f", policy, "--filename", dns));
    assertEquals("2 files, 2 resources: nothing found\n", out.toString());
    out.getBuffer().setLength(0);
    assertEquals(ExitCode.CLEAN, run(folder.toString()));
    assertEquals("2 files, 2 resources: nothing found\n", out.toString());
  }

  @Test
  void looksIntoFoldersOnlyWhenAsked() throws IOException {
    file("below/a.yaml", NO_DNS);
    assertEquals(ExitCode.COULD_NOT_RUN, run(folder.toString()));
    assertTrue(err.toString().contains("likely: -R"), err.toString());
    assertEquals(ExitCode.FINDINGS, run("-R", folder.toString()));
  }

  @Test
  void readsStandardInput() {
    InputStream before = System.in;
    try {
      System.setIn(new ByteArrayInputStream(NO_DNS.getBytes(UTF_8)));
      assertEquals(ExitCode.FINDINGS, run("-"));
    } finally {
      System.setIn(before);
    }
    assertTrue(out.toString().contains(" <stdin>:7:5: "), out.toString());
  }

  /** Whatever is wrong with a Secret, its values are not shown. */
  @Test
  void valuesOfSecretsAreNotShown() throws IOException {
    String secret =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: a}
        stringData:
          password: *hunter2
          other: @hunter2
        data: {token: "hunter2 hunter2"}
        ---
        {"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "b"}, "data": {"x": "hunter2!"}}
        ---
        apiVersion: v1
        kind: Secret
        data:
          token: hunter2: hunter2
        """;
    for (String format : List.of("text", "json", "sarif", "junit", "github")) {
      assertEquals(ExitCode.FINDINGS, run(file("s.yaml", secret), "-o", format));
    }
    assertFalse(out.toString().contains("hunter2"), out.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing", "---"})
  void anEmptyFileIsNoVerdict(String text) throws IOException {
    assertEquals(ExitCode.CANNOT_TELL, run(file("empty.yaml", text + "\n")));
    assertTrue(err.toString().contains("no resource in"), err.toString());
  }

  @Test
  void otherFilesAreNamed() throws IOException {
    assertEquals(ExitCode.COULD_NOT_RUN, run(folder.resolve("none.yaml").toString()));
    assertTrue(err.toString().contains("no such file"), err.toString());
    Path capture = folder.resolve("a.pcap");
    Files.write(capture, new byte[] {(byte) 0xd4, (byte) 0xc3, (byte) 0xb2, (byte) 0xa1, 2, 0});
    assertEquals(ExitCode.COULD_NOT_RUN, run(capture.toString()));
    assertTrue(err.toString().contains("tlsdiag capture"), err.toString());
    assertEquals(ExitCode.USAGE, run());
    assertEquals(ExitCode.USAGE, run("https://example.test/a.yaml"));
    assertEquals(ExitCode.FINDINGS, run(file("words.txt", "just words\n")));
    assertTrue(out.toString().contains("yaml-unreadable"), out.toString());
  }

  @Test
  void optionsAreChecked() throws IOException {
    String file = file("a.yaml", DENY_ALL);
    assertEquals(ExitCode.USAGE, run(file, "--cilium-version", "new"));
    assertEquals(ExitCode.USAGE, run(file, "--at", "tomorrow"));
    assertEquals(ExitCode.USAGE, run(file, "-S", "policy-fqdn"));
    assertEquals(ExitCode.USAGE, run(file, "-o", "xml"));
    assertEquals(ExitCode.CLEAN, run(file, "--cilium-version", "v1.15.3", "--at", "2026-05-01"));
  }

  @Test
  void writesReportsBesides() throws IOException {
    Path sarif = folder.resolve("a.sarif");
    Path junit = folder.resolve("a.xml");
    String file = file("a.yaml", NO_DNS);
    assertEquals(
        ExitCode.FINDINGS, run(file, "--report", "sarif=" + sarif, "--report", "junit=" + junit));
    assertTrue(Files.readString(sarif).contains("\"startLine\":7"));
    assertTrue(Files.readString(junit).contains("<failure "));
    out.getBuffer().setLength(0);
    assertEquals(ExitCode.FINDINGS, run(file, "--report", "github"));
    assertTrue(out.toString().startsWith("::error file="), out.toString());
  }

  @Test
  void everyLintIsListedAndHasItsPage() {
    assertEquals(ExitCode.CLEAN, run("--list"));
    Linters.lints().forEach(lint -> assertTrue(out.toString().contains(lint.name())));
    out.toString().lines().forEach(line -> assertTrue(line.length() <= 140, line));
  }
}
