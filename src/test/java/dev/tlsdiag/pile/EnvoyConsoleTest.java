package dev.tlsdiag.pile;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import dev.tlsdiag.mesh.envoy.EnvoyVersion;
import dev.tlsdiag.wire.Bytes;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(120)
class EnvoyConsoleTest {
  private static final InetAddress HERE = InetAddress.getLoopbackAddress();

  private final Set<String> asked = new ConcurrentSkipListSet<>();

  private HttpServer server(int status) throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    server.createContext(
        "/",
        exchange -> {
          String path = exchange.getRequestURI().toString();
          asked.add(exchange.getRequestMethod() + " " + path);
          byte[] body = ("of " + path).getBytes(UTF_8);
          boolean chunked = path.startsWith("/config_dump");
          exchange.sendResponseHeaders(
              path.equals("/certs") ? 404 : status, chunked ? 0 : body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toArray(), UTF_8);
  }

  @Test
  void asksForEveryDocumentByGet() throws IOException {
    HttpServer server = server(200);
    try {
      String address = "127.0.0.1:" + server.getAddress().getPort();
      EnvoyConsole.Answers answers = EnvoyConsole.at(address, EnvoyConsole.LIMITS).fetch();
      assertEquals(
          Set.of(
              "GET /certs",
              "GET /clusters?format=json",
              "GET /config_dump?include_eds",
              "GET /listeners",
              "GET /server_info",
              "GET /stats?usedonly"),
          asked);
      assertEquals(
          "of /config_dump?include_eds",
          text(answers.documents().get("envoy " + address + "/config_dump")));
      assertEquals(
          "of /clusters?format=json",
          text(answers.documents().get("envoy " + address + "/clusters")));
      assertEquals(5, answers.documents().size());
      assertEquals(List.of("envoy " + address + "/certs: answered 404"), answers.problems());
    } finally {
      server.stop(0);
    }
  }

  /** What it answers is read as a saved one is. */
  @Test
  void isPartOfAPile() throws IOException {
    HttpServer server = HttpServer.create(new InetSocketAddress(HERE, 0), 0);
    byte[] dump =
        EnvoyConsoleTest.class
            .getResourceAsStream("/dev/tlsdiag/mesh/envoy/cilium-clusters.json")
            .readAllBytes();
    byte[] info =
        ("{\"version\":\"a/1.30.4/Clean/RELEASE/BoringSSL\",\"state\":\"LIVE\","
                + "\"hot_restart_version\":\"11.104\"}")
            .getBytes(UTF_8);
    Map<String, byte[]> documents = Map.of("/config_dump", dump, "/server_info", info);
    server.createContext(
        "/",
        exchange -> {
          byte[] body = documents.get(exchange.getRequestURI().getPath());
          exchange.sendResponseHeaders(body == null ? 404 : 200, body == null ? -1 : body.length);
          if (body != null) {
            exchange.getResponseBody().write(body);
          }
          exchange.close();
        });
    server.start();
    try {
      String address = "127.0.0.1:" + server.getAddress().getPort();
      PileContents pile =
          Pile.read(
              List.of(),
              List.of(EnvoyConsole.at(address, EnvoyConsole.LIMITS)),
              PileOptions.reading(InputStream.nullInputStream()));
      assertEquals(1, pile.configDumps().size());
      assertEquals("envoy " + address + "/config_dump", pile.configDumps().get(0).name());
      assertEquals(4, pile.problems().size());
      assertEquals(Optional.of(new EnvoyVersion(1, 30, 4)), pile.configDumps().get(0).version());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void refusesWhatIsTooLong() throws IOException {
    HttpServer server = server(200);
    try {
      String address = "http://127.0.0.1:" + server.getAddress().getPort() + "/";
      EnvoyConsole.Limits small =
          new EnvoyConsole.Limits(Duration.ofSeconds(5), Duration.ofSeconds(5), 20);
      EnvoyConsole.Answers answers = EnvoyConsole.at(address, small).fetch();
      assertTrue(
          answers.problems().toString().contains("/config_dump: is longer than 0 MB"),
          answers.problems().toString());
    } finally {
      server.stop(0);
    }
  }

  @Test
  void asksOverUnixSocketsToo(@TempDir Path folder) throws Exception {
    Path path = folder.resolve("admin.sock");
    try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
      server.bind(UnixDomainSocketAddress.of(path));
      Thread answering = new Thread(() -> answer(server));
      answering.start();
      EnvoyConsole.Answers answers = EnvoyConsole.at("unix:" + path, EnvoyConsole.LIMITS).fetch();
      assertEquals(List.of(), answers.problems());
      assertEquals("LIVE", text(answers.documents().get("envoy " + path + "/server_info")));
      server.close();
      answering.join();
    }
  }

  /** Until the socket is closed. */
  private static void answer(ServerSocketChannel server) {
    try {
      while (true) {
        try (SocketChannel client = server.accept()) {
          client.read(ByteBuffer.allocate(4096));
          client.write(
              ByteBuffer.wrap("HTTP/1.1 200 OK\r\nserver: envoy\r\n\r\nLIVE".getBytes(UTF_8)));
        }
      }
    } catch (IOException closed) {
      // The test is over.
    }
  }

  @Test
  void saysWhenNobodyIsThere(@TempDir Path folder) throws IOException {
    int port;
    try (ServerSocket closed = new ServerSocket(0, 1, HERE)) {
      port = closed.getLocalPort();
    }
    EnvoyConsole tcp = EnvoyConsole.at("127.0.0.1:" + port, EnvoyConsole.LIMITS);
    assertThrows(IOException.class, tcp::fetch);
    EnvoyConsole unix =
        EnvoyConsole.at(folder.resolve("none.sock").toString(), EnvoyConsole.LIMITS);
    assertThrows(IOException.class, unix::fetch);
  }

  @Test
  void saysWhenItIsSilentOrNoHttp() throws Exception {
    try (ServerSocket silent = new ServerSocket(0, 1, HERE)) {
      EnvoyConsole.Limits short1 =
          new EnvoyConsole.Limits(Duration.ofMillis(200), Duration.ofSeconds(5), 1000);
      EnvoyConsole admin = EnvoyConsole.at("127.0.0.1:" + silent.getLocalPort(), short1);
      assertTrue(assertThrows(IOException.class, admin::fetch).getMessage().startsWith("says"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "localhost", "host:99999", "unix:", "https://x:1", "a b:1"})
  void refusesWhatIsNoAddress(String address) {
    assertThrows(
        IllegalArgumentException.class, () -> EnvoyConsole.at(address, EnvoyConsole.LIMITS));
  }
}
