package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Outcome;
import dev.tlsdiag.trace.Side;
import dev.tlsdiag.trace.Step;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Names, connections and responses that go wrong, without TLS. */
class ReplayFailureTest {
  private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

  private static Replay run(String url, ReplayOptions options) throws IOException {
    return new ReplayClient("direct").run(ReplayRequest.get(URI.create(url)), options);
  }

  /** Answers every connection with the same bytes, after it has read something. */
  private static ServerSocket server(String... answers) throws IOException {
    ServerSocket server = new ServerSocket(0, 10, LOOPBACK);
    CompletableFuture.runAsync(
        () -> {
          for (String answer : answers) {
            try (Socket socket = server.accept()) {
              socket.getInputStream().read(new byte[65536]);
              if (answer.equals("RST")) {
                socket.setSoLinger(true, 0);
              } else {
                socket.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
              }
              if (answer.equals("")) {
                socket.shutdownOutput();
              }
            } catch (IOException e) {
              return;
            }
          }
        });
    return server;
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          NXDOMAIN | answered NXDOMAIN
          REFUSED  | answered REFUSED
          SERVFAIL | answered SERVFAIL
          NOERROR  | the name has no address
          """)
  void responseCodesOfDnsAreTold(String code, String problem) throws IOException {
    try (DatagramSocket dns = dns(Rcode.value(code), Optional.empty())) {
      Replay replay = run("http://name.example/", asking(dns));
      Step.Resolve step = (Step.Resolve) replay.hop().failedStep().orElseThrow();
      assertEquals(Optional.of(code), step.responseCode());
      assertEquals("127.0.0.1:" + dns.getLocalPort(), step.source());
      assertTrue(replay.problem().orElseThrow().contains(problem), replay.problem().get());
      assertEquals(CurlExit.RESOLVE_HOST, replay.curlExit());
    }
  }

  @Test
  void silentDnsServerIsTold() throws IOException {
    try (DatagramSocket dns = new DatagramSocket(0, LOOPBACK)) {
      ReplayOptions options = asking(dns).with().connectTimeout(Duration.ofMillis(300)).build();
      Replay replay = run("http://name.example/", options);
      Step.Resolve step = (Step.Resolve) replay.hop().failedStep().orElseThrow();
      assertEquals(Optional.empty(), step.responseCode());
      assertEquals(Optional.of("no answer from 127.0.0.1:" + dns.getLocalPort()), step.problem());
    }
  }

  @Test
  void answersOfDnsAreUsed() throws IOException {
    try (DatagramSocket dns = dns(Rcode.NOERROR, Optional.of(LOOPBACK));
        ServerSocket server = server("HTTP/1.1 204 No Content\r\n\r\n")) {
      Replay replay = run("http://name.example:" + server.getLocalPort() + "/", asking(dns));
      assertEquals(Optional.empty(), replay.problem());
      assertEquals(204, replay.exchange().get().status().getAsInt());
    }
  }

  private static ReplayOptions asking(DatagramSocket dns) {
    List<Endpoint> servers = List.of(new Endpoint("127.0.0.1", dns.getLocalPort()));
    return ReplayOptions.DEFAULT
        .with()
        .path(PathOptions.DEFAULT.with().dnsServers(servers).build())
        .build();
  }

  private static DatagramSocket dns(int rcode, Optional<InetAddress> address) throws IOException {
    DatagramSocket socket = new DatagramSocket(0, LOOPBACK);
    CompletableFuture.runAsync(
        () -> {
          byte[] buffer = new byte[4096];
          while (true) {
            try {
              DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
              socket.receive(packet);
              Message question =
                  new Message(java.util.Arrays.copyOf(packet.getData(), packet.getLength()));
              Message answer = new Message(question.getHeader().getID());
              answer.getHeader().setFlag(Flags.QR);
              answer.getHeader().setRcode(rcode);
              answer.addRecord(question.getQuestion(), Section.QUESTION);
              if (address.isPresent() && question.getQuestion().getType() == Type.A) {
                answer.addRecord(
                    new ARecord(question.getQuestion().getName(), DClass.IN, 60, address.get()),
                    Section.ANSWER);
              }
              byte[] wire = answer.toWire();
              socket.send(new DatagramPacket(wire, wire.length, packet.getSocketAddress()));
            } catch (IOException e) {
              return;
            }
          }
        });
    return socket;
  }

  @ParameterizedTest(name = "[{index}] {0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          RST                                       | 56 | the server reset the connection without a response
          ''                                        | 52 | the server closed the connection without a response
          HTTP/1.1 200 OK^Content-Length: 9^^abc    | 18 | the server closed the connection after 3 bytes of the response's body
          """)
  void brokenResponsesAreTold(String answer, int curlExit, String problem) throws IOException {
    try (ServerSocket server = server(answer.replace("^", "\r\n"))) {
      Replay replay = run("http://127.0.0.1:" + server.getLocalPort() + "/", ReplayOptions.DEFAULT);
      assertEquals(Optional.of(problem), replay.problem());
      assertEquals(curlExit, replay.curlExit());
      assertEquals(Optional.of(Side.SERVER), replay.exchange().get().endedBy());
    }
  }

  @Test
  void refusedAddressIsLeftForTheNext() throws IOException {
    try (ServerSocket server = server("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")) {
      int port = server.getLocalPort();
      ResolveEntry entry = ResolveEntry.parse("two.example:" + port + ":127.0.0.77,127.0.0.1");
      ReplayOptions options =
          ReplayOptions.DEFAULT
              .with()
              .path(PathOptions.DEFAULT.with().resolve(List.of(entry)).build())
              .build();
      Replay replay = run("http://two.example:" + port + "/", options);
      assertEquals(2, replay.attempts().size());
      assertEquals(
          Optional.of(new Outcome.Refused(Side.SERVER)),
          replay.attempts().get(0).hop().connect().get().outcome());
      assertEquals(CurlExit.CONNECT, replay.attempts().get(0).curlExit());
      assertEquals(Attempt.Why.NEXT_ADDRESS, replay.last().why());
      assertEquals(Optional.empty(), replay.problem());
    }
  }

  @Test
  void redirectionsAreFollowedOnlyWhereAskedFor() throws IOException {
    String moved = "HTTP/1.1 302 Found\r\nLocation: /next\r\nContent-Length: 0\r\n\r\n";
    String fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (ServerSocket server = server(moved, moved, fine)) {
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
      assertEquals(302, run(url, ReplayOptions.DEFAULT).exchange().get().status().getAsInt());
      Replay replay = run(url, ReplayOptions.DEFAULT.with().followRedirects(true).build());
      assertEquals(200, replay.exchange().get().status().getAsInt());
      assertEquals("/next", replay.last().url().getPath());
    }
  }

  @Test
  void passingFailuresAreRetried() throws IOException {
    String busy = "HTTP/1.1 503 Busy\r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n";
    String fine = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    try (ServerSocket server = server(busy, fine)) {
      String url = "http://127.0.0.1:" + server.getLocalPort() + "/";
      Replay replay = run(url, ReplayOptions.DEFAULT.with().retries(3).build());
      assertEquals(2, replay.attempts().size());
      assertEquals(Attempt.Why.RETRY, replay.last().why());
      assertEquals(200, replay.exchange().get().status().getAsInt());
    }
  }
}
