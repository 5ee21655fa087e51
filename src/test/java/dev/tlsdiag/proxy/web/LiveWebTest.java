package dev.tlsdiag.proxy.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.proxy.live.FlowCommands;
import dev.tlsdiag.proxy.live.FlowSamples;
import dev.tlsdiag.proxy.live.LiveFlows;
import dev.tlsdiag.proxy.record.FlowPackets;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Redaction;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The page's server, spoken to over plain sockets. */
class LiveWebTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final ObjectMapper JSON = new ObjectMapper();

  private LiveFlows flows;
  private LiveWeb web;

  @BeforeEach
  void start() throws IOException {
    start("127.0.0.1", LiveWeb.Limits.USUAL);
  }

  private void start(String host, LiveWeb.Limits limits) throws IOException {
    flows = LiveFlows.start(Redaction.ON);
    web =
        LiveWeb.start(
            new WebSettings(
                new Endpoint(host, 0),
                "tlsdiag test",
                new FlowCommands(
                    Redaction.ON, Optional.of("/tmp/ca file.pem"), List.of("--profile", "envoy"))),
            flows,
            new FlowPackets(FlowPackets.USUAL_BYTES, Redaction.ON, "tlsdiag test"),
            limits);
  }

  @AfterEach
  void stop() {
    flows.close();
    web.close();
  }

  private Socket socket() throws IOException {
    Socket socket = new Socket(InetAddress.getLoopbackAddress(), web.address().port());
    socket.setSoTimeout(PATIENCE_MILLIS);
    return socket;
  }

  private String host() {
    return "127.0.0.1:" + web.address().port();
  }

  private String right() {
    return "X-Tlsdiag-Token: " + web.token() + "\r\n";
  }

  /** The whole answer to a request, which ends the connection. */
  private String raw(String request) throws IOException {
    try (Socket socket = socket()) {
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private String get(String path, String host, String more) throws IOException {
    return raw(
        "GET %s HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n".formatted(path, host, more));
  }

  private String api(String path) throws IOException {
    return get(path, host(), right());
  }

  private static int status(String answer) {
    return Integer.parseInt(answer.split(" ", 3)[1]);
  }

  private static String body(String answer) {
    return answer.substring(answer.indexOf("\r\n\r\n") + 4);
  }

  private void some() {
    flows.onStanding(FlowSamples.downstream(1, "app.example.test", 0));
    flows.onStanding(FlowSamples.upstream(2, 1, "app.example.test", 0));
    flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/a?token=s3cr3t"));
    flows.onStanding(FlowSamples.downstream(3, "app.example.test", 0));
    flows.onLeg(FlowSamples.nameless(4, 3, "app.example.test", 112));
    flows.onExchange(FlowSamples.localReply(2, 3, 4, "https://app.example.test/b"));
    flows.close();
  }

  @Test
  void thePageNeedsNoTokenAndHasNothingOfAnybody() throws IOException {
    some();
    for (String path : List.of("/", "/app.js", "/app.css", "/dom.js", "/feed.js", "/icon.svg")) {
      String answer = get(path, host(), "");
      assertEquals(200, status(answer), path);
      assertFalse(answer.contains(web.token()), path);
      assertFalse(answer.contains("app.example.test"), path);
      assertTrue(answer.contains("script-src 'self'"), path);
      assertTrue(answer.contains("frame-ancestors 'none'"), path);
      assertTrue(answer.toLowerCase().contains("x-content-type-options: nosniff"), path);
      assertTrue(answer.toLowerCase().contains("cache-control: no-store"), path);
      assertTrue(answer.toLowerCase().contains("referrer-policy: no-referrer"), path);
    }
    String page = body(get("/", host(), ""));
    assertFalse(page.contains("<script>") || page.contains("<style") || page.contains(" style="));
    assertFalse(page.contains("://"), "nothing from outside");
  }

  @Test
  void everythingIsSmallerThan100KiB() throws IOException {
    int all = 0;
    for (String path :
        List.of(
            "/",
            "/app.js",
            "/app.css",
            "/dom.js",
            "/feed.js",
            "/map.js",
            "/panel.js",
            "/table.js",
            "/icon.svg")) {
      all += body(get(path, host(), "")).length();
    }
    assertTrue(all < 100 << 10, all + " bytes");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/api/flows",
        "/api/flow/1",
        "/api/flow/1/pcapng",
        "/api/flow/1/curl",
        "/api/events",
        "/api/explain/upstream-sni-missing",
        "/api/nothing"
      })
  void theRestNeedsTheToken(String path) throws IOException {
    some();
    assertEquals(401, status(get(path, host(), "")));
    assertEquals(401, status(get(path, host(), "X-Tlsdiag-Token: \r\n")));
    assertEquals(401, status(get(path, host(), "X-Tlsdiag-Token: " + "0".repeat(32) + "\r\n")));
    assertEquals(401, status(get(path, host(), right() + right())), "two of them");
    assertEquals(
        401, status(get(path + "?token=" + web.token(), host(), "")), "not in the address");
    assertEquals(
        401, status(get(path, host(), "Cookie: token=" + web.token() + "\r\n")), "no cookie");
  }

  @ParameterizedTest(name = "{0} → {1}")
  @CsvSource(
      textBlock =
          """
          127.0.0.1:PORT,         200
          localhost:PORT,         200
          LOCALHOST:PORT,         200
          evil.example:PORT,      421
          127.0.0.1,              421
          127.0.0.1:1,            421
          localhost,              421
          localhost.evil.test:PORT, 421
          127.0.0.1:PORT@evil.test, 421
          evil@127.0.0.1:PORT,    421
          127.0.0.2:PORT,         421
          [::1]:PORT,             421
          192.0.2.1:PORT,         421
          0.0.0.0:PORT,           421
          """)
  void isKnownByItsAddressOnly(String host, int expected) throws IOException {
    String name = host.replace("PORT", Integer.toString(web.address().port()));
    assertEquals(expected, status(get("/", name, "")));
    assertEquals(expected, status(get("/api/flows", name, right())));
  }

  @Test
  void aRequestHasOneHost() throws IOException {
    String two = "GET / HTTP/1.1\r\nHost: %s\r\nHost: %s\r\nConnection: close\r\n\r\n";
    assertTrue(status(raw(two.formatted(host(), host()))) >= 400);
    assertEquals(421, status(raw("GET / HTTP/1.0\r\n\r\n")));
  }

  @ParameterizedTest(name = "{0}: {1} → {2}")
  @CsvSource(
      textBlock =
          """
          Origin,         http://127.0.0.1:PORT,   200
          Origin,         http://evil.example,     403
          Origin,         https://127.0.0.1:PORT,  403
          Origin,         http://127.0.0.1:1,      403
          Origin,         null,                    403
          Sec-Fetch-Site, same-origin,             200
          Sec-Fetch-Site, none,                    200
          Sec-Fetch-Site, same-site,               403
          Sec-Fetch-Site, cross-site,              403
          """)
  void otherSitesAreRefusedEvenWithTheToken(String name, String value, int expected)
      throws IOException {
    String header = value.replace("PORT", Integer.toString(web.address().port()));
    assertEquals(
        expected, status(get("/api/flows", host(), right() + name + ": " + header + "\r\n")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "HEAD", "TRACE", "CONNECT", "FOO"})
  void onlyGetIsAnswered(String method) throws IOException {
    String request = "%s /api/flows HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n%s\r\n";
    assertEquals(405, status(raw(request.formatted(method, host(), right()))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/index.html",
        "/../app.js",
        "/..%2fapp.js",
        "/%2e%2e/app.js",
        "//app.js",
        "/app.js/",
        "/app.js%00",
        "/api/flow/1/../../app.js",
        "/etc/passwd",
        "/dev/tlsdiag/proxy/web/app.js",
        "/package-info.class",
        "/LiveWeb.class",
        "/api/explain/../catalogue",
        "/api/explain/a%2fb",
        "/api/flow/-1",
        "/api/flow/99999999999999999999",
        "/api/flow/1/pcapng/x",
        "/?a=%zz"
      })
  void thereIsNothingElse(String path) throws IOException {
    int status = status(api(path));
    assertTrue(status == 404 || path.startsWith("/?") && status == 200, path + ": " + status);
  }

  @Test
  void longRequestsAreRefused() throws IOException {
    assertTrue(status(get("/" + "a".repeat(20_000), host(), "")) >= 400);
    assertTrue(status(get("/", host(), "X: " + "a".repeat(40_000) + "\r\n")) >= 400);
    String body = "GET / HTTP/1.1\r\nHost: %s\r\nContent-Length: 5000\r\nConnection: close\r\n\r\n";
    assertEquals(413, status(raw(body.formatted(host()) + "a".repeat(5_000))));
    assertEquals(200, status(get("/", host(), "")), "and others are served");
  }

  @Test
  void whoSaysNothingIsLeft() throws Exception {
    stop();
    start("127.0.0.1", new LiveWeb.Limits(Duration.ofMillis(200), Duration.ofSeconds(5)));
    try (Socket silent = socket();
        Socket half = socket()) {
      half.getOutputStream().write("GET / HTTP/1.1\r\nHost: ".getBytes(StandardCharsets.US_ASCII));
      assertEquals(-1, silent.getInputStream().read());
      assertEquals(-1, half.getInputStream().read());
    }
  }

  @Test
  void manyRequestsAtOnceAreAnsweredInOrder() throws IOException {
    String one = "GET /icon.svg HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(host());
    String last = "GET /x HTTP/1.1\r\nHost: %s\r\nConnection: close\r\n\r\n".formatted(host());
    String answers = raw(one.repeat(20) + last);
    assertEquals(21, answers.split("HTTP/1.1 200 OK\r\n", -1).length);
    assertTrue(answers.contains("HTTP/1.1 404"), answers);
  }

  @Test
  void aRequestBehindAStreamOfEventsEndsIt() throws IOException {
    String one = "GET /api/events HTTP/1.1\r\nHost: %s\r\n%s\r\n".formatted(host(), right());
    String answers = raw(one + one);
    assertFalse(answers.substring(1).contains("HTTP/1.1"), answers);
  }

  @Test
  void thereAreNotTooManyConnections() throws Exception {
    List<Socket> open = new ArrayList<>();
    try {
      for (int i = 0; i < 100; i++) {
        open.add(socket());
      }
      int served = 0;
      for (Socket each : open) {
        served += isServed(each) ? 1 : 0;
      }
      assertTrue(served >= 60 && served <= 66, served + " are served");
    } finally {
      for (Socket each : open) {
        each.close();
      }
    }
  }

  private boolean isServed(Socket socket) {
    try {
      socket
          .getOutputStream()
          .write(
              "GET / HTTP/1.1\r\nHost: %s\r\n\r\n"
                  .formatted(host())
                  .getBytes(StandardCharsets.US_ASCII));
      return socket.getInputStream().read() == 'H';
    } catch (IOException e) {
      return false; // reset: it was closed before
    }
  }

  @Test
  void flowsAreRowsInTheOrderOfTheirChanges() throws IOException {
    some();
    JsonNode all = JSON.readTree(body(api("/api/flows")));
    assertEquals(2, all.get("flows").size());
    JsonNode row = all.get("flows").get(1);
    assertEquals("failed", row.get("verdict").asText());
    assertEquals("upstream-sni-missing", row.get("rule").asText());
    assertEquals("app.example.test", row.get("sni1").asText());
    assertTrue(row.get("sni2").isBoolean(), "a hello without a name");
    assertEquals(502, row.get("status").asInt());
    assertFalse(all.toString().contains("s3cr3t"));
    long revision = all.get("revision").asLong();
    assertEquals(0, JSON.readTree(body(api("/api/flows?since=" + revision))).get("flows").size());
  }

  @Test
  void aQueryMarksRowsOrGivesTheirIds() throws IOException {
    some();
    JsonNode marked = JSON.readTree(body(api("/api/flows?query=~nosni")));
    assertFalse(marked.get("flows").get(0).get("fits").asBoolean());
    assertTrue(marked.get("flows").get(1).get("fits").asBoolean());
    JsonNode ids = JSON.readTree(body(api("/api/flows?ids=1&query=~c%20200")));
    assertEquals("[1]", ids.get("ids").toString());
    String wrong = api("/api/flows?query=~d%20a%20%7C");
    assertEquals(400, status(wrong));
    assertEquals(6, JSON.readTree(body(wrong)).get("position").asInt());
    assertEquals(400, status(api("/api/flows?since=abc")));
  }

  @Test
  void detailsHaveBothLegsAndNoSecrets() throws IOException {
    some();
    String text = body(api("/api/flow/2"));
    JsonNode detail = JSON.readTree(text);
    assertFalse(text.contains("s3cr3t"), text);
    assertEquals("[redacted]", text.replaceAll("(?s).*Bearer (\\[redacted]).*", "$1"));
    assertEquals("missing", detail.get("names").get(2).get("state").asText());
    assertEquals(2, detail.get("legs").size());
    JsonNode table = detail.get("differences");
    assertEquals(2, table.get("legs").size());
    assertEquals("server_name", table.get("rows").get(0).get("field").asText());
    assertEquals("cause", table.get("rows").get(0).get("weight").asText());
    assertEquals("upstream-sni-missing", detail.get("findings").get(0).get("rule").asText());
    assertTrue(detail.get("response").get("own").asBoolean());
    assertEquals(
        "tlsdiag compare https://app.example.test/b --profile envoy",
        detail.get("compare").asText());
    assertEquals(404, status(api("/api/flow/77")));
  }

  @Test
  void theRequestAsCurl() throws IOException {
    some();
    String curl = body(api("/api/flow/1/curl")).strip();
    assertEquals(
        "curl -v -g -x http://192.0.2.7:8080 --cacert '/tmp/ca file.pem' --http1.1 -H 'User-Agent:"
            + " curl/8.5.0' -H 'Authorization: Bearer [redacted]'"
            + " 'https://app.example.test/a?token=[redacted]'",
        curl);
    assertEquals(404, status(api("/api/flow/77/curl")));
    assertEquals(404, status(api("/api/flow/1/pcapng")), "no packets were kept");
  }

  @Test
  void explainsRules() throws IOException {
    String page = body(api("/api/explain/upstream-sni-missing"));
    assertTrue(page.startsWith("# "), page);
    assertEquals(404, status(api("/api/explain/no-such-rule")));
  }

  // --- events

  private record Event(String id, String name, JsonNode data) {}

  /** A stream of events, read like a browser does. */
  private final class Stream implements AutoCloseable {
    final Socket socket = socket();
    final BufferedReader lines;

    Stream(String path, String more) throws IOException {
      // HTTP/1.0 without chunks would be simpler to read, and nobody speaks it.
      socket
          .getOutputStream()
          .write(
              ("GET %s HTTP/1.1\r\nHost: %s\r\n%s%s\r\n".formatted(path, host(), right(), more))
                  .getBytes(StandardCharsets.ISO_8859_1));
      InputStream in = socket.getInputStream();
      lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      String status = lines.readLine();
      assertTrue(status.contains(" 200 "), status);
    }

    /** The next one; chunk sizes are lines of their own that are no field. */
    Event next() throws IOException {
      String id = "";
      String name = "";
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        if (line.startsWith("id: ")) {
          id = line.substring(4);
        } else if (line.startsWith("event: ")) {
          name = line.substring(7);
        } else if (line.startsWith("data: ")) {
          return new Event(id, name, JSON.readTree(line.substring(6)));
        }
      }
      throw new IOException("the stream ended");
    }

    Event next(String name) throws IOException {
      Event event = next();
      while (!event.name().equals(name)) {
        event = next();
      }
      return event;
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  @Test
  void eventsBringRowsAsTheyComeAndSayTheEnd() throws Exception {
    try (Stream stream = new Stream("/api/events?query=~c%20502", "")) {
      assertEquals("tick", stream.next().name());
      flows.onExchange(FlowSamples.request(1, 1, 2, "https://app.example.test/"));
      Event first = stream.next("flows");
      assertEquals(1, first.data().get("flows").get(0).get("id").asLong());
      assertFalse(first.data().get("flows").get(0).get("fits").asBoolean());
      flows.onExchange(FlowSamples.localReply(2, 3, 4, "https://app.example.test/"));
      Event second = stream.next("flows");
      assertTrue(second.data().get("flows").get(0).get("fits").asBoolean());
      assertNotEquals(first.id(), second.id());

      try (Stream resumed = new Stream("/api/events", "Last-Event-ID: " + first.id() + "\r\n")) {
        JsonNode rows = resumed.next("flows").data().get("flows");
        assertEquals(1, rows.size());
        assertEquals(2, rows.get(0).get("id").asLong());
      }
      flows.close();
      assertEquals("end", stream.next("end").name());
      assertThrows(IOException.class, stream::next, "and nothing after it");
    }
  }

  @Test
  void eventsBeatWhileNothingHappens() throws Exception {
    stop();
    start("127.0.0.1", new LiveWeb.Limits(Duration.ofSeconds(30), Duration.ofMillis(50)));
    try (Stream stream = new Stream("/api/events", "")) {
      for (int i = 0; i < 3; i++) {
        assertEquals("tick", stream.next().name());
      }
    }
  }

  /** One that reads nothing keeps nobody waiting and is left; the proxy does not notice. */
  @Test
  void aSlowReaderIsLeft() throws Exception {
    stop();
    start("127.0.0.1", new LiveWeb.Limits(Duration.ofMillis(300), Duration.ofMillis(50)));
    try (Socket slow = socket()) {
      slow.setReceiveBufferSize(4_096);
      slow.getOutputStream()
          .write(
              ("GET /api/events HTTP/1.1\r\nHost: " + host() + "\r\n" + right() + "\r\n")
                  .getBytes(StandardCharsets.ISO_8859_1));
      String url = "https://app.example.test/" + "a".repeat(250);
      for (int i = 1; i <= 20_000; i++) {
        flows.onExchange(FlowSamples.request(i, i, 0, url));
      }
      long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
      while (web.connections() > 0) {
        assertTrue(System.nanoTime() < end, "it is still served");
        Thread.onSpinWait();
      }
      flows.close();
      assertEquals(20_000, flows.counts().total() + flows.counts().lost());
    }
  }

  @Test
  void theTokenIsInTheAddressBehindTheHash() {
    assertEquals("http://" + host() + "/#" + web.token(), web.url());
    assertTrue(web.token().matches("[0-9a-f]{32}"));
  }
}
