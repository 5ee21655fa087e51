package dev.tlsdiag.cli.shell;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LastResultTest {
  private static final String CAPTURE =
      """
      {"handshakes":[
        {"number":0,"server":{"ip":"192.0.2.1","port":443},
         "clientHello":{"serverName":"a.example.test","alpn":["h2","http/1.1"]}},
        {"number":1,"server":{"ip":"192.0.2.2","port":8443},"clientHello":{}}],
       "summary":{"failed":1,"bySni":{"server_name":"b.example.test"}}}
      """;

  private static final String FINDINGS = "{\"findings\":[{\"rule\":\"a\"},{\"rule\":\"b\"}]}";

  @ParameterizedTest
  @CsvSource({
    "0.sni, a.example.test",
    "0.ip, 192.0.2.1",
    "1.port, 8443",
    "0.server.port, 443",
    "0.clientHello.serverName, a.example.test",
    "0.servername, a.example.test",
    "0.alpn, 'h2,http/1.1'",
    ".summary.failed, 1",
    ".handshakes.1.server.ip, 192.0.2.2",
    ".failed, 1"
  })
  void pathsLeadToValues(String path, String value) throws Exception {
    assertEquals(Optional.of(value), result(CAPTURE).at(path).map(LastResult::word));
  }

  @ParameterizedTest
  @CsvSource({"2.sni", "1.sni", "x", ".nowhere", "0.nowhere"})
  void orNowhere(String path) throws Exception {
    assertEquals(Optional.empty(), result(CAPTURE).at(path));
  }

  @Test
  void rowsWithoutNumbersCountFromOne() throws Exception {
    assertEquals(Optional.of("b"), result(FINDINGS).at("2.rule").map(LastResult::word));
    assertEquals(Optional.empty(), result(FINDINGS).at("0.rule"));
  }

  @Test
  void hostsAreServerNames() throws Exception {
    assertEquals(Set.of("a.example.test", "b.example.test"), result(CAPTURE).hosts());
  }

  @Test
  void referencesBecomeArguments() throws Exception {
    assertEquals(
        List.of(
            "probe", "a.example.test:443", "x'192.0.2.2'", "$1.sni", "dump.pcap", "/home/ann/x"),
        arguments(CAPTURE, "probe $0.sni:443 \"x'${1.ip}'\" '$1.sni' $ ~/x"));
    assertEquals(List.of("value of x"), arguments(CAPTURE, "\"value of $X\""));
  }

  @Test
  void whatIsNotThereIsSaid() {
    assertEquals(
        "nothing at '$7.sni' in the last result",
        assertThrows(Expansion.Problem.class, () -> arguments(CAPTURE, "probe $7.sni"))
            .getMessage());
    assertEquals(
        "no variable '$NOPE'",
        assertThrows(Expansion.Problem.class, () -> arguments(CAPTURE, "probe $NOPE"))
            .getMessage());
    assertEquals(
        "'|' needs the system's shell",
        assertThrows(Expansion.Problem.class, () -> arguments(CAPTURE, "capture x | head"))
            .getMessage());
  }

  @Test
  void patternsBecomeFiles(@TempDir Path folder) throws Exception {
    for (String name : List.of("b.pcap", "a.pcap", "c.txt", ".d.pcap")) {
      Files.createFile(folder.resolve(name));
    }
    assertEquals(
        List.of(folder + "/a.pcap", folder + "/b.pcap"), arguments(CAPTURE, folder + "/*.pcap"));
    assertEquals(List.of(folder + "/*.har"), arguments(CAPTURE, folder + "/*.har"));
    assertEquals(List.of(folder + "/*.pcap"), arguments(CAPTURE, "'" + folder + "/*.pcap'"));
  }

  @Test
  void hostsStayOverSessions(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("state").resolve("hosts");
    new SeenHosts(file).add(List.of("compare", "https://u:p@ss@c.test:8443/x"), result(CAPTURE));
    assertEquals(
        Set.of("a.example.test", "b.example.test", "c.test"),
        Set.copyOf(new SeenHosts(file).all()));
    assertEquals("rw-------", permissions(file));
    assertEquals("rwx------", permissions(file.getParent()));
  }

  static String permissions(Path file) throws IOException {
    return java.nio.file.attribute.PosixFilePermissions.toString(
        Files.getPosixFilePermissions(file));
  }

  private static List<String> arguments(String json, String line) throws Exception {
    Map<String, String> environment = Map.of("HOME", "/home/ann", "X", "x");
    return new Expansion(result(json), environment).arguments(ShellLine.parse(line).words());
  }

  private static LastResult result(String json) throws JsonProcessingException {
    return new LastResult(new ObjectMapper().readTree(json), "", List.of("dump.pcap"));
  }
}
