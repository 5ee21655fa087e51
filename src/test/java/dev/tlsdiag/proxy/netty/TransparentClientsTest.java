package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.TransparentGateway.ADDRESS_V4;
import static dev.tlsdiag.proxy.netty.TransparentGateway.ADDRESS_V6;
import static dev.tlsdiag.proxy.netty.TransparentGateway.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.Installed;
import dev.tlsdiag.OwnClassPath;
import dev.tlsdiag.proxy.netty.TransparentGateway.Line;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Clients people use behind a gateway whose kernel redirects them to the proxy: they know nothing
 * of it. Clients and gateway are in network namespaces that have no name: these vanish with their
 * last process, and two runs at once have nothing in common.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TransparentClientsTest {
  private static final String V4_NAME = "v4." + NAME;
  private static final String V6_NAME = "v6." + NAME;

  /** Runs until its input ends, so also when this process is killed. */
  private static final String CLIENTS =
      "mount --bind %1$s/hosts /etc/hosts && ip link set lo up && echo ready && exec cat";

  private static final String GATEWAY =
      """
      set -e
      ip link set lo up
      ip addr add 192.0.2.1/32 dev lo
      ip link add inside type veth peer name outside netns %2$d
      ip addr add 10.0.0.1/24 dev inside
      ip link set inside up
      client="nsenter --target %2$d --net ip"
      $client addr add 10.0.0.2/24 dev outside
      $client link set outside up
      $client route add default via 10.0.0.1
      iptables -w -t nat -A PREROUTING -i inside -p tcp --dport 443 -j REDIRECT --to-ports 8080
      iptables -w -t nat -A PREROUTING -i inside -p tcp --dport 8443 -j REDIRECT --to-ports 8081
      if ip -6 addr add 2001:db8::1/128 dev lo nodad \\
        && ip -6 addr add fd00::1/64 dev inside nodad \\
        && $client -6 addr add fd00::2/64 dev outside nodad \\
        && $client -6 route add default via fd00::1 \\
        && ip6tables -w -t nat -A PREROUTING -i inside -p tcp --dport 443 \\
          -j REDIRECT --to-ports 8081
      then echo IPv6
      fi
      exec "$@"
      """;

  @TempDir static Path folder;

  private static Process clients;
  private static Process gateway;
  private static BufferedReader told;
  private static boolean v6;
  private static int served;

  @BeforeAll
  static void start() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "a namespace needs root");
    for (String program : List.of("unshare", "nsenter", "ip", "iptables")) {
      Installed.require(program);
    }
    Files.writeString(
        folder.resolve("hosts"),
        "127.0.0.1 localhost\n%s %s\n%s %s\n".formatted(ADDRESS_V4, V4_NAME, ADDRESS_V6, V6_NAME));
    Files.writeString(folder.resolve("client.py"), RealClientsTest.PYTHON);
    Files.writeString(folder.resolve("client.js"), RealClientsTest.NODE);
    Files.writeString(folder.resolve("Client.java"), RealClientsTest.JAVA);
    clients = unshared("--mount", CLIENTS.formatted(folder));
    BufferedReader said = clients.inputReader();
    String first = said.readLine();
    assumeTrue("ready".equals(first), () -> "no namespace can be made here: " + first);
    gateway =
        unshared(
            "--mount",
            GATEWAY.formatted(folder, clients.pid()),
            "gateway",
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-cp",
            OwnClassPath.text(),
            TransparentGateway.class.getName(),
            folder.toString());
    told = gateway.inputReader();
    String line = told.readLine();
    StringBuilder before = new StringBuilder();
    while (line != null && !line.equals(TransparentGateway.READY)) {
      v6 |= line.equals("IPv6");
      before.append(line).append('\n');
      line = told.readLine();
    }
    assumeTrue(line != null, () -> "no gateway can be made here: " + before);
  }

  private static Process unshared(String option, String script, String... words)
      throws IOException {
    List<String> command = new ArrayList<>(List.of("unshare", "--net", option, "sh", "-c", script));
    command.addAll(List.of(words));
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  @AfterAll
  static void stop() throws Exception {
    for (Process each : new Process[] {gateway, clients}) {
      if (each != null) {
        each.getOutputStream().close();
        if (!each.waitFor(60, TimeUnit.SECONDS)) {
          each.destroyForcibly();
        }
      }
    }
  }

  static Stream<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    rows.add(arguments("curl", "curl -sS --http1.1 --cacert CA URL"));
    rows.add(arguments("curl h2", "curl -sS --http2 --cacert CA URL"));
    rows.add(
        arguments(
            "openssl",
            "openssl s_client -quiet -verify_return_error -CAfile CA -servername NAME"
                + " -connect NAME:443"));
    rows.add(arguments("python", "python3 FOLDER/client.py URL CA NONE"));
    rows.add(arguments("wget", "wget -qO- --no-proxy --ca-certificate=CA URL"));
    rows.add(arguments("git", "git -c http.sslCAInfo=CA ls-remote URLfiles/r.git"));
    rows.add(arguments("node", "node FOLDER/client.js URL CA NONE"));
    rows.add(arguments("JDK", "java FOLDER/Client.java URL CA NONE"));
    return rows.stream();
  }

  @ParameterizedTest(name = "{0} over IPv4")
  @MethodSource("clients")
  @Order(1)
  void isServedOverIpv4(String client, String command) throws Exception {
    serve(client, command.replace("URL", "https://NAME/"), V4_NAME);
  }

  @ParameterizedTest(name = "{0} over IPv6")
  @MethodSource("clients")
  @Order(1)
  void isServedOverIpv6(String client, String command) throws Exception {
    assumeTrue(v6, "no IPv6, or no ip6tables");
    serve(client, command.replace("URL", "https://NAME/"), V6_NAME);
  }

  /** The entry is in the table of IPv4 though the proxy's socket is one for both families. */
  @Test
  @Order(1)
  void isServedOverIpv4ByListenerForBothFamilies() throws Exception {
    serve("curl", "curl -sS --http1.1 --cacert CA https://NAME:8443/", V4_NAME);
  }

  /** There is no name but the one in the request, and nothing else to check the server for. */
  @Test
  @Order(1)
  void nameOfTheRequestIsSentForAClientWithoutServerName() throws Exception {
    serve(
        "openssl",
        "openssl s_client -quiet -verify_return_error -CAfile CA -noservername -connect NAME:443",
        V4_NAME);
  }

  private static void serve(String client, String commandLine, String name) throws Exception {
    String program = commandLine.substring(0, commandLine.indexOf(' '));
    Installed.require(program);
    if (client.equals("git")) {
      RealClientsTest.repository(folder);
    }
    List<String> command =
        new ArrayList<>(
            List.of("nsenter", "--target", Long.toString(clients.pid()), "--net", "--mount", "--"));
    for (String word : commandLine.split(" ", -1)) {
      command.add(
          word.replace("NAME", name)
              .replace("FOLDER", folder.toString())
              .replace("NONE", "")
              .replaceFirst("\\bCA$", folder.resolve(TransparentGateway.CA).toString()));
    }
    String expected = client.equals("git") ? "refs/heads/main" : Origin.GREETING.strip();
    String input = client.equals("openssl") ? RealClientsTest.OPENSSL_REQUEST : "";
    input = input.replace("localhost", name);
    String printed = RealClientsTest.run(folder, input, command.toArray(String[]::new));
    assertTrue(printed.contains(expected), printed);
    served++;
  }

  /** The name stays although all that the proxy dials is an address. */
  @Test
  @Order(2)
  void everyConnectionAndRequestIsRecorded() throws Exception {
    assumeTrue(served > 0, "no client was served");
    gateway.getOutputStream().close();
    List<Line> lines = new ArrayList<>();
    long requests = -1;
    for (String line = told.readLine(); line != null; line = told.readLine()) {
      if (line.startsWith("requests ")) {
        requests = Long.parseLong(line.substring("requests ".length()));
      } else {
        lines.add(Line.parse(line));
      }
    }
    assertTrue(lines.stream().noneMatch(Line::failed), lines.toString());
    List<Line> exchanges = of(lines, "exchange");
    assertEquals(requests, exchanges.size());
    assertTrue(exchanges.stream().allMatch(each -> each.detail().equals("200")), lines.toString());
    List<Line> downstream = of(lines, "downstream");
    assertTrue(downstream.size() >= served, lines.toString());
    for (Line each : downstream) {
      assertEquals(each.clientSni(), each.sentSni(), each.toString());
    }
    for (Line each : of(lines, "upstream")) {
      String name = each.clientSni().isEmpty() ? V4_NAME : each.clientSni();
      String address = name.equals(V4_NAME) ? ADDRESS_V4 : "[" + ADDRESS_V6 + "]";
      assertEquals(name, each.sentSni(), each.toString());
      assertTrue(each.target().startsWith(address + ":"), each.toString());
    }
    assertEquals(1, downstream.stream().filter(each -> each.clientSni().isEmpty()).count());
  }

  private static List<Line> of(List<Line> lines, String kind) {
    return lines.stream().filter(each -> each.kind().equals(kind)).toList();
  }
}
