package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Installed;
import dev.tlsdiag.proxy.dns.StubResolver;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** The recipe of TLS interception on one machine, with curl. */
class ProxyPolicyTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static final String DNS =
      """
        - toPorts:
          - ports: [{port: "53", protocol: ANY}]
            rules: {dns: [{matchPattern: "*"}]}
      """;

  @TempDir Path folder;

  private record Ran(int code, String output) {}

  @BeforeEach
  void needsCurl() {
    Installed.require("curl");
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private static Ran run(String... words) throws Exception {
    Installed.require(words[0]);
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder
        .environment()
        .keySet()
        .removeIf(name -> name.toLowerCase(Locale.ROOT).endsWith("_proxy"));
    Process process = builder.start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    return new Ran(process.exitValue(), output);
  }

  /** An item for the server, whose name is {@code localhost}. */
  private static String item(int port, String more) {
    return """
        - toFQDNs: [{matchName: localhost}]
          toPorts:
          - ports: [{port: "%d", protocol: TCP}]
      """
            .formatted(port)
        + more;
  }

  private static final String CONTEXTS =
      """
            terminatingTLS: {secret: {namespace: kube-system, name: localhost-terminating}}
            originatingTLS: {secret: {namespace: kube-system, name: localhost-originating}}
      """;
  private static final String HTTP =
      """
            rules: {http: [{method: GET, path: "/public.*"}]}
      """;

  private String policy(String egress) throws IOException {
    return Files.writeString(
            folder.resolve("policy.yaml"),
            """
            apiVersion: cilium.io/v2
            kind: CiliumNetworkPolicy
            metadata: {name: l7-visibility-tls}
            spec:
              endpointSelector: {matchLabels: {org: empire, class: mediabot}}
              egress:
            """
                + egress)
        .toString();
  }

  /** The authority that pods trust, and the secrets; the server's authority is in the bundle. */
  private void makeSecrets(String... more) {
    CaRun.clean(folder.resolve("ca"), "init", "--name", "internal");
    List<String> words =
        new ArrayList<>(
            List.of(
                "--host",
                "localhost",
                "--bundle",
                file("server-ca.pem"),
                "--out",
                file("secrets.yaml")));
    words.addAll(List.of(more));
    CaRun.clean(folder.resolve("ca"), "secret", words.toArray(String[]::new));
  }

  private RunningProxy proxy(String policy, String... more) {
    List<String> options =
        new ArrayList<>(List.of("--policy", policy, "--flows", file("flows.jsonl")));
    options.addAll(List.of(more));
    return new RunningProxy(options);
  }

  private Ran curl(RunningProxy proxy, String url, String... more) throws Exception {
    List<String> words =
        new ArrayList<>(
            List.of(
                "curl",
                "-sS",
                "--connect-timeout",
                "30",
                "--max-time",
                "60",
                "-x",
                "http://127.0.0.1:" + proxy.port(),
                "-w",
                "%{http_code}"));
    words.addAll(List.of(more));
    words.add(url);
    return run(words.toArray(String[]::new));
  }

  private List<JsonNode> flows() throws IOException {
    List<JsonNode> flows = new ArrayList<>();
    for (String line : Files.readAllLines(folder.resolve("flows.jsonl"))) {
      flows.add(JSON.readTree(line).get("flow"));
    }
    return flows;
  }

  /** This one, once it is written. */
  private JsonNode flow(int index) throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (flows().size() <= index && System.nanoTime() < end) {
      LockSupport.parkNanos(5_000_000);
    }
    return flows().get(index);
  }

  @Test
  void recipeOfTlsInterception() throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"))) {
      makeSecrets();
      String url = "https://localhost:" + origin.port();
      RunningProxy proxy =
          proxy(
              policy(DNS + item(origin.port(), CONTEXTS + HTTP)),
              "--secrets",
              file("secrets.yaml"),
              "-c",
              "2");
      String ca = folder.resolve("ca").resolve("ca.crt").toString();
      assertEquals(
          new Ran(0, "hello\n200"),
          curl(proxy, url + "/public/a?x=1", "--cacert", ca, "-H", "Authorization: Bearer s3cr3t"));
      assertEquals(
          new Ran(0, "Access denied\r\n403"), curl(proxy, url + "/private", "--cacert", ca));
      assertEquals(0, proxy.code(), proxy.err());
      assertFalse(proxy.err().contains("warning"), proxy.err());
      List<String> told =
          flows().stream()
              .map(
                  flow ->
                      "%s %s %s %s"
                          .formatted(
                              flow.get("verdict").asText(),
                              flow.at("/l7/type").asText("-"),
                              flow.at("/l7/http/url").asText().replace(url, ""),
                              flow.at("/l7/http/code").asText()))
              .toList();
      assertEquals(
          List.of(
              "REDIRECTED -  ",
              "FORWARDED REQUEST /public/a?x=1 ",
              "FORWARDED RESPONSE /public/a?x=1 200",
              "REDIRECTED -  ",
              "DROPPED REQUEST /private "),
          told);
      JsonNode first = flows().get(0);
      assertEquals("l7-visibility-tls", first.at("/egress_allowed_by/0/name").asText());
      assertEquals("localhost", first.at("/destination_names/0").asText());
      assertTrue(first.at("/source/labels").toString().contains("k8s:class=mediabot"));
      assertFalse(flows().toString().contains("s3cr3t"));
      assertTrue(proxy.out().contains("http-request DROPPED (GET " + url + "/private)"));
      List<String> observed =
          command("observe", file("flows.jsonl"), "--l7", "--all").lines().toList();
      assertEquals(3, observed.size(), observed.toString());
      assertTrue(observed.get(1).contains("verdict Forwarded GET " + url + "/public/a?x=1 => 200"));
      assertTrue(observed.get(2).contains("verdict Denied GET " + url + "/private => 0"));
      String compact = command("observe", file("flows.jsonl"), "--all");
      assertTrue(
          compact.contains("http-request DROPPED (HTTP/1.1 GET " + url + "/private)"), compact);
    }
  }

  /** As the pod's client does it: HTTP/2 where both ends speak it. */
  @Test
  void denialOverHttp2() throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"))) {
      makeSecrets();
      RunningProxy proxy =
          proxy(
              policy(DNS + item(origin.port(), CONTEXTS + HTTP)),
              "--secrets",
              file("secrets.yaml"),
              "--profile",
              "tlsdiag",
              "-c",
              "1");
      Ran ran =
          curl(
              proxy,
              "https://localhost:" + origin.port() + "/no",
              "--http2",
              "-i",
              "--cacert",
              folder.resolve("ca").resolve("ca.crt").toString());
      assertTrue(ran.output().contains("HTTP/2 403"), ran.output());
      assertTrue(ran.output().contains("content-length: 15"), ran.output());
      assertTrue(ran.output().endsWith("Access denied\r\n403"), ran.output());
      assertEquals("HTTP/2", flow(1).at("/l7/http/protocol").asText());
    }
  }

  /** Without a common name too: curl's OpenSSL, unlike Go and browsers, would take that. */
  @Test
  void certificateWithoutSan() throws Exception {
    Installed.require("openssl");
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"))) {
      String[] make = {
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-subj",
        "/O=Example",
        "-days",
        "1",
        "-keyout",
        file("leaf.key"),
        "-out",
        file("leaf.crt"),
        "-config",
        noExtensions()
      };
      assertEquals(0, run(make).code());
      makeSecrets("--cert", file("leaf.crt"), "--key", file("leaf.key"));
      RunningProxy proxy =
          proxy(
              policy(DNS + item(origin.port(), CONTEXTS + HTTP)),
              "--secrets",
              file("secrets.yaml"),
              "--for",
              "60s");
      String url = "https://localhost:" + origin.port() + "/public";
      Ran ran = curl(proxy, url, "--cacert", file("leaf.crt"));
      assertEquals(60, ran.code(), ran.output());
      assertTrue(ran.output().toLowerCase(Locale.ROOT).contains("certificate"), ran.output());
      assertTrue(
          proxy.err().matches("(?s).*warning: .*secrets.yaml:.*subjectAltName.*"), proxy.err());
    }
  }

  private String noExtensions() throws IOException {
    return Files.writeString(
            folder.resolve("openssl.cnf"), "[req]\ndistinguished_name = dn\n[dn]\n")
        .toString();
  }

  @ParameterizedTest(name = "{0} {1} {2}: curl {3}")
  @CsvSource({
    "regular,https,drop,28",
    "regular,https,reset,56",
    "regular,http,drop,28",
    "regular,http,reset,56",
    "socks5,https,drop,28",
    "socks5,https,reset,97"
  })
  void whatIsDenied(String mode, String scheme, String how, int code) throws Exception {
    RunningProxy proxy =
        proxy(policy("  - {}\n"), "--mode", mode, "--policy-deny", how, "--for", "60s");
    String through = (mode.equals("socks5") ? "socks5h" : "http") + "://127.0.0.1:" + proxy.port();
    Ran ran =
        curl(
            proxy,
            scheme + "://localhost:1/",
            "-x",
            through,
            "--connect-timeout",
            how.equals("drop") ? "1" : "30",
            "--max-time",
            how.equals("drop") ? "2" : "60");
    assertEquals(code, ran.code(), ran.output());
    assertEquals("POLICY_DENIED", flow(0).get("drop_reason_desc").asText());
  }

  /** A laptop's stand-in for the kernel's redirection. */
  @ParameterizedTest(name = "{0}: curl {1}")
  @CsvSource({"localhost,0", "other.test,35"})
  void serverNamesThroughATap(String name, int code) throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"))) {
      String item =
          """
            - toPorts:
              - ports: [{port: "%d", protocol: TCP}]
                serverNames: [localhost]
          """
              .formatted(origin.port());
      RunningProxy proxy =
          proxy(policy(item), "--mode", "tap:127.0.0.1:" + origin.port(), "--for", "60s");
      Ran ran =
          run(
              "curl",
              "-sS",
              "--max-time",
              "5",
              "--cacert",
              file("server-ca.pem"),
              "--connect-to",
              "::127.0.0.1:" + proxy.port(),
              "https://" + name + ":" + origin.port() + "/");
      assertEquals(code, ran.code(), ran.output());
      assertEquals(code == 0 ? "hello\n" : ran.output(), ran.output());
    }
  }

  @ParameterizedTest(name = "without {0}: curl {1}, status {2}")
  @CsvSource({"terminating,35,000", "originating,0,503"})
  void aSecretThatIsNotThere(String which, int code, String status) throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"))) {
      makeSecrets();
      RunningProxy proxy =
          proxy(
              policy(
                  DNS
                      + item(origin.port(), CONTEXTS + HTTP)
                          .replace("localhost-" + which, "absent")),
              "--secrets",
              file("secrets.yaml"),
              "--for",
              "60s");
      Ran ran =
          curl(
              proxy,
              "https://localhost:" + origin.port() + "/public",
              "--cacert",
              folder.resolve("ca").resolve("ca.crt").toString());
      assertEquals(code, ran.code(), ran.output());
      assertTrue(ran.output().endsWith(status), ran.output());
      assertEquals(
          status.equals("503"),
          ran.output().contains("transport failure reason: Socket is not ready"),
          ran.output());
      assertTrue(
          proxy.err().contains("secret 'kube-system/absent' is in no --secrets file"), proxy.err());
    }
  }

  @Test
  void terminatedOnlyTheServerIsSpokenToInTheClear() throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      Files.writeString(folder.resolve("server-ca.pem"), "");
      CaRun.clean(folder.resolve("ca"), "init", "--name", "internal");
      CaRun.clean(
          folder.resolve("ca"), "secret", "--host", "localhost", "--out", file("secrets.yaml"));
      String terminating = CONTEXTS.lines().findFirst().orElseThrow() + "\n";
      RunningProxy proxy =
          proxy(
              policy(DNS + item(origin.port(), terminating + HTTP)),
              "--secrets",
              file("secrets.yaml"),
              "-c",
              "1");
      Ran ran =
          curl(
              proxy,
              "https://localhost:" + origin.port() + "/public",
              "--cacert",
              folder.resolve("ca").resolve("ca.crt").toString());
      assertEquals(new Ran(0, "hello\n200"), ran);
    }
  }

  @Test
  void addressesAreAllowedOnceTheirNameWasLookedUp() throws Exception {
    StubResolver.Answers answers =
        (answer, overTcp) -> {
          answer.addRecord(
              new ARecord(
                  answer.getQuestion().getName(), DClass.IN, 30, InetAddress.getLoopbackAddress()),
              Section.ANSWER);
          return Optional.of(answer.toWire());
        };
    try (ProxyOrigin origin = ProxyOrigin.tls(folder.resolve("server-ca.pem"));
        StubResolver resolver = new StubResolver(answers)) {
      RunningProxy proxy =
          proxy(
              policy(DNS + item(origin.port(), "")),
              "--mode",
              "tap:127.0.0.1:" + origin.port(),
              "--dns",
              "0",
              "--dns-upstream",
              resolver.address().toString(),
              "--for",
              "60s");
      String address = "::127.0.0.1:" + proxy.port();
      String url = "https://localhost:" + origin.port() + "/";
      String ca = file("server-ca.pem");
      assertEquals(
          28, run("curl", "-sS", "-m", "1", "--cacert", ca, "--connect-to", address, url).code());
      int dns = proxy.found(Pattern.compile("dns +127\\.0\\.0\\.1:(\\d+)"));
      SimpleResolver client = new SimpleResolver(InetAddress.getLoopbackAddress());
      client.setPort(dns);
      Message query =
          Message.newQuery(Record.newRecord(Name.fromString("localhost."), Type.A, DClass.IN));
      assertEquals(1, client.send(query).getSection(Section.ANSWER).size());
      assertEquals(
          new Ran(0, "hello\n"),
          run("curl", "-sS", "-m", "20", "--cacert", ca, "--connect-to", address, url));
    }
  }

  private static String command(String... words) {
    StringWriter out = new StringWriter();
    new Program(new PrintWriter(out, true), new PrintWriter(new StringWriter())).run(words);
    return out.toString();
  }

  private Ran refused(String... options) {
    List<String> words = new ArrayList<>(List.of("proxy", "-p", "0"));
    words.addAll(List.of(options));
    StringWriter err = new StringWriter();
    int code =
        new Program(new PrintWriter(new StringWriter()), new PrintWriter(err))
            .run(words.toArray(String[]::new));
    return new Ran(code, err.toString());
  }

  @Test
  void badPoliciesAndSecretsAreRefusedWithTheirPlace() throws Exception {
    String policy = policy("  - toPorts: [{ports: [{port: \"443\"}], rules: {http: [{}]}}]\n");
    Ran badPolicy = refused("--policy", policy);
    assertEquals(2, badPolicy.code());
    assertTrue(
        badPolicy.output().contains(policy + ":7:24: L7 rules can only apply to TCP"),
        badPolicy.output());

    String secret =
        Base64.getEncoder().encodeToString("-----BEGIN s3cr3t".getBytes(StandardCharsets.US_ASCII));
    String text =
        """
        apiVersion: v1
        kind: Secret
        metadata: {name: localhost-terminating, namespace: kube-system}
        data:
          tls.crt: %s
          tls.key: %s!
        """
            .formatted(secret, secret);
    Files.writeString(folder.resolve("secrets.yaml"), text);
    Ran badSecret =
        refused("--policy", policy(item(443, CONTEXTS + HTTP)), "--secrets", file("secrets.yaml"));
    assertEquals(2, badSecret.code());
    assertTrue(badSecret.output().contains(file("secrets.yaml") + ":6:"), badSecret.output());
    assertFalse(badSecret.output().contains(secret), badSecret.output());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --secrets a.yaml                    | '--secrets' needs a policy
          --policy POLICY --ignore-hosts x    | '--ignore-hosts' and '--policy' both say what is
          --dns 53                            | '--dns' needs a policy
          --policy POLICY --policy-deny never | '--policy-deny' takes drop or reset, not 'never'
          --policy POLICY --dns-reject x      | '--dns-reject' takes refused or nameError, not 'x'
          --policy POLICY --cilium-version x  | no version 'x' after '--cilium-version'
          --policy POLICY --pod a=b,c         | no label 'c' in '--pod a=b,c'
          --policy POLICY --pod ns/x          | no Pod or workload 'ns/x' in the files given
          --policy POLICY --dns a:b           | '--dns a:b': port 'b' is not within 0 to 65535
          """)
  void refuses(String options, String message) throws Exception {
    String policy = policy("  - {}\n");
    Ran ran = refused(options.replace("POLICY", policy).split(" "));
    assertEquals(2, ran.code(), ran.output());
    assertTrue(ran.output().contains(message), ran.output());
  }

  @Test
  void sampleOfAPolicyIsFreeOfProblems() throws Exception {
    CaRun.clean(folder.resolve("ca"), "init", "--name", "internal");
    CaRun.clean(
        folder.resolve("ca"),
        "secret",
        "--host",
        "app.example.test",
        "--out",
        file("secrets.yaml"));
    RunningProxy proxy =
        proxy("samples/policies/app.yaml", "--secrets", file("secrets.yaml"), "--for", "1s");
    assertEquals(0, proxy.code());
    assertFalse(proxy.err().contains("warning"), proxy.err());
  }

  @ParameterizedTest(name = "{0}: {1}")
  @CsvSource({
    "1.10.18,no server name",
    "1.10.19,the client's server name",
    "1.11.4,no server name",
    "1.20,the client's server name"
  })
  void saysWhatIsSentUpstreamInThatVersion(String version, String sent) throws Exception {
    RunningProxy proxy = proxy(policy("  - {}\n"), "--cilium-version", version, "--for", "200ms");
    assertEquals(0, proxy.code());
    assertTrue(proxy.err().contains("sends      " + sent), proxy.err());
  }
}
