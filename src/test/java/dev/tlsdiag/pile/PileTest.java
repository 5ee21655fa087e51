package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PileTest {
  private static final String POLICY =
      """
      apiVersion: cilium.io/v2
      kind: CiliumNetworkPolicy
      metadata: {name: lock-down}
      spec: {endpointSelector: {}}
      ---
      apiVersion: v1
      kind: Secret
      metadata: {name: tls, namespace: default}
      """;

  @TempDir Path folder;

  static PileContents read(String stdin, String... paths) {
    return Pile.read(
        List.of(paths),
        PileOptions.reading(new ByteArrayInputStream(stdin.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void eachFileOfAFolderContributes() throws IOException {
    Files.copy(Path.of("samples", "sni-lost", "combined.pcap"), folder.resolve("a.bin"));
    Files.writeString(folder.resolve("b.txt"), POLICY);
    Files.writeString(folder.resolve("c"), "all is well\ncurl: option --foo: is unknown\n");

    PileContents contents = read("", folder.toString());

    assertEquals(List.of(), contents.problems());
    assertEquals(
        List.of(DocumentKind.PCAP, DocumentKind.MANIFESTS, DocumentKind.TEXT),
        contents.contributions().stream().map(Contribution::kind).toList());
    assertEquals(
        "2 resources: 1 CiliumNetworkPolicy, 1 Secret", contents.contributions().get(1).sentence());
    assertEquals(2, contents.resources().size());
    assertTrue(contents.captures().get(0).handshakes().size() > 1);
  }

  @Test
  void standardInputIsADocument() {
    PileContents contents = read("x509: certificate signed by unknown authority\n", "-");

    assertEquals("1 line about TLS", contents.contributions().get(0).sentence());
    assertEquals(1, contents.sightings().size());
  }

  @Test
  void whatIsNotThereIsAProblem() {
    PileContents contents = read("", folder.resolve("missing").toString());

    assertEquals(
        List.of("no such file '%s'".formatted(folder.resolve("missing"))), contents.problems());
    assertEquals(List.of(), contents.contributions());
  }
}
