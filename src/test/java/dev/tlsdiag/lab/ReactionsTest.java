package dev.tlsdiag.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.HostName;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The answers to a ClientHello, byte by byte. */
class ReactionsTest {
  private static final int PATIENCE_MILLIS = 60_000;

  /** Long enough for an answer on loopback, which is not to come. */
  private static final int SILENCE_MILLIS = 300;

  private static final int RECORD_HEADER = 5;

  /** How much of the ClientHello goes into one write. */
  private static void send(Socket socket, byte[] hello, int segment) throws IOException {
    OutputStream out = socket.getOutputStream();
    socket.setTcpNoDelay(true);
    for (int i = 0; i < hello.length; i += segment) {
      out.write(hello, i, Math.min(segment, hello.length - i));
      out.flush();
    }
  }

  private static Bytes hello(String sni, String... protocols) throws Exception {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, null, null);
    SSLEngine engine = context.createSSLEngine();
    engine.setUseClientMode(true);
    SSLParameters parameters = engine.getSSLParameters();
    if (!sni.isEmpty()) {
      parameters.setServerNames(List.of(new SNIHostName(sni)));
    }
    parameters.setApplicationProtocols(protocols);
    engine.setSSLParameters(parameters);
    ByteBuffer record = ByteBuffer.allocate(1 << 15);
    engine.wrap(ByteBuffer.allocate(0), record);
    record.flip();
    byte[] bytes = new byte[record.remaining()];
    record.get(bytes);
    return Bytes.wrap(bytes);
  }

  private static Socket connect(RunningScenario running) throws IOException {
    Endpoint address = running.targets().get(0).address();
    Socket socket = new Socket(address.host(), address.port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  /** Everything until the server closes, in hex; {@code reset} where it resets. */
  private static String answer(RunningScenario running, Bytes hello, int segment)
      throws IOException {
    try (Socket socket = connect(running)) {
      send(socket, hello.toArray(), segment);
      return Bytes.wrap(socket.getInputStream().readAllBytes()).toHex();
    } catch (SocketException e) {
      assertTrue(e.getMessage().contains("reset"), e.getMessage());
      return "reset";
    }
  }

  private static RunningScenario start(String name) throws IOException {
    return Scenarios.named(name).orElseThrow().start();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sni-alert-112  | 15030300020270
          sni-alert-40   | 15030300020228
          sni-resumption | 15030300020270
          sni-close      | ''
          sni-reset      | reset
          """)
  void refusesWhoNamesNobody(String scenario, String expected) throws Exception {
    try (RunningScenario running = start(scenario)) {
      assertEquals(expected, answer(running, hello(""), Integer.MAX_VALUE >> 1));
      assertEquals(expected, answer(running, hello(""), 1), "byte by byte");
      assertEquals(expected, answer(running, inTwoRecords(hello("")), 1 << 20), "two records");
    }
  }

  /** The same message in two records (RFC 8446 section 5.1). */
  private static Bytes inTwoRecords(Bytes record) {
    int first = 20;
    int rest = record.length() - RECORD_HEADER - first;
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(new byte[] {22, 3, 1, 0, (byte) first});
    out.writeBytes(record.slice(RECORD_HEADER, first).toArray());
    out.writeBytes(new byte[] {22, 3, 1, (byte) (rest >> 8), (byte) rest});
    out.writeBytes(record.slice(RECORD_HEADER + first, rest).toArray());
    return Bytes.wrap(out.toByteArray());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "mrap-no-sni",
        "sni-alert-112",
        "sni-alert-40",
        "sni-close",
        "sni-reset",
        "sni-resumption",
        "sni-default-certificate"
      })
  void greetsWhoNamesTheServer(String scenario) throws Exception {
    try (RunningScenario running = start(scenario);
        Socket socket = connect(running)) {
      Target target = running.targets().get(0);
      assertTrue(target.needsSni());
      send(socket, hello(target.host()).toArray(), 7);
      assertServerHello(socket);
    }
  }

  private static void assertServerHello(Socket socket) throws IOException {
    byte[] head = socket.getInputStream().readNBytes(RECORD_HEADER + 1);
    assertEquals(22, head[0], "handshake");
    assertEquals(2, head[RECORD_HEADER], "server_hello");
  }

  @Test
  void theAccessPointSaysNothingAndTheBucketAnswers() throws Exception {
    Socket waiting;
    try (RunningScenario running = start("mrap-no-sni")) {
      waiting = connect(running);
      send(waiting, hello("").toArray(), 1 << 20);
      waiting.setSoTimeout(SILENCE_MILLIS);
      assertThrows(SocketTimeoutException.class, () -> waiting.getInputStream().read());
      Target bucket = running.targets().get(1);
      assertFalse(bucket.needsSni());
      try (Socket socket = new Socket(bucket.address().host(), bucket.address().port())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        send(socket, hello("").toArray(), 1 << 20);
        assertServerHello(socket);
      }
    }
    waiting.setSoTimeout(PATIENCE_MILLIS);
    assertEquals(-1, waiting.getInputStream().read(), "silence ends with the scenario");
    waiting.close();
  }

  @Test
  void withoutH2ThereIsAlert120() throws Exception {
    try (RunningScenario running = start("alpn-required")) {
      String host = running.targets().get(0).host();
      assertEquals("15030300020278", answer(running, hello(host), 1 << 20));
      assertEquals("15030300020278", answer(running, hello(host, "http/1.1"), 1 << 20));
      try (Socket socket = connect(running)) {
        send(socket, hello(host, "http/1.1", "h2").toArray(), 1 << 20);
        assertServerHello(socket);
      }
    }
  }

  @Test
  void whatIsNoClientHelloIsRefused() throws Exception {
    try (RunningScenario running = start("sni-alert-112")) {
      Bytes request = Bytes.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertTrue(text(answer(running, request, 1 << 20)).startsWith("HTTP/1.1 400 "));
      Bytes serverHello = Bytes.ofHex("160303000402000000");
      assertEquals("15030300020232", answer(running, serverHello, 1 << 20), "decode_error");
      Bytes cut = Bytes.ofHex("16030100050100000103");
      assertEquals("15030300020232", answer(running, cut, 1 << 20), "decode_error");
    }
  }

  @ParameterizedTest
  @CsvSource({"plaintext-server, HTTP/1.1 400 Bad Request"})
  void plaintextServersAnswerInTheClear(String scenario, String start) throws Exception {
    try (RunningScenario running = start(scenario)) {
      assertTrue(text(answer(running, hello("x.test"), 1 << 20)).startsWith(start + "\r\n"));
      Bytes request = Bytes.wrap("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      assertTrue(text(answer(running, request, 1 << 20)).startsWith("HTTP/1.1 200 OK\r\n"));
    }
  }

  private static String text(String hex) {
    return Bytes.ofHex(hex).latin1();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connect-403           | 403 Tunnel Forbidden              | via: 1.1 proxy.example.test
          connect-407           | 407 Proxy Authentication Required | proxy-authenticate: Basic realm=
          connect-to-web-server | 405 Not Allowed                   | allow: GET, HEAD
          """)
  void proxiesRefuseConnect(String scenario, String status, String header) throws Exception {
    try (RunningScenario running = start(scenario)) {
      Endpoint proxy = running.proxy().orElseThrow().address();
      String authority = running.targets().get(0).authority();
      try (Socket socket = new Socket(proxy.host(), proxy.port())) {
        socket.setSoTimeout(PATIENCE_MILLIS);
        String connect = "CONNECT %s HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(authority, authority);
        send(socket, connect.getBytes(StandardCharsets.US_ASCII), 1 << 20);
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.startsWith("HTTP/1.1 " + status + "\r\n"), answer);
        assertTrue(
            answer.toLowerCase(Locale.ROOT).contains("\r\n" + header.toLowerCase(Locale.ROOT)),
            answer);
      }
    }
  }

  @Test
  void profilesExistAndKnobsKeepTheRest() {
    for (Scenario scenario : Scenarios.ALL) {
      String profile = scenario.profile();
      assertTrue(profile.isEmpty() || Profiles.named(profile).isPresent(), scenario.name());
      if (scenario.bringsProxy()) {
        assertEquals("", profile, scenario.name());
      }
    }
  }

  @Test
  void noThreadStaysBehind() throws Exception {
    for (Scenario scenario : Scenarios.ALL) {
      try (RunningScenario running = scenario.start()) {
        assertEquals(scenario.bringsProxy(), running.proxy().isPresent(), scenario.name());
        assertTrue(
            running.targets().stream()
                .map(Target::host)
                .allMatch(host -> host.endsWith(".test") || HostName.isAddress(host)));
      }
    }
    List<String> threads =
        Thread.getAllStackTraces().keySet().stream()
            .filter(Thread::isAlive)
            .map(Thread::getName)
            .filter(name -> name.startsWith("tlsdiag-lab"))
            .toList();
    assertEquals(List.of(), threads);
  }
}
