package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Side;
import io.netty.channel.Channel;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.SocketException;
import java.time.Duration;
import java.util.Iterator;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients and servers do wrong: each is one answer and one record, and the proxy stays up. */
class HttpFaultsTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";
  private static final Duration SHORT = Duration.ofMillis(1500);

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "both lengths        | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "two lengths         | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\nabc",
        "same length twice   | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3\\r\\nContent-Length: 3\\r\\n\\r\\nabc",
        "list of lengths     | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 3, 3\\r\\n\\r\\nabc",
        "length with a sign  | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: +3\\r\\n\\r\\nabc",
        "negative length     | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: -3\\r\\n\\r\\nabc",
        "length of no number | POST / HTTP/1.1\\r\\nHost: a\\r\\nContent-Length: 0x3\\r\\n\\r\\nabc",
        "other coding        | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: xchunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "chunked twice       | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked, chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "chunked not last    | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked, identity\\r\\n\\r\\n0\\r\\n\\r\\n",
        "two codings         | POST / HTTP/1.1\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\nTransfer-Encoding: x\\r\\n\\r\\n0\\r\\n\\r\\n",
        "chunked in 1.0      | POST / HTTP/1.0\\r\\nHost: a\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n0\\r\\n\\r\\n",
        "folded line         | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A: 1\\r\\n 2\\r\\n\\r\\n",
        "folded with a tab   | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A: 1\\r\\n\\t2\\r\\n\\r\\n",
        "blank before colon  | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A : 1\\r\\n\\r\\n",
        "no Host             | GET / HTTP/1.1\\r\\nX-A: 1\\r\\n\\r\\n",
        "two Hosts           | GET / HTTP/1.1\\r\\nHost: a\\r\\nHost: b\\r\\n\\r\\n",
        "Host with a slash   | GET / HTTP/1.1\\r\\nHost: a/b\\r\\n\\r\\n",
        "Host with a user    | GET / HTTP/1.1\\r\\nHost: a@b\\r\\n\\r\\n",
        "NUL in a value      | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A: a\\0b\\r\\n\\r\\n",
        "CR in a value       | GET / HTTP/1.1\\r\\nHost: a\\r\\nX-A: a\\rb\\r\\n\\r\\n",
        "name with a blank   | GET / HTTP/1.1\\r\\nHost: a\\r\\nX A: 1\\r\\n\\r\\n",
        "line without colon  | GET / HTTP/1.1\\r\\nHost: a\\r\\nX\\r\\n\\r\\n",
        "no version          | GET /\\r\\nHost: a\\r\\n\\r\\n",
        "blank in the path   | GET /a b HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
        "garbage             | \\1\\2\\3\\4\\r\\n\\r\\n",
        "target of no URL    | GET ftp://a/ HTTP/1.1\\r\\nHost: a\\r\\n\\r\\n",
      })
  void whatTwoParsersCouldReadInTwoWaysIsRefused(String name, String request) throws Exception {
    AtomicInteger seen = new AtomicInteger();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  seen.incrementAndGet();
                  connection.send(OK);
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send(unescaped(request) + "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
      String answer = client.readToEnd();
      assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
      assertTrue(answer.contains("Connection: close\r\n"), answer);
      assertEquals(answer.indexOf("HTTP/1.1"), answer.lastIndexOf("HTTP/1.1"), answer);
      ExchangeRecord record = rig.record();
      assertEquals(OptionalInt.of(400), record.exchange().status());
      assertEquals(Optional.of(Side.CLIENT), record.exchange().endedBy());
      assertTrue(rig.records.isEmpty());
      assertEquals(0, seen.get());
    }
  }

  private static String unescaped(String text) {
    return text.replace("\\r", "\r")
        .replace("\\n", "\n")
        .replace("\\t", "\t")
        .replace("\\0", "\0")
        .replace("\\1", "\1")
        .replace("\\2", "\2")
        .replace("\\3", "\3")
        .replace("\\4", "\4");
  }

  @ParameterizedTest(name = "{0}")
  @ValueSource(strings = {"zz", "-1", "+1", "ffffffffffffffff1", "1 2"})
  void aBadChunkEndsTheRequestAndTheConnection(String size) throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readToEnd();
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + size
              + "\r\nabc\r\n0\r\n\r\n");
      String answer = client.readToEnd();
      assertTrue(answer.startsWith("HTTP/1.1 400 Bad Request\r\n"), answer);
      ExchangeRecord record = rig.record();
      assertEquals(OptionalInt.of(400), record.exchange().status());
      assertEquals(Optional.of(Side.CLIENT), record.exchange().endedBy());
      assertTrue(rig.records.isEmpty());
    }
  }

  @Test
  void headersAreBounded() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin)) {
      String start = "GET / HTTP/1.1\r\nHost: a\r\n";
      assertStatus(431, rig, start + "X: y\r\n".repeat(101) + "\r\n");
      assertStatus(431, rig, start + "X: " + "y".repeat(70_000) + "\r\n\r\n");
      assertStatus(414, rig, "GET /" + "y".repeat(70_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
      assertStatus(200, rig, start + "X: " + "y".repeat(60_000) + "\r\nConnection: close\r\n\r\n");
    }
  }

  private static void assertStatus(int status, HttpRig rig, String request) throws Exception {
    try (RawClient client = rig.client()) {
      client.send(request);
      String answer = client.readToEnd();
      assertTrue(answer.startsWith("HTTP/1.1 " + status + " "), answer);
      assertEquals(OptionalInt.of(status), rig.record().exchange().status());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource({"CONNECT, a:443, 405", "GET, /, 400"})
  void aRegularProxyNeedsAWholeUrl(String method, String target, int status) throws Exception {
    try (HttpRig rig = HttpRig.regular()) {
      assertStatus(status, rig, method + " " + target + " HTTP/1.1\r\nHost: a\r\n\r\n");
    }
  }

  @Test
  void aSlowHeadTimesOut() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = limited(origin, SHORT, Duration.ofMinutes(1));
        RawClient client = rig.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nX-");
      assertTrue(client.readToEnd().startsWith("HTTP/1.1 408 "));
      assertEquals(OptionalInt.of(408), rig.record().exchange().status());
    }
  }

  @Test
  void anIdleConnectionIsClosedAndASilentServerTimesOut() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.readToEnd();
                });
        HttpRig rig = limited(origin, Duration.ofMinutes(1), SHORT);
        RawClient idle = rig.client();
        RawClient waiting = rig.client()) {
      waiting.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      String answer = waiting.readMessage();
      assertTrue(answer.startsWith("HTTP/1.1 50"), answer);
      assertEquals("", idle.readToEnd());
      assertEquals(
          Optional.of(UpstreamFailure.Kind.RESPONSE_TIMEOUT),
          rig.record().localReply().map(UpstreamFailure::kind));
    }
  }

  private static HttpRig limited(RawOrigin origin, Duration head, Duration idle)
      throws InterruptedException {
    HttpLimits usual = HttpLimits.USUAL;
    return new HttpRig(
        Optional.of(origin.endpoint()),
        "http/1.1",
        new HttpLimits(
            head,
            idle,
            usual.lingerTimeout(),
            usual.pooledIdle(),
            usual.pooled(),
            usual.headBytes(),
            usual.headFields()),
        Profiles.TLSDIAG);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      value = {
        "garbage       | PROTOCOL | \\1\\2\\3\\r\\n\\r\\n",
        "both lengths  | PROTOCOL | HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nTransfer-Encoding: chunked\\r\\n\\r\\n",
        "two lengths   | PROTOCOL | HTTP/1.1 200 OK\\r\\nContent-Length: 3\\r\\nContent-Length: 4\\r\\n\\r\\n",
        "101 unasked   | PROTOCOL | HTTP/1.1 101 Switching\\r\\nUpgrade: x\\r\\n\\r\\n",
        "no answer     | CLOSED   | ''",
        "half a head   | CLOSED   | HTTP/1.1 200 OK\\r\\nX-A",
      })
  void whatIsNoAnswerBecomesALocalReply(String name, UpstreamFailure.Kind kind, String answer)
      throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send(unescaped(answer));
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      String reply = client.readMessage();
      assertTrue(reply.startsWith("HTTP/1.1 50"), reply);
      ExchangeRecord record = rig.record();
      assertEquals(Optional.of(kind), record.localReply().map(UpstreamFailure::kind));
      assertEquals(Optional.of(Side.SERVER), record.exchange().endedBy());
      assertTrue(record.exchange().responseBytes() > 0);
      assertEquals(rig.upstreams.size(), 1);
    }
  }

  @Test
  void aFailureLooksAsTheProfilesProductSendsIt() throws Exception {
    int closed;
    try (ServerSocket socket = new ServerSocket(0)) {
      closed = socket.getLocalPort();
    }
    try (HttpRig rig =
            new HttpRig(
                Optional.of(new Endpoint("127.0.0.1", closed)),
                "http/1.1",
                HttpLimits.USUAL,
                Profiles.named("envoy").orElseThrow());
        RawClient client = rig.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      String reply = client.readMessage().replaceAll("date: [^\r]*", "date: D");
      assertTrue(
          reply.matches(
              "(?s)HTTP/1.1 503 Service Unavailable\r\ncontent-length: \\d+\r\n"
                  + "content-type: text/plain\r\ndate: D\r\nserver: envoy\r\n\r\n"
                  + "upstream connect error or disconnect/reset before headers.*"),
          reply);
      client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Type: application/grpc\r\n\r\n");
      String grpc = client.readMessage();
      assertTrue(grpc.startsWith("HTTP/1.1 200 OK\r\n"), grpc);
      assertTrue(grpc.contains("\r\ngrpc-status: 14\r\ngrpc-message: upstream connect"), grpc);
    }
  }

  /** Bytes that one channel may have waiting: the mark, and what one loop of reads adds. */
  private static final long BOUND = 2 * 1024 * 1024;

  @ParameterizedTest(name = "HTTP/2 between: {0}")
  @ValueSource(booleans = {false, true})
  void anEndlessDownloadWaitsForItsReader(boolean http2) throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
                  while (true) {
                    connection.send(chunk);
                  }
                });
        HttpRig last = HttpRig.before(origin);
        HttpRig first = http2 ? HttpRig.before(last) : last;
        RawClient client = first.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      client.readHead();
      awaitPause(last.upstreams);
      assertTrue(first.pendingBytes() + last.pendingBytes() < BOUND);
      client.read(8 * 1024 * 1024); // it goes on
      awaitPause(last.upstreams);
      assertTrue(first.pendingBytes() + last.pendingBytes() < BOUND);
      client.close();
      assertEquals(Optional.of(Side.CLIENT), last.record().exchange().endedBy());
    }
  }

  @ParameterizedTest(name = "HTTP/2 between: {0}")
  @ValueSource(booleans = {false, true})
  void anEndlessUploadWaitsForItsReader(boolean http2) throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  new java.util.concurrent.CountDownLatch(1).await(); // reads nothing more
                });
        HttpRig last = HttpRig.before(origin);
        HttpRig first = http2 ? HttpRig.before(last) : last;
        RawClient client = first.client()) {
      Thread sender =
          new Thread(
              () -> {
                try {
                  client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
                  String chunk = "10000\r\n" + "x".repeat(0x10000) + "\r\n";
                  while (true) {
                    client.send(chunk);
                  }
                } catch (IOException e) {
                  // The test is over.
                }
              });
      sender.start();
      awaitPause(first.downstreams);
      assertTrue(first.pendingBytes() + last.pendingBytes() < BOUND);
      client.close();
      sender.join();
      origin.close();
      assertTrue(first.record().exchange().requestBytes() > 0);
    }
  }

  /** Until the proxy reads no more from the one channel there. */
  private static void awaitPause(Iterable<Channel> channels) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(HttpRig.PATIENCE_SECONDS);
    Iterator<Channel> first = channels.iterator();
    while (!first.hasNext()) {
      assertTrue(System.nanoTime() < end, "no connection");
      first = channels.iterator();
    }
    Channel channel = first.next();
    while (channel.config().isAutoRead()) {
      assertTrue(System.nanoTime() < end, "it still reads");
      Thread.onSpinWait();
    }
  }

  @Test
  void manyClientsThatVanishLeaveNothingBehind() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.readToEnd();
                });
        HttpRig rig = HttpRig.before(origin)) {
      for (int i = 0; i < 50; i++) {
        RawClient client = rig.client();
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        try {
          client.socket().setSoLinger(true, 0); // a reset
        } catch (SocketException e) {
          throw new AssertionError(e);
        }
        client.close();
      }
      for (Channel channel : rig.downstreams) {
        assertTrue(channel.closeFuture().await(HttpRig.PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
      for (Channel channel : rig.upstreams) {
        assertTrue(channel.closeFuture().await(HttpRig.PATIENCE_SECONDS, TimeUnit.SECONDS));
      }
    }
  }
}
