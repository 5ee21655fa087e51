package dev.tlsdiag.proxy.netty;

import static dev.tlsdiag.proxy.netty.ProxyFixture.NAME;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.LegRecord.LegSide;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.UpstreamTls;
import dev.tlsdiag.tcp.Endpoint;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * A client in a network namespace whose packets the kernel redirects; its server's address exists
 * nowhere, only its name reaches one.
 */
class TransparentModeTest {
  private static final String SPACE = "tlsdiag-test-" + ProcessHandle.current().pid();
  private static final String HERE = "tdt" + ProcessHandle.current().pid() % 100_000;
  private static final String THERE = HERE + "c";

  private final Records records = new Records();

  @TempDir Path folder;

  @BeforeEach
  void makeNamespace() throws Exception {
    assumeTrue("root".equals(System.getProperty("user.name")), "a namespace needs root");
    assumeTrue(Transport.knowsOriginalDestination(), "no epoll here");
    assumeTrue(
        ClientProgram.run("ip", "netns", "add", SPACE).code() == 0, "no namespace can be made");
    sh("ip link add " + HERE + " type veth peer name " + THERE + " netns " + SPACE);
    sh("ip addr add 10.213.77.1/24 dev " + HERE);
    sh("ip -6 addr add fd77:77::1/64 dev " + HERE + " nodad");
    sh("ip link set " + HERE + " up");
    sh("ip -n " + SPACE + " addr add 10.213.77.2/24 dev " + THERE);
    sh("ip -n " + SPACE + " -6 addr add fd77:77::2/64 dev " + THERE + " nodad");
    sh("ip -n " + SPACE + " link set " + THERE + " up");
    sh("ip -n " + SPACE + " route add default via 10.213.77.1");
    sh("ip -n " + SPACE + " -6 route add default via fd77:77::1");
  }

  @AfterEach
  void removeNamespace() throws Exception {
    if ("root".equals(System.getProperty("user.name"))) {
      ClientProgram.run("ip", "link", "del", HERE);
      ClientProgram.run("ip", "netns", "del", SPACE);
    }
  }

  private static void sh(String command) throws Exception {
    ClientProgram.Ran ran = ClientProgram.run(command.split(" "));
    assumeTrue(ran.code() == 0, () -> command + ": " + ran.output());
  }

  @ParameterizedTest(name = "IPv{0}")
  @ValueSource(ints = {4, 6})
  void knowsWhereTheClientWantedToGo(int version) throws Exception {
    boolean v4 = version == 4;
    String server = v4 ? "192.0.2.77" : "2001:db8::77";
    String tables = v4 ? "iptables" : "ip6tables";
    Endpoint original = new Endpoint(server, 443);
    try (TlsOrigin origin = new TlsOrigin(ProxyFixture.server(NAME))) {
      ProxySettings s =
          ProxyFixture.settings(
              new ProxyMode.Transparent(),
              UpstreamTls.FAITHFUL,
              Map.of(original.toString(), origin.endpoint()));
      Listen listen = new Listen(new ProxyMode.Transparent(), v4 ? "0.0.0.0" : "::", 0, false);
      try (ProxyServer proxy =
          ProxyFixture.start(ProxyFixture.listening(s, List.of(listen)), records)) {
        String rule =
            " PREROUTING -i %s -p tcp --dport 443 -j REDIRECT --to-ports %d"
                .formatted(HERE, proxy.addresses().get(0).port());
        sh(tables + " -t nat -A" + rule);
        try {
          String ca = ClientProgram.pem(folder, ProxyFixture.INTERNAL.certificate()).toString();
          ClientProgram.Ran curl =
              ClientProgram.run(
                  "ip",
                  "netns",
                  "exec",
                  SPACE,
                  "curl",
                  "-sS",
                  "--max-time",
                  "15",
                  "--http1.1",
                  "--cacert",
                  ca,
                  "--connect-to",
                  "::" + original,
                  "https://" + NAME + "/");
          assertEquals("name=" + NAME + " version=TLSv1.3\n", curl.output());
          LegRecord down = records.first(LegSide.DOWNSTREAM);
          assertEquals(Optional.of(original), down.target());
          assertEquals(Optional.of(NAME), records.first(LegSide.UPSTREAM).names().upstreamSni());
        } finally {
          ClientProgram.run((tables + " -t nat -D" + rule).split(" "));
        }
      }
    }
  }

  @Test
  void saysThatNothingWasRedirected() throws Exception {
    ProxySettings s =
        ProxyFixture.settings(new ProxyMode.Transparent(), UpstreamTls.FAITHFUL, Map.of());
    try (ProxyServer proxy = ProxyFixture.start(s, records)) {
      ClientProgram.run("curl", "-sS", "http://" + proxy.addresses().get(0) + "/");
      LegRecord leg = records.first(LegSide.DOWNSTREAM);
      assertTrue(
          leg.endReason().startsWith("the kernel did not redirect this connection"),
          leg.endReason());
    }
  }
}
