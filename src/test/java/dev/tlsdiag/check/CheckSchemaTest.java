package dev.tlsdiag.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion.VersionFlag;
import com.networknt.schema.ValidationMessage;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.report.ProbeReport;
import dev.tlsdiag.yaml.YamlProblems;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** What an editor says by the schema is what the command says. */
class CheckSchemaTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Path SAMPLES = Path.of("samples", "checks");

  private static JsonNode schemaText() throws IOException {
    try (InputStream in = CheckFile.class.getResourceAsStream("check.schema.json")) {
      return JSON.readTree(in);
    }
  }

  private static Set<ValidationMessage> bySchema(String yaml) throws IOException {
    JsonSchema schema = JsonSchemaFactory.getInstance(VersionFlag.V202012).getSchema(schemaText());
    Object value = new Load(LoadSettings.builder().build()).loadFromString(yaml);
    return schema.validate(JSON.valueToTree(value));
  }

  private static List<String> byReader(String yaml) {
    YamlProblems problems = new YamlProblems();
    new CheckReader(Map.of("V", "direct"), Path.of("."), problems).read(new YamlText("f", yaml));
    return problems.all().stream().map(p -> p.position() + " " + p.message()).toList();
  }

  private static String check(String rest) {
    return "paths: {p: {proxy: 'http://h:1'}}\nchecks: {a: {url: 'https://a.test/', %s}}"
        .formatted(rest);
  }

  static Stream<String> accepted() {
    return Stream.of(
        "checks: {a: 'https://a.test/'}",
        "checks: {a: 'HTTP://a.test:8080/x?y'}",
        "x-y: [1]\nchecks: {a: 'https://a.test/'}",
        "checks: {a: {lab: mrap-no-sni, paths: [direct, lab], expect: {agree: true}}}",
        "paths: {p: {via: '[::1]:443'}}\nchecks: {a: 'https://a.test/'}",
        "paths: {p: {profile: envoy, connect-to: 'a:443:b:8443'}}\nchecks: {a: 'https://a.test/'}",
        "paths: {p: {resolve: ['a.test:443:127.0.0.1']}}\nchecks: {a: 'https://a.test/'}",
        "defaults: {timeout: 1m30s, expect: {status: [2xx, 404]}}\nchecks: {a: 'https://a/'}",
        check("description: 7, method: head, timeout: 250ms, retries: 20, backoff: 1.5s"),
        check("headers: {A: 1, B: x}, servername: none, alpn: [h2, http/1.1]"),
        check("connect-to: ['a.test:443:[::1]:8443', '::b:'], resolve: 'a.test:443:127.0.0.1'"),
        check("dns-servers: ['192.0.2.1', '192.0.2.1:5353'], ip-version: 4, insecure: true"),
        check("paths: direct"),
        check("paths: ['${V}', p]"),
        check("expect: {reachable: true, agree: false, no-finding-above: none}"),
        check("expect: {reachable: 'unanswered'}"),
        check("expect: {reachable: cut}"),
        check("paths: [direct, p], expect: {agree: true}"),
        check("expect: {status: 204}"),
        check("expect: {sni: required}"),
        check("expect: {sni: [required-alert, others-refused]}"),
        check("expect: {certificate: {valid-for: 2w, issuer: 'R*', name: [a, b]}}"),
        check("expect: {tls-at-least: 1.3, alpn: none}"),
        check("expect: {dns: {addresses: ['10.0.0.0/8', '::1'], response: [NOERROR, NXDOMAIN]}}"),
        check("expect: {handshake: {p95-below: 1s, runs: 2}}"));
  }

  static Stream<String> refused() {
    return Stream.of(
        "{}",
        "[]",
        "checks: {}",
        "checks: [a]",
        "checks: {a: 1}",
        "checks: {a: 'a.test'}",
        "checks: {a: 'ftp://a.test/'}",
        "checks: {'a b': 'https://a.test/'}",
        "check: {a: 'https://a.test/'}",
        "checks: {a: {expect: {status: 200}}}",
        "checks: {a: {lab: mrap-no-sni, url: 'https://a/'}}",
        "checks: {a: {lab: mrap-no-sni, headers: {A: b}}}",
        "defaults: {url: 'https://a/'}\nchecks: {a: 'https://a/'}",
        "defaults: {nope: 1}\nchecks: {a: 'https://a/'}",
        "paths: {direct: {via: 'h:1'}}\nchecks: {a: 'https://a/'}",
        "paths: {p: {}}\nchecks: {a: 'https://a/'}",
        "paths: {p: {via: h}}\nchecks: {a: 'https://a/'}",
        "paths: {p: {via: 'h:1', proxy: x}}\nchecks: {a: 'https://a/'}",
        "paths: {p: {profile: envoi}}\nchecks: {a: 'https://a/'}",
        check("timeout: 10"),
        check("timeout: 10x"),
        check("timeout: {a: b}"),
        check("retries: -1"),
        check("retries: 21"),
        check("retries: many"),
        check("headers: [a]"),
        check("headers: {'a b': c}"),
        check("headers: {a: [b]}"),
        check("method: 'G T'"),
        check("servername: 'a b'"),
        check("alpn: []"),
        check("connect-to: a"),
        check("resolve: a"),
        check("ip-version: 5"),
        check("insecure: yes"),
        check("client-key: k.pem"),
        check("expect: [status]"),
        check("expect: {reachable: maybe}"),
        check("expect: {agree: 1}"),
        check("expect: {no-finding-above: fatal}"),
        check("expect: {status: 99}"),
        check("expect: {sni: needed}"),
        check("expect: {sni: []}"),
        check("expect: {status: 600}"),
        check("expect: {status: ok}"),
        check("expect: {status: []}"),
        check("expect: {certificate: {valid-for: 14}}"),
        check("expect: {certificate: {vaild-for: 14d}}"),
        check("expect: {tls-at-least: 1.4}"),
        check("expect: {dns: {response: NOPE}}"),
        check("expect: {handshake: {runs: 5}}"),
        check("expect: {handshake: {p95-below: 1s, runs: 1}}"),
        check("expect: {polcy: x}"));
  }

  @ParameterizedTest
  @MethodSource("accepted")
  void bothAccept(String yaml) throws IOException {
    assertEquals(List.of(), byReader(yaml), yaml);
    assertEquals(Set.of(), bySchema(yaml), yaml);
  }

  @ParameterizedTest
  @MethodSource("refused")
  void bothRefuse(String yaml) throws IOException {
    assertTrue(!byReader(yaml).isEmpty(), () -> "the reader accepts " + yaml);
    assertTrue(!bySchema(yaml).isEmpty(), "the schema accepts " + yaml);
  }

  @ParameterizedTest
  @ValueSource(strings = {"minimal", "proxied", "certificates", "lab"})
  void samplesAreRight(String name) throws IOException {
    Path file = SAMPLES.resolve(name + ".yaml");
    String yaml = Files.readString(file);
    assertEquals(List.of(), byReader(yaml));
    assertEquals(Set.of(), bySchema(yaml));
    String first = yaml.lines().findFirst().orElseThrow();
    String schema = first.replaceFirst("# yaml-language-server: \\$schema=", "");
    assertTrue(Files.exists(SAMPLES.resolve(schema)), "an editor finds " + schema);
  }

  @Test
  void theSchemaKnowsEveryWayToTakeNames() throws IOException {
    Set<String> known = new TreeSet<>();
    schemaText().at("/$defs/sni/anyOf/0/enum").forEach(name -> known.add(name.asText()));
    Set<String> kinds = new TreeSet<>(Set.of("required"));
    Stream.of(ProbeReport.ServerNames.Kind.values()).forEach(kind -> kinds.add(kind.label()));
    assertEquals(kinds, known);
  }

  @Test
  void theSchemaKnowsEveryProfile() throws IOException {
    List<String> known = new ArrayList<>();
    schemaText()
        .at("/$defs/path/properties/profile/anyOf/0/enum")
        .forEach(name -> known.add(name.asText()));
    assertEquals(
        new TreeSet<>(Profiles.ALL.stream().map(Profile::name).toList()), new TreeSet<>(known));
  }
}
