package dev.tlsdiag.pile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Sighting;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

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

  /** What is recognised is read: each sample of the recogniser's test gives something. */
  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource({"dev.tlsdiag.pile.RecognizerTest#json", "dev.tlsdiag.pile.RecognizerTest#lines"})
  void readsWhatItRecognises(DocumentKind kind, String what, String text) {
    Contribution one = read(text, "-").contributions().get(0);

    assertEquals(kind, one.kind());
    boolean something =
        switch (kind) {
          case EMPTY, UNKNOWN, TEXT, ARCHIVE -> true;
          case MITMPROXY_FLOWS, ENVOY_CONFIG_DUMP, HAR, REPORT, CERTIFICATES, OPENSSL_S_CLIENT ->
              true; // the samples are cut
          default -> one.useful() || !one.sentence().isEmpty() && one.tally().lost() > 0;
        };
    assertTrue(something, one.toString());
  }

  @Test
  void aFormatThatOnlyTheDumpTells() throws IOException {
    Path log = folder.resolve("access.log");
    Path dump = folder.resolve("dump.json");
    Files.writeString(
        log, "2024-08-27T20:00:10.142Z|503|UF|api.example.com|sni=api.example.com\n".repeat(3));
    Files.writeString(
        dump,
        """
        {"configs":[{"@type":"type.googleapis.com/envoy.admin.v3.ListenersConfigDump","static_listeners":[
        {"listener":{"name":"in","filter_chains":[{"filters":[{"name":"hcm","typed_config":{
        "@type":"type.googleapis.com/envoy.extensions.filters.network.http_connection_manager.v3.HttpConnectionManager",
        "access_log":[{"name":"f","typed_config":{"@type":"type.googleapis.com/envoy.extensions.access_loggers.file.v3.FileAccessLog",
        "path":"/dev/stdout","log_format":{"text_format_source":{"inline_string":"%START_TIME%|%RESPONSE_CODE%|%RESPONSE_FLAGS%|%REQ(:AUTHORITY)%|sni=%REQUESTED_SERVER_NAME%\\n"}}}}]}}]}]}}]}]}
        """);

    PileContents contents = read("", log.toString(), dump.toString());

    assertEquals(1, contents.configDumps().size());
    assertEquals(DocumentKind.ENVOY_ACCESS_LOG, contents.contributions().get(0).kind());
    assertEquals(
        "503", contents.sightings().get(0).attribute(Sighting.Attribute.STATUS).orElse(""));
  }

  @Test
  void textOfWindowsShells() throws IOException {
    Path file = folder.resolve("redirected.txt");
    Files.write(file, ("\ufeff" + POLICY).getBytes(StandardCharsets.UTF_16LE));
    PileContents contents = read("", file.toString());
    assertEquals(DocumentKind.MANIFESTS, contents.contributions().get(0).kind());
    assertEquals(2, contents.resources().size());
  }
}
