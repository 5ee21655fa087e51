package dev.tlsdiag.proxy.core.cilium;

import static dev.tlsdiag.proxy.core.cilium.PolicyTexts.egress;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.proxy.core.Command;
import dev.tlsdiag.proxy.core.ConnectionPolicy;
import dev.tlsdiag.proxy.core.PolicyRequest;
import dev.tlsdiag.proxy.core.RequestRuling;
import dev.tlsdiag.proxy.core.RequestRuling.HeaderEdit;
import dev.tlsdiag.proxy.core.RequestRuling.HeaderEdit.Change;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.tls.Extension;
import dev.tlsdiag.wire.Bytes;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CiliumConnectionTest {
  private static final Endpoint CLIENT = new Endpoint("10.0.0.7", 40_000);
  private static final Endpoint SERVER = new Endpoint("192.0.2.1", 443);
  private static final Endpoint NAMED = new Endpoint("api.example.test", 443);

  private static final String DNS =
      """
      - toEndpoints:
        - matchLabels: {"k8s:io.kubernetes.pod.namespace": kube-system, "k8s:k8s-app": kube-dns}
        toPorts:
        - ports: [{port: "53", protocol: ANY}]
          rules: {dns: [{matchPattern: "*"}]}
      """;
  private static final String FQDN =
      """
      - toFQDNs: [{matchName: api.example.test}]
        toPorts:
        - ports: [{port: "443", protocol: TCP}]
      """;
  private static final String INTERCEPT =
      FQDN
          + """
              terminatingTLS: {secret: {namespace: kube-system, name: leaf}}
              originatingTLS: {secret: {namespace: kube-system, name: bundle}}
              rules: {http: [{method: GET, path: "/public.*"}]}
          """
              .indent(0);

  private static ClientHello hello(String name) {
    ByteBuffer list = ByteBuffer.allocate(name.length() + 5);
    list.putShort((short) (name.length() + 3)).put((byte) 0).putShort((short) name.length());
    list.put(name.getBytes(StandardCharsets.US_ASCII));
    List<Extension> extensions =
        name.isEmpty() ? List.of() : List.of(new Extension(0, Bytes.wrap(list.array())));
    return new ClientHello(
        0x0303,
        Bytes.wrap(new byte[32]),
        Bytes.EMPTY,
        Optional.empty(),
        List.of(),
        Bytes.wrap(new byte[1]),
        extensions,
        false);
  }

  static Stream<Arguments> targets() {
    String denied = "policy: the one policy that selects the pod for egress does not allow it";
    Command drop = new Command.Drop(denied);
    return Stream.of(
        arguments("deny all", "- {}", SERVER, drop, "DENIED_BY_DEFAULT"),
        arguments(
            "port allowed",
            "- toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]",
            SERVER,
            new Command.Relay(SERVER),
            "ALLOWED"),
        arguments(
            "another port",
            "- toPorts: [{ports: [{port: \"80\", protocol: TCP}]}]",
            SERVER,
            drop,
            "DENIED_BY_DEFAULT"),
        arguments("a name never looked up", DNS + FQDN, SERVER, drop, "DENIED_BY_DEFAULT"),
        arguments(
            "a name that the proxy is given",
            DNS + FQDN,
            NAMED,
            new Command.Relay(NAMED),
            "ALLOWED"),
        arguments(
            "a name that no DNS rule lets be learned", FQDN, NAMED, drop, "DENIED_BY_DEFAULT"),
        arguments(
            "a network", "- toCIDR: [192.0.2.0/24]", SERVER, new Command.Relay(SERVER), "ALLOWED"),
        arguments("DNS only", DNS, SERVER, drop, "DENIED_BY_DEFAULT"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("targets")
  void decidesByTheTarget(
      String name, String items, Endpoint target, Command expected, String verdict) {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", items), false);
    assertEquals(List.of(expected), scene.policy.connection(1, CLIENT, true).onTarget(target));
    assertEquals(List.of("CONNECTION " + verdict), scene.told());
  }

  @Test
  void whatWasLookedUpCountsUntilItIsOld() {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", DNS + FQDN), false);
    scene.names.learn(
        "default/web-0",
        "api.example.test.",
        List.of(SERVER.host()),
        Duration.ofSeconds(30),
        PolicyTexts.NOW);
    ConnectionPolicy fresh = scene.policy.connection(1, CLIENT, false);
    assertEquals(List.of(new Command.Relay(SERVER)), fresh.onTarget(SERVER));
    PolicyTexts.Scene late = new PolicyTexts.Scene(egress("p", DNS + FQDN), false);
    late.names.learn(
        "default/web-0",
        "api.example.test.",
        List.of(SERVER.host()),
        Duration.ofSeconds(30),
        PolicyTexts.NOW.minusSeconds(60));
    assertInstanceOf(
        Command.Drop.class, late.policy.connection(1, CLIENT, false).onTarget(SERVER).get(0));
  }

  @Test
  void resetsWhereItIsToldTo() {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", "- {}"), true);
    assertInstanceOf(
        Command.Reset.class, scene.policy.connection(1, CLIENT, true).onTarget(SERVER).get(0));
  }

  private static ConnectionPolicy open(PolicyTexts.Scene scene) {
    ConnectionPolicy connection = scene.policy.connection(1, CLIENT, true);
    assertEquals(List.of(), connection.onTarget(NAMED), "the first bytes are looked at");
    return connection;
  }

  @Test
  void interceptsWithTheSecretsOfTheRule() {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", DNS + INTERCEPT), false);
    Command.Terminate command =
        (Command.Terminate) open(scene).onHello(hello("api.example.test")).get(0);
    assertEquals(List.of("CONNECTION REDIRECTED"), scene.told());
    assertEquals(true, command.targetTls());
    assertEquals(
        List.of(command.certificateName()), List.copyOf(scene.policy.certificates().keySet()));
    assertEquals(
        List.of(command.authorities().orElseThrow()),
        List.copyOf(scene.policy.authorities().keySet()));
  }

  static Stream<Arguments> contexts() {
    Command http = new Command.ServeHttp(Optional.of(NAMED), false);
    return Stream.of(
        arguments(
            "no certificate at hand: no byte of TLS, an orderly end",
            INTERCEPT.replace("name: leaf", "name: absent"),
            "Close"),
        arguments(
            "nothing for the client",
            INTERCEPT
                .lines()
                .filter(l -> !l.contains("terminating"))
                .reduce("", (a, b) -> a + b + "\n"),
            "Close"),
        arguments(
            "HTTP rules alone: the parser gets the ClientHello",
            INTERCEPT.lines().filter(l -> !l.contains("TLS:")).reduce("", (a, b) -> a + b + "\n"),
            http.toString()),
        arguments(
            "terminated only",
            INTERCEPT
                .lines()
                .filter(l -> !l.contains("originating"))
                .reduce("", (a, b) -> a + b + "\n"),
            "targetTls=false"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("contexts")
  void decidesByTheContexts(String name, String item, String expected) {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", DNS + item), false);
    String command = open(scene).onHello(hello("api.example.test")).get(0).toString();
    assertEquals(true, command.contains(expected), command);
    assertEquals(expected.equals("Close"), command.contains("Socket is not ready"), command);
  }

  static Stream<Arguments> serverNames() {
    return Stream.of(
        arguments("api.example.test", "Relay"),
        arguments("API.Example.Test", "Relay"),
        arguments("other.example.test", "Reset"),
        arguments("", "Reset"));
  }

  @ParameterizedTest(name = "\"{0}\"")
  @MethodSource("serverNames")
  void checksTheServerName(String sni, String expected) {
    String item =
        """
        - toPorts:
          - ports: [{port: "443", protocol: TCP}]
            serverNames: [api.example.test]
        """;
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", item), false);
    String command = open(scene).onHello(hello(sni)).get(0).toString();
    assertEquals(expected, command.substring(0, command.indexOf('[')));
    PolicyTexts.Scene plain = new PolicyTexts.Scene(egress("p", item), false);
    assertInstanceOf(Command.Reset.class, open(plain).onInTheClear(true).get(0));
  }

  private static PolicyRequest request(String method, String path, Map<String, String> headers) {
    return new PolicyRequest(NAMED, method, "https", "api.example.test", path, "http/1.1", headers);
  }

  @Test
  void checksEachRequest() {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", DNS + INTERCEPT), false);
    ConnectionPolicy connection = open(scene);
    connection.onHello(hello("api.example.test"));
    assertEquals(
        RequestRuling.UNCHANGED, connection.onRequest(request("GET", "/public/a", Map.of())));
    assertInstanceOf(
        RequestRuling.Answer.class,
        connection.onRequest(request("GET", "/public/../private", Map.of())));
    scene.verdicts.remove(2);
    RequestRuling.Answer denied =
        (RequestRuling.Answer) connection.onRequest(request("HEAD", "/public", Map.of()));
    assertEquals(403, denied.reply().status());
    assertEquals("Access denied\r\n", denied.reply().body());
    assertEquals(
        List.of("CONNECTION REDIRECTED", "REQUEST ALLOWED", "REQUEST DENIED_REQUEST"),
        scene.told());
    assertEquals(
        Optional.of("https://api.example.test/public/a"),
        scene.verdicts.get(1).http().map(VerdictRecord.Http::url));
  }

  @Test
  void headerMatchesChangeTheRequest() {
    String item =
        """
        - toPorts:
          - ports: [{port: "443", protocol: TCP}]
            rules:
              http:
              - headerMatches:
                - {name: X-Added, value: a, mismatch: ADD}
                - {name: X-Replaced, value: r, mismatch: REPLACE}
                - {name: X-Deleted, value: d, mismatch: DELETE}
                - {name: X-Logged, value: l, mismatch: LOG}
        """;
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", item), false);
    ConnectionPolicy connection = open(scene);
    connection.onInTheClear(true);
    assertEquals(
        new RequestRuling.Pass(
            List.of(
                new HeaderEdit(Change.ADD, "X-Added", "a"),
                new HeaderEdit(Change.SET, "X-Replaced", "r"),
                new HeaderEdit(Change.REMOVE, "X-Deleted", "other"))),
        connection.onRequest(request("GET", "/", Map.of("x-replaced", "q", "x-deleted", "other"))));
    assertEquals(
        RequestRuling.UNCHANGED,
        connection.onRequest(
            request("GET", "/", Map.of("x-added", "a", "x-replaced", "r", "x-deleted", "d"))));
  }

  /** What a rule sees is what the server will make of it. */
  @ParameterizedTest
  @ValueSource(strings = {"/public/..\\private", "/private//../public/a", "/private#/../public/a"})
  void noPathGoesRoundARule(String path) {
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", DNS + INTERCEPT), false);
    ConnectionPolicy connection = open(scene);
    connection.onHello(hello("api.example.test"));
    assertInstanceOf(
        RequestRuling.Answer.class, connection.onRequest(request("GET", path, Map.of())));
  }

  /** A proxy for HTTP is asked for whole URLs. */
  @Test
  void eachTargetOfAConnectionIsDecidedAbout() {
    String item = "- toPorts: [{ports: [{port: \"443\", protocol: TCP}]}]";
    PolicyTexts.Scene scene = new PolicyTexts.Scene(egress("p", item), false);
    ConnectionPolicy connection = scene.policy.connection(1, CLIENT, true);
    assertEquals(RequestRuling.UNCHANGED, connection.onRequest(request("GET", "/", Map.of())));
    PolicyRequest other =
        new PolicyRequest(
            new Endpoint("api.example.test", 80), "GET", "http", "a", "/", "http/1.1", Map.of());
    assertInstanceOf(RequestRuling.Drop.class, connection.onRequest(other));
    assertEquals(List.of("CONNECTION ALLOWED", "CONNECTION DENIED_BY_DEFAULT"), scene.told());
  }

  @Test
  void noKeyIsShown() {
    assertFalse(PolicyTexts.secrets().toString().contains("PRIVATE"));
    assertFalse(new HeaderEdit(Change.ADD, "X-Token", "s3cr3t").toString().contains("s3cr3t"));
  }
}
