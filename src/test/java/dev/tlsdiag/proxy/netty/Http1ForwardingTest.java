package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** HTTP/1.1 on both sides, byte by byte. */
class Http1ForwardingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi";

  @Test
  void keepsNamesAndOrderAndRemovesWhatIsForThisHop() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  seen.add(connection.readHead());
                  connection.send(
                      "HTTP/1.1 200 Fine\r\nX-b: 1\r\nKeep-Alive: timeout=5\r\nSet-COOKIE: a=1\r\n"
                          + "Set-COOKIE: b=\u00e4\r\ncontent-length: 2\r\n\r\nhi");
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send(
          "GET /a?b HTTP/1.1\r\nHOST: a.example\r\nx-Z: 1\r\nConnection: x-gone, keep-alive\r\n"
              + "X-Gone: 1\r\nTE: trailers, deflate\r\nAccept: */*\r\n\r\n");
      assertEquals(
          "HTTP/1.1 200 Fine\r\nX-b: 1\r\nSet-COOKIE: a=1\r\nSet-COOKIE: b=\u00e4\r\n"
              + "content-length: 2\r\n\r\nhi",
          client.readMessage());
      assertEquals(
          "GET /a?b HTTP/1.1\r\nHOST: a.example\r\nx-Z: 1\r\nAccept: */*\r\nte: trailers\r\n\r\n",
          seen.take());
      ExchangeRecord record = rig.record();
      assertEquals("https://a.example/a?b", record.exchange().target());
      assertEquals(OptionalInt.of(200), record.exchange().status());
      assertEquals(new Header("HOST", "a.example"), record.exchange().requestHeaders().get(0));
      assertEquals(6, record.exchange().requestHeaders().size());
      assertEquals(2, record.exchange().responseBytes());
      assertEquals(2, record.exchange().bodyStart().length());
      assertEquals(Optional.of("http/1.1"), record.upstreamProtocol());
      assertEquals(Optional.empty(), record.exchange().problem());
      assertTrue(record.exchange().firstByte().isPresent());
    }
  }

  @Test
  void oneConnectionCarriesManyRequestsAndAPipeline() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      String get = "GET / HTTP/1.1\r\nHost: a\r\n\r\n";
      String post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\n\r\n a\r\n";
      client.send(get.repeat(3) + post + get.repeat(2));
      for (int i = 0; i < 6; i++) {
        assertEquals(OK, client.readMessage());
      }
      assertEquals(1, rig.connects.get());
      for (int id = 1; id <= 6; id++) {
        assertEquals(id, rig.record().id());
      }
      assertEquals(6, rig.downstreams.peek().attr(Legs.REQUESTS).get().get());
      assertEquals(6, rig.upstreams.peek().attr(Legs.REQUESTS).get().get());
    }
  }

  @Test
  void chunksAndTrailersGoBothWays() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  seen.add(connection.readTo("X-T: 1\r\n\r\n"));
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + "3;ext=1\r\nabc\r\n0\r\nX-Sum: 2\r\n\r\n");
                  connection.readHead();
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n");
      assertEquals(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\nX-Sum: 2\r\n\r\n",
          client.readTo("X-Sum: 2\r\n\r\n"));
      assertEquals(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n",
          seen.take());
      ExchangeRecord record = rig.record();
      assertEquals(List.of(new Header("X-Sum", "2")), record.exchange().trailers());
      assertEquals(5, record.exchange().requestBytes());
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD | 200 OK           | Content-Length: 1000",
        "GET  | 204 No Content   | X-A: 1",
        "GET  | 304 Not Modified | Content-Length: 1000",
      })
  void responseWithoutBodyLeavesTheConnectionUsable(String method, String status, String field)
      throws Exception {
    String response = "HTTP/1.1 %s\r\n%s\r\n\r\n".formatted(status, field);
    try (RawOrigin origin = RawOrigin.answering(response);
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      for (int i = 0; i < 2; i++) {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(response, client.readHead());
      }
      assertEquals(1, rig.connects.get());
    }
  }

  @Test
  void theEndOfTheConnectionIsTheEndOfTheBody() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.0 200 OK\r\n\r\nabc");
                });
        HttpRig rig = HttpRig.before(origin)) {
      try (RawClient client = rig.client()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            client.readTo("0\r\n\r\n"));
      }
      try (RawClient client = rig.client()) {
        client.send("GET / HTTP/1.0\r\n\r\n");
        assertEquals("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", client.readToEnd());
      }
    }
  }

  @Test
  void continueGoesFromEndToEnd() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n");
                  connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                  connection.read(3);
                  connection.send(OK);
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertEquals("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n", client.readHead());
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readHead());
      client.send("abc");
      assertEquals(OK, client.readMessage());
    }
  }

  @Test
  void refusedExpectationEndsTheConnection() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 417 No\r\nContent-Length: 0\r\n\r\n");
                  connection.readHead();
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertEquals(
          "HTTP/1.1 417 No\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", client.readToEnd());
    }
  }

  @Test
  void upgradeBecomesAPipeWithHalfClose() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  String head = connection.readHead();
                  connection.send(
                      "HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\n"
                          + "Connection: Upgrade\r\n\r\nfirst");
                  connection.send(head.contains("Upgrade: echo") ? "1" : "0");
                  connection.send(connection.readToEnd()); // the client's half is closed
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\nearly");
      assertEquals(
          "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\n",
          client.readHead());
      assertEquals("first1", client.read(6));
      client.send("GET / late");
      client.socket().shutdownOutput();
      assertEquals("earlyGET / late", client.readToEnd());
      ExchangeRecord record = rig.record();
      assertEquals(OptionalInt.of(101), record.exchange().status());
      assertEquals(15, record.exchange().requestBytes());
      assertEquals(21, record.exchange().responseBytes());
      assertEquals(Optional.empty(), record.exchange().problem());
    }
  }

  @Test
  void upgradeThatIsNotTakenIsAnOrdinaryRequest() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      String upgrade = "GET / HTTP/1.1\r\nHost: a\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n";
      client.send(upgrade + upgrade);
      assertEquals(OK, client.readMessage());
      assertEquals(OK, client.readMessage());
    }
  }

  @Test
  void absoluteFormGoesToEachHost() throws Exception {
    try (RawOrigin one = RawOrigin.answering(OK);
        RawOrigin two = RawOrigin.answering(OK.replace("hi", "ho"));
        HttpRig rig = HttpRig.regular();
        RawClient client = rig.client()) {
      for (int i = 0; i < 2; i++) {
        client.send("GET http://%s/a HTTP/1.1\r\nHost: other\r\n\r\n".formatted(one.endpoint()));
        assertTrue(client.readMessage().endsWith("hi"));
        client.send("GET http://%s/b HTTP/1.1\r\nHost: other\r\n\r\n".formatted(two.endpoint()));
        assertTrue(client.readMessage().endsWith("ho"));
      }
      assertEquals(2, rig.connects.get());
      assertEquals("http://" + one.endpoint() + "/a", rig.record().exchange().target());
    }
  }

  @Test
  void aDeadPooledConnectionIsReplacedOnce() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send(OK);
                  if (number > 1) {
                    connection.readHead();
                    connection.send(OK);
                  } else {
                    connection.readHead(); // and closes without an answer
                  }
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      for (int i = 0; i < 3; i++) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(OK, client.readMessage());
      }
      assertEquals(2, rig.connects.get());
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      assertEquals(OK, client.readMessage());
    }
  }

  @Test
  void anAnswerCutOffIsNeverMadeWhole() throws Exception {
    for (String head :
        List.of(
            "Content-Length: 12\r\n\r\nabc", "Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")) {
      try (RawOrigin origin =
              new RawOrigin(
                  (connection, number) -> {
                    connection.readHead();
                    connection.send("HTTP/1.1 200 OK\r\n" + head);
                  });
          HttpRig rig = HttpRig.before(origin)) {
        try (RawClient client = rig.client()) {
          client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
          String all = client.readToEnd();
          assertTrue(all.contains("abc"), all);
          assertFalse(all.contains("0\r\n\r\n"), all);
          ExchangeRecord record = rig.record();
          assertEquals(Optional.of(Side.SERVER), record.exchange().endedBy());
          assertEquals(Optional.of("connection closed by the server"), record.exchange().problem());
          assertEquals(3, record.exchange().responseBytes());
        }
      }
    }
  }

  @Test
  void anAnswerCutOffIsAResetWhereTheEndOfTheConnectionWouldLookWhole() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient client = rig.client()) {
      client.send("GET / HTTP/1.0\r\n\r\n");
      assertTrue(client.readToEnd().endsWith("<reset>"));
    }
  }

  @Test
  void theClientThatVanishesEndsTheRequestAtTheServer() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  seen.add("request");
                  seen.add(connection.readToEnd());
                });
        HttpRig rig = HttpRig.before(origin)) {
      try (RawClient client = rig.client()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("request", seen.take());
      }
      assertEquals("", seen.take());
      ExchangeRecord record = rig.record();
      assertEquals(Optional.of(Side.CLIENT), record.exchange().endedBy());
      assertEquals(OptionalInt.empty(), record.exchange().status());
    }
  }

  @Test
  void drainEndsIdleConnectionsNowAndOthersAfterTheirRequest() throws Exception {
    LinkedBlockingQueue<String> go = new LinkedBlockingQueue<>();
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  seen.add("request");
                  go.take();
                  connection.send(OK);
                });
        HttpRig rig = HttpRig.before(origin);
        RawClient idle = rig.client();
        RawClient busy = rig.client()) {
      busy.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      seen.take();
      rig.proxy.drain();
      assertEquals("", idle.readToEnd());
      go.add("");
      String all = busy.readToEnd();
      assertTrue(all.contains("Connection: close\r\n"), all);
      assertTrue(all.endsWith("hi"), all);
    }
  }
}
