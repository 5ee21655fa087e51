package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.track.TcpConversation;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A link with a smaller MTU than both ends think, and nobody who tells them: two interfaces of
 * Linux, one of them in a namespace of its own.
 */
class BlackHoleTest {
  private static final String SMALL = "1280";

  /** What fits a packet of 1500 bytes, with timestamps. */
  private static final int SEGMENT = 1448;

  private static final int PORT = 8443;
  private static final int WAIT_MILLIS = 3_000;

  @TempDir Path folder;

  private final String name = "tt%05x".formatted(new Random().nextInt(1 << 20));
  private final String network = "10.%d.%d.".formatted(190 + new Random().nextInt(9), 77);
  private final List<Process> running = new ArrayList<>();

  @BeforeEach
  void connect() throws IOException, InterruptedException {
    assumeTrue("root".equals(System.getProperty("user.name")), "namespaces need root");
    InstalledServers.require("ip", "tcpdump", "openssl", "curl");
    must("ip netns add " + name);
    must("ip link add %sa type veth peer name %sb".formatted(name, name));
    must("ip link set %sb netns %s".formatted(name, name));
    must("ip addr add %s1/30 dev %sa".formatted(network, name));
    must("ip link set %sa up".formatted(name));
    inside("ip addr add %s2/30 dev %sb".formatted(network, name));
    inside("ip link set %sb gso_max_segs 1".formatted(name));
    inside("ip link set %sb up".formatted(name));
    must(
        ("openssl req -x509 -newkey rsa:2048 -nodes -keyout %s/k.pem -out %s/c.pem -days 2"
                + " -subj /CN=a.example")
            .formatted(folder, folder));
  }

  @AfterEach
  void remove() throws IOException, InterruptedException {
    for (Process process : running) {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
    }
    ForeignProgram.run(folder, Map.of(), "ip", "link", "del", name + "a");
    ForeignProgram.run(folder, Map.of(), "ip", "netns", "del", name);
  }

  private void must(String command) throws IOException, InterruptedException {
    ForeignProgram run = ForeignProgram.run(folder, Map.of(), command.split(" "));
    assumeTrue(run.exitCode() == 0, command + ": " + run.output());
  }

  private void inside(String command) throws IOException, InterruptedException {
    must("ip netns exec %s %s".formatted(name, command));
  }

  /** The server's segments are larger than what the client's end of the link takes. */
  @Test
  void serversFlightIsLost() throws IOException, InterruptedException {
    must("ip link set %sa mtu %s".formatted(name, SMALL));
    must("ip route replace %s0/30 dev %sa src %s1 advmss 1460".formatted(network, name, network));
    Path file = folder.resolve("server.pcap");
    serve();
    Process tcpdump = record("ip netns exec %s tcpdump -i %sb".formatted(name, name), file);
    String url = "https://a.example:%d/".formatted(PORT);
    String to = "::%s2:".formatted(network);
    ForeignProgram.run(folder, Map.of(), "curl", "-sk", "-m", "4", "--connect-to", to, url);
    end(tcpdump);
    assertEquals(List.of("pmtu-blackhole-server-flight"), rules(file));
  }

  /** The client's are larger than what the server's end takes. */
  @Test
  void clientHelloIsLost() throws IOException, InterruptedException {
    InstalledServers.require("iptables");
    inside("iptables -w -A INPUT -p tcp -m length --length %s:65535 -j DROP".formatted(SMALL));
    Path file = folder.resolve("client.pcap");
    serve();
    Process tcpdump = record("tcpdump -i %sa".formatted(name), file);
    ask(TcpConversation.hello("a".repeat(1_700), false));
    end(tcpdump);
    assertEquals(List.of("pmtu-blackhole-client-hello"), rules(file));
  }

  private void serve() throws IOException {
    running.add(
        ForeignProgram.start(
            folder,
            Map.of(),
            ("ip netns exec %s openssl s_server -accept %s2:%d -cert %s/c.pem -key %s/k.pem"
                    + " -cert_chain %s/c.pem -www -quiet")
                .formatted(name, network, PORT, folder, folder, folder)
                .split(" ")));
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(network + "2", PORT), WAIT_MILLIS);
        return;
      } catch (IOException e) {
        Thread.onSpinWait();
      }
    }
  }

  private Process record(String command, Path file) throws IOException {
    List<String> words = new ArrayList<>(Arrays.asList(command.split(" ")));
    words.addAll(List.of("-U", "--immediate-mode", "-w", file.toString(), "port " + PORT));
    Process tcpdump = ForeignProgram.start(folder, Map.of(), words.toArray(String[]::new));
    var said =
        new BufferedReader(new InputStreamReader(tcpdump.getInputStream(), StandardCharsets.UTF_8));
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      if (line.contains("listening on")) {
        return tcpdump;
      }
    }
    assumeTrue(false, "tcpdump cannot record");
    throw new AssertionError();
  }

  private static void end(Process tcpdump) throws InterruptedException {
    tcpdump.destroy();
    tcpdump.waitFor(60, TimeUnit.SECONDS);
  }

  /** Says hello and waits for an answer that does not come. */
  private void ask(byte[] hello) throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(network + "2", PORT), WAIT_MILLIS);
      socket.setSoTimeout(WAIT_MILLIS);
      socket.setTcpNoDelay(true); // so that no card is asked to cut it
      socket.getOutputStream().write(hello, 0, SEGMENT);
      socket.getOutputStream().write(hello, SEGMENT, hello.length - SEGMENT);
      assertEquals(-2, socket.getInputStream().read(), "an answer came");
    } catch (SocketTimeoutException e) {
      return;
    }
  }

  private static List<String> rules(Path file) {
    StringWriter err = new StringWriter();
    Capture capture = CompareFiles.read(file.toString(), new PrintWriter(err));
    Report report = new CaptureComparison("test", CaptureComparison.Options.NONE).compare(capture);
    return report.findings().stream().map(Finding::rule).toList();
  }
}
