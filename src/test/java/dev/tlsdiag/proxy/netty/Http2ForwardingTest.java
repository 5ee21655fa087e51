package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.trace.Side;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * HTTP/1.1 in, HTTP/2 between two proxies, HTTP/1.1 out: what goes in has to come out, although
 * HTTP/2 has other words for it.
 */
class Http2ForwardingTest {
  private static final String OK = "HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nhi";

  @Test
  void fieldsSurviveBothTranslations() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  seen.add(connection.readHead());
                  connection.send(
                      "HTTP/1.1 200 Fine\r\nX-B: 1\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n"
                          + "Content-Length: 2\r\n\r\nhi");
                });
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send(
          "GET /a?b HTTP/1.1\r\nX-Z: 1\r\nHost: a.example\r\nCookie: a=1; b=2\r\n"
              + "Connection: keep-alive\r\nTE: trailers\r\n\r\n");
      assertEquals(
          "HTTP/1.1 200 OK\r\nx-b: 1\r\nset-cookie: a=1\r\nset-cookie: b=2\r\n"
              + "content-length: 2\r\n\r\nhi",
          client.readMessage());
      assertEquals(
          "GET /a?b HTTP/1.1\r\nhost: a.example\r\nx-z: 1\r\ncookie: a=1; b=2\r\n"
              + "te: trailers\r\n\r\n",
          seen.take());
      assertEquals(Optional.of("h2"), first.record().upstreamProtocol());
      ExchangeRecord record = second.record();
      assertEquals("h2", record.exchange().protocol());
      assertEquals("https://a.example/a?b", record.exchange().target());
      assertEquals(Optional.of("http/1.1"), record.upstreamProtocol());
    }
  }

  @Test
  void manyRequestsShareOneConnection() throws Exception {
    try (RawOrigin origin = RawOrigin.answering(OK);
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient one = first.client();
        RawClient two = first.client()) {
      for (int i = 0; i < 3; i++) {
        one.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        two.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n\r\nabc");
        assertEquals(OK, one.readMessage());
        assertEquals(OK, two.readMessage());
      }
      assertEquals(1, first.connects.get());
      assertEquals(6, first.upstreams.peek().attr(Legs.REQUESTS).get().get());
      assertEquals(6, second.downstreams.peek().attr(Legs.REQUESTS).get().get());
    }
  }

  @Test
  void trailersGoBothWays() throws Exception {
    LinkedBlockingQueue<String> seen = new LinkedBlockingQueue<>();
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  seen.add(connection.readTo("x-t: 1\r\n\r\n"));
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                          + "3\r\nabc\r\n0\r\nGrpc-Status: 0\r\n\r\n");
                  connection.readHead();
                });
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send(
          "POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nX-T: 1\r\n\r\n");
      assertEquals(
          "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "3\r\nabc\r\n0\r\ngrpc-status: 0\r\n\r\n",
          client.readTo("grpc-status: 0\r\n\r\n"));
      assertEquals(
          "POST / HTTP/1.1\r\nhost: a\r\nTransfer-Encoding: chunked\r\n\r\n"
              + "5\r\nhello\r\n0\r\nx-t: 1\r\n\r\n",
          seen.take());
      assertEquals(List.of(new Header("Grpc-Status", "0")), second.record().exchange().trailers());
    }
  }

  @Test
  void bothDirectionsStreamAtTheSameTime() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
                  for (int i = 0; i < 3; i++) {
                    String chunk = connection.readTo("\r\n") + connection.readTo("\r\n");
                    connection.send(chunk);
                  }
                  connection.readTo("0\r\n\r\n");
                  connection.send("0\r\n\r\n");
                });
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
      String head = client.readHead();
      assertTrue(head.startsWith("HTTP/1.1 200"), head);
      for (String chunk : List.of("1\r\na\r\n", "2\r\nbc\r\n", "1\r\nd\r\n")) {
        client.send(chunk);
        assertEquals(chunk, client.read(chunk.length()));
      }
      client.send("0\r\n\r\n");
      assertEquals("0\r\n\r\n", client.readTo("0\r\n\r\n"));
    }
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      value = {
        "HEAD   | 200 OK           | content-length: 1000",
        "GET    | 204 No Content   | x-a: 1",
        "GET    | 304 Not Modified | content-length: 1000",
        "DELETE | 200 OK           | content-length: 0",
        "POST   | 404 Not Found    | content-length: 0",
      })
  void responseWithoutBodyLeavesTheConnectionUsable(String method, String status, String field)
      throws Exception {
    String response = "HTTP/1.1 %s\r\n%s\r\n\r\n".formatted(status, field);
    try (RawOrigin origin = RawOrigin.answering(response);
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      for (int i = 0; i < 2; i++) {
        client.send(method + " / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals(response, client.readHead());
      }
    }
  }

  @Test
  void interimResponsesGoFromEndToEnd() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send("HTTP/1.1 103 Early Hints\r\nLink: <a>\r\n\r\n");
                  connection.send("HTTP/1.1 100 Continue\r\n\r\n");
                  connection.read(3);
                  connection.send(OK);
                });
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send("PUT / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n");
      assertEquals("HTTP/1.1 103 Early Hints\r\nlink: <a>\r\n\r\n", client.readHead());
      assertEquals("HTTP/1.1 100 Continue\r\n\r\n", client.readHead());
      client.send("abc");
      assertEquals(OK, client.readMessage());
    }
  }

  @Test
  void anAnswerCutOffIsNeverMadeWhole() throws Exception {
    try (RawOrigin origin =
            new RawOrigin(
                (connection, number) -> {
                  connection.readHead();
                  connection.send(
                      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
                });
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      String all = client.readToEnd();
      assertFalse(all.endsWith("0\r\n\r\n"), all);
      assertEquals(
          Optional.of("stream reset by the server: INTERNAL_ERROR"),
          first.record().exchange().problem());
      assertEquals(Optional.of(Side.SERVER), second.record().exchange().endedBy());
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
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second)) {
      try (RawClient client = first.client()) {
        client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
        assertEquals("request", seen.take());
      }
      assertEquals("", seen.take());
      assertEquals(
          Optional.of("stream reset by the client: CANCEL"), second.record().exchange().problem());
    }
  }

  @Test
  void drainSaysGoAwayAndLetsStreamsEnd() throws Exception {
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
        HttpRig second = HttpRig.before(origin);
        HttpRig first = HttpRig.before(second);
        RawClient client = first.client()) {
      client.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
      seen.take();
      second.proxy.drain();
      go.add("");
      assertEquals(OK, client.readMessage());
      assertTrue(second.downstreams.peek().closeFuture().await(20_000));
    }
  }
}
