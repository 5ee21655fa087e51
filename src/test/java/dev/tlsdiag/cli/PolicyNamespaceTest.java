package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.Installed;
import dev.tlsdiag.OwnClassPath;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A pod's four policies in turn: none, nothing allowed, DNS allowed, DNS and one name allowed. The
 * pod is a network namespace whose packets the kernel of another one redirects to the proxy; it
 * asks with curl and nslookup.
 */
class PolicyNamespaceTest {
  private static final String POD =
      """
      set -e
      mount --bind %1$s/resolv.conf /etc/resolv.conf
      ip link set lo up
      echo ready
      exec cat
      """;

  private static final String GATEWAY =
      """
      set -e
      ip link set lo up
      for address in 1 2 53; do ip addr add 192.0.2.$address/32 dev lo; done
      ip link add inside type veth peer name outside netns %2$d
      ip addr add 10.0.0.1/24 dev inside
      ip link set inside up
      pod="nsenter --target %2$d --net ip"
      $pod addr add 10.0.0.2/24 dev outside
      $pod link set outside up
      $pod route add default via 10.0.0.1
      redirect="iptables -w -t nat -A PREROUTING -i inside"
      $redirect -p udp --dport 53 -j REDIRECT --to-ports 5353
      $redirect -p tcp --dport 53 -j REDIRECT --to-ports 5353
      $redirect -p tcp -j REDIRECT --to-ports 8080
      exec "$@"
      """;

  private static final String DENY = "  - {}\n";
  private static final String DNS =
      """
        - toEndpoints:
          - matchLabels: {"k8s:io.kubernetes.pod.namespace": kube-system, k8s-app: kube-dns}
          toPorts:
          - ports: [{port: "53", protocol: ANY}]
            rules: {dns: [{matchPattern: "*.example.test"}]}
      """
          .indent(0);
  private static final String NAME =
      """
        - toFQDNs: [{matchName: allowed.example.test}]
          toPorts:
          - ports: [{port: "443", protocol: TCP}]
      """
          .indent(0);

  @TempDir static Path folder;

  private static Process pod;
  private static Process gateway;
  private static BufferedReader told;
  private static PrintStream orders;

  private record Ran(int code, String output) {}

  @BeforeAll
  static void start() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "a namespace needs root");
    for (String program : List.of("unshare", "nsenter", "ip", "iptables", "curl", "nslookup")) {
      Installed.require(program);
    }
    Files.writeString(
        folder.resolve("resolv.conf"),
        "nameserver 192.0.2.53\noptions timeout:1 attempts:1 ndots:1\n");
    pod = unshared(POD.formatted(folder));
    String first = pod.inputReader().readLine();
    assumeTrue("ready".equals(first), () -> "no namespace can be made here: " + first);
    gateway =
        unshared(
            GATEWAY.formatted(folder, pod.pid()),
            "gateway",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            OwnClassPath.text(),
            PolicyGateway.class.getName(),
            folder.toString());
    told = gateway.inputReader();
    orders = new PrintStream(gateway.getOutputStream(), true, StandardCharsets.UTF_8);
    String before = until(PolicyGateway.READY);
    assumeTrue(gateway.isAlive(), () -> "no gateway can be made here: " + before);
  }

  @AfterAll
  static void stop() throws Exception {
    for (Process process : Stream.of(gateway, pod).filter(p -> p != null).toList()) {
      process.getOutputStream().close(); // the end of its input ends it
      if (!process.waitFor(60, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }

  private static Process unshared(String script, String... words) throws IOException {
    List<String> command =
        new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-c", script));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String until(String wanted) throws IOException {
    StringBuilder before = new StringBuilder();
    String line = told.readLine();
    while (line != null && !line.equals(wanted)) {
      before.append(line).append('\n');
      line = told.readLine();
    }
    return before.toString();
  }

  private Path flows;

  /** Starts the proxy; each item of egress begins with two spaces and a dash. */
  private void obey(String name, String egress) throws IOException {
    obey(name, egress, "");
  }

  private void obey(String name, String egress, String more) throws IOException {
    Path policy = folder.resolve(name + ".yaml");
    flows = folder.resolve(name + ".jsonl");
    Files.writeString(
        policy,
        """
        apiVersion: cilium.io/v2
        kind: CiliumNetworkPolicy
        metadata: {name: %s}
        spec:
          endpointSelector: {matchLabels: {app: web}}
        """
                .formatted(name)
            + (egress.isEmpty() ? "  ingress: []\n" : "  egress:\n" + egress));
    orders.println(
        "proxy --mode transparent@0.0.0.0:8080 --dns 0.0.0.0:5353 --dns-upstream 127.0.0.1:"
            + PolicyGateway.RESOLVER
            + " --policy "
            + policy
            + " --flows "
            + flows
            + more);
    String said = until(PolicyGateway.READY);
    running = true;
    assertTrue(said.contains("listening"), said);
  }

  private boolean running;

  @AfterEach
  void disobey() throws IOException {
    if (running) {
      orders.println();
      until(PolicyGateway.STOPPED);
      running = false;
    }
  }

  private static Ran ask(String... words) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(pod.pid()), "--net", "--mount", "--"));
    command.addAll(List.of(words));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    process.getOutputStream().close();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), output);
    return new Ran(process.exitValue(), output);
  }

  private static Ran curl(String name, int seconds) throws Exception {
    return curl(name, seconds, folder.resolve(PolicyGateway.CA).toString(), "GET");
  }

  private static Ran curl(String name, int seconds, String authority, String method)
      throws Exception {
    return ask(
        "curl",
        "-sS",
        "-4",
        "--noproxy",
        "*",
        "--connect-timeout",
        Integer.toString(seconds),
        "--cacert",
        authority,
        "-X",
        method,
        "-o",
        "/dev/null",
        "-w",
        "%{http_code}",
        "https://" + name + "/");
  }

  private static Ran nslookup(String name) throws Exception {
    return ask("nslookup", "-timeout=1", "-retry=1", "-type=A", name);
  }

  /** {@code DROPPED L3_L4 UDP 53 none}, each once, in their order. */
  private List<String> flows() throws IOException {
    disobey();
    List<String> lines = new ArrayList<>();
    for (String line : Files.readAllLines(flows)) {
      JsonNode flow = new ObjectMapper().readTree(line).get("flow");
      String protocol = flow.get("l4").fieldNames().next();
      JsonNode ports = flow.get("l4").get(protocol);
      boolean reply = flow.path("is_reply").asBoolean();
      lines.add(
          "%s %s %s %d %s%s"
              .formatted(
                  flow.get("verdict").asText(),
                  flow.get("Type").asText(),
                  protocol,
                  ports.get(reply ? "source_port" : "destination_port").asInt(),
                  flow.has("l7")
                      ? flow.at("/l7/dns/query").asText()
                      : flow.at("/destination_names/0").asText("-"),
                  reply ? " " + flow.at("/l7/dns/ips/0").asText() : ""));
    }
    return lines.stream().distinct().toList();
  }

  @Test
  void withoutAPolicyEverythingGoes() throws Exception {
    obey("none", "");
    assertTrue(nslookup("allowed.example.test").output().contains("192.0.2.1"));
    assertEquals(new Ran(0, "200"), curl("allowed.example.test", 20));
    assertEquals(List.of("FORWARDED L3_L4 UDP 53 -", "FORWARDED L3_L4 TCP 443 -"), flows());
  }

  @Test
  void whereNothingIsAllowedNotEvenANameIsFound() throws Exception {
    obey("deny-all", DENY);
    Ran looked = nslookup("allowed.example.test");
    assertEquals(1, looked.code());
    assertTrue(looked.output().contains("timed out"), looked.output());
    Ran curl = curl("allowed.example.test", 2);
    assertTrue(curl.code() == 6 || curl.code() == 28, curl.toString());
    assertEquals(List.of("DROPPED L3_L4 UDP 53 -"), flows());
  }

  @Test
  void whereDnsIsAllowedNothingElseIs() throws Exception {
    obey("dns", DNS);
    assertTrue(nslookup("allowed.example.test").output().contains("192.0.2.1"));
    Ran curl = curl("allowed.example.test", 2);
    assertEquals(28, curl.code(), curl.output());
    assertEquals(
        List.of(
            "REDIRECTED L3_L4 UDP 53 -",
            "FORWARDED L7 UDP 53 allowed.example.test.",
            "FORWARDED L7 UDP 53 allowed.example.test. 192.0.2.1",
            "DROPPED L3_L4 TCP 443 allowed.example.test"),
        flows());
  }

  @Test
  void whereANameIsAllowedItsAddressesAre() throws Exception {
    obey("fqdn", DNS + NAME);
    assertEquals(new Ran(0, "200"), curl("allowed.example.test", 20));
    Ran other = curl("other.example.test", 2);
    assertEquals(28, other.code(), other.output());
    Ran refused = nslookup("blocked.test");
    assertTrue(refused.output().contains("REFUSED"), refused.output());
    List<String> flows = flows();
    assertTrue(
        flows.containsAll(
            List.of(
                "FORWARDED L3_L4 TCP 443 allowed.example.test",
                "DROPPED L3_L4 TCP 443 other.example.test",
                "DROPPED L7 UDP 53 blocked.test.")),
        flows.toString());
    String denied = observe("--verdict", "DROPPED");
    assertTrue(
        denied.contains("other.example.test:443 ")
            && denied.contains("policy-verdict:none EGRESS DENIED")
            && denied.contains("DNS Query blocked.test. A"),
        denied);
    String allowed = observe("--verdict", "FORWARDED", "--port", "443");
    assertTrue(allowed.contains("allowed.example.test:443 "), allowed);
    assertTrue(allowed.contains("policy-verdict:L3-L4 EGRESS ALLOWED"), allowed);
  }

  /** Nothing but the address is dialled; the name is the one of the pod's ClientHello. */
  @Test
  void requestsAreLookedAtWhereAskedFor() throws Exception {
    Path ca = folder.resolve("internal");
    CaRun.clean(ca, "init", "--name", "internal");
    String secrets = folder.resolve("secrets.yaml").toString();
    CaRun.clean(
        ca,
        "secret",
        "--host",
        "allowed.example.test",
        "--name",
        "app",
        "--bundle",
        folder.resolve(PolicyGateway.CA).toString(),
        "--out",
        secrets);
    String item =
        NAME
            + """
                terminatingTLS: {secret: {namespace: kube-system, name: app-terminating}}
                originatingTLS: {secret: {namespace: kube-system, name: app-originating}}
                rules: {http: [{method: GET}]}
            """
                .indent(2);
    obey("intercept", DNS + item, " --secrets " + secrets);
    String authority = ca.resolve("ca.crt").toString();
    assertEquals(new Ran(0, "200"), curl("allowed.example.test", 20, authority, "GET"));
    assertEquals(new Ran(0, "403"), curl("allowed.example.test", 20, authority, "PUT"));
    disobey();
    String requests = observe("--l7", "--protocol", "http");
    assertTrue(
        requests.contains("verdict Forwarded GET https://allowed.example.test/ => 200")
            && requests.contains("verdict Denied PUT https://allowed.example.test/ => 0"),
        requests);
  }

  private String observe(String... filters) {
    List<String> words = new ArrayList<>(List.of("observe", flows.toString(), "--all"));
    words.addAll(List.of(filters));
    StringWriter out = new StringWriter();
    new Program(new PrintWriter(out, true), new PrintWriter(new StringWriter()))
        .run(words.toArray(String[]::new));
    return out.toString();
  }
}
