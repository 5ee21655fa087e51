package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Servers as they are, set up so that DNS or the PROXY protocol goes wrong. */
class ConnectProgramsTest {
  private static final String NAME = "web.example.test";

  @TempDir Path folder;

  private final StringWriter err = new StringWriter();

  /** One request with a PROXY header and one without: the server takes one of the two. */
  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          haproxy | accept-proxy   | proxy-protocol-expected-missing
          haproxy | ''             | proxy-protocol-unexpected
          nginx   | proxy_protocol | proxy-protocol-expected-missing
          nginx   | ''             | proxy-protocol-unexpected
          """)
  void mindsProxyHeaders(String product, String option, String expected)
      throws IOException, InterruptedException {
    InstalledServers.require(product, "curl", "tcpdump");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port =
          product.equals("nginx")
              ? servers.nginxListening(option, "location / { return 200 ok; }")
              : servers.haproxy(
                  "mode http\nhttp-request return status 200", "ssl crt PEM " + option);
      boolean wanted = !option.isEmpty();
      Capture works = recorded(servers, port, "works.pcap", wanted);
      Capture fails = recorded(servers, port, "fails.pcap", !wanted);
      Report report =
          new CaptureComparison("test", CaptureComparison.Options.NONE).compare(works, fails);
      assertEquals(
          List.of(expected),
          report.findings().stream().map(Finding::rule).toList(),
          report.headline());
    }
  }

  private Capture recorded(InstalledServers servers, int port, String name, boolean header)
      throws IOException, InterruptedException {
    Path file = folder.resolve(name);
    PacketRecorder recorder = PacketRecorder.start(file);
    try {
      List<String> words = new ArrayList<>(List.of("curl", "-s", "-m", "5"));
      words.addAll(List.of("--cacert", servers.ca.toString()));
      words.addAll(List.of("--connect-to", "::127.0.0.1:" + port));
      if (header) {
        words.add("--haproxy-protocol");
      }
      words.add("https://" + InstalledServers.HOST + "/");
      ForeignProgram run = ForeignProgram.run(folder, Map.of(), words.toArray(String[]::new));
      boolean failed = run.exitCode() != 0;
      assertEquals(name.startsWith("fails"), failed, run.output());
    } finally {
      recorder.close();
    }
    Capture all = CompareFiles.read(file.toString(), new PrintWriter(err));
    return new Capture(
        name, all.handshakes().stream().filter(h -> h.server().port() == port).toList());
  }

  @ParameterizedTest(name = "{0}: {2}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          unbound | access-control: 127.0.0.0/8 refuse           | dns-proxy-refused
          unbound | local-zone: "example.test." refuse           | dns-proxy-refused
          unbound | local-zone: "example.test." always_nxdomain  | dns-proxy-fake-nxdomain
          dnsmasq | --no-resolv                                  | dns-proxy-refused
          dnsmasq | --address=/example.test/                     | dns-proxy-fake-nxdomain
          """)
  void answersOfDnsServers(String product, String option, String expected) throws IOException {
    InstalledServers.require(product);
    int port = InstalledServers.freePort();
    Process server = dns(product, option, port);
    try {
      waitFor(port);
      StringWriter out = new StringWriter();
      String line = "compare -o json --dns-servers 127.0.0.1:%d https://%s/".formatted(port, NAME);
      new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
      JsonNode report = new ObjectMapper().readTree(out.toString());
      List<String> rules = new ArrayList<>();
      for (JsonNode finding : report.at("/findings")) {
        if (finding.at("/path").asText(finding.at("/trace").asText()).equals("direct")) {
          rules.add(finding.at("/rule").asText());
        }
      }
      assertEquals(List.of(expected), rules, () -> out + "\n" + err);
    } finally {
      server.destroy();
    }
  }

  private Process dns(String product, String option, int port) throws IOException {
    if (product.equals("dnsmasq")) {
      return program(
          "dnsmasq",
          "-d",
          "-C",
          "/dev/null",
          "--no-hosts",
          "--no-resolv",
          "--bind-interfaces",
          "--listen-address=127.0.0.1",
          "--port=" + port,
          option);
    }
    Path configuration =
        Files.writeString(
            folder.resolve("unbound.conf"),
            """
            server:
              interface: 127.0.0.1@%d
              do-daemonize: no
              username: ""
              chroot: ""
              pidfile: ""
              directory: "%s"
              use-syslog: no
              %s
            """
                .formatted(port, folder, option));
    return program("unbound", "-d", "-c", configuration.toString());
  }

  private Process program(String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    words[0] =
        Files.isExecutable(Path.of("/usr/sbin", words[0])) ? "/usr/sbin/" + words[0] : words[0];
    builder.command(words);
    return builder.redirectOutput(folder.resolve("dns.log").toFile()).start();
  }

  /** Until it answers anything at all. */
  private static void waitFor(int port) throws IOException {
    byte[] query = {0, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 'a', 0, 0, 1, 0, 1};
    try (DatagramSocket socket = new DatagramSocket()) {
      socket.setSoTimeout(100);
      for (int i = 0; i < 600; i++) {
        socket.send(
            new DatagramPacket(query, query.length, InetAddress.getLoopbackAddress(), port));
        try {
          socket.receive(new DatagramPacket(new byte[512], 512));
          return;
        } catch (SocketTimeoutException | java.net.PortUnreachableException e) {
          // Not yet.
        }
      }
    }
  }
}
