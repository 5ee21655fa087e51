package dev.tlsdiag.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Hop;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which of the connections that come to a tap is the one of the request. */
class TapWitnessTest {
  private static final Hop CLIENT = LiveSamples.hop(LiveSamples.downstream(), 200);

  private final Endpoint listen;
  private final TapWitness witness;
  private final ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());

  TapWitnessTest() throws IOException {
    listen = new Endpoint("127.0.0.1", Installed.freePort());
    witness =
        new TapWitness(listen, new Endpoint("127.0.0.1", server.getLocalPort()), LiveSamples.NAME);
    Thread thread = new Thread(this::serve, "closes");
    thread.setDaemon(true);
    thread.start();
  }

  /** Reads a little of each hello and closes: no handshake comes to its end. */
  private void serve() {
    try {
      while (true) {
        try (Socket socket = server.accept()) {
          socket.getInputStream().readNBytes(5);
        }
      }
    } catch (IOException e) {
      // the test is over
    }
  }

  @AfterEach
  void close() throws IOException {
    server.close();
  }

  private void connect(String name) throws Exception {
    try (SSLSocket socket =
        (SSLSocket)
            SSLContext.getDefault().getSocketFactory().createSocket(listen.host(), listen.port())) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setServerNames(name.isEmpty() ? List.of() : List.of(new SNIHostName(name)));
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    } catch (IOException expected) {
      // the server closes
    }
  }

  @Test
  void whoAsksForAnotherNameIsSomebodyElse() throws Exception {
    witness.begin();
    connect("");
    connect("health.example.test");
    UpstreamWitness.Sighting seen = witness.end(CLIENT);
    assertEquals(Optional.empty(), seen.hop().orElseThrow().serverName());
    assertEquals(1, seen.confidence());
    assertEquals(
        List.of(
            "2 connections came to the tap (without a name, health.example.test): took the one that"
                + " fits the name"),
        seen.notes());
  }

  @Test
  void ofSeveralThatFitTheLastIsTakenAndThatIsTold() throws Exception {
    witness.begin();
    connect("");
    connect(LiveSamples.NAME);
    UpstreamWitness.Sighting seen = witness.end(CLIENT);
    assertEquals(Optional.of(LiveSamples.NAME), seen.hop().orElseThrow().serverName());
    assertTrue(seen.notes().get(0).endsWith("took the last one"), seen.notes().toString());
  }

  @Test
  void aNameThatIsAloneIsTheProxysWhateverItSays() throws Exception {
    witness.begin();
    connect("rewritten.example.test");
    UpstreamWitness.Sighting seen = witness.end(CLIENT);
    assertEquals(Optional.of("rewritten.example.test"), seen.hop().orElseThrow().serverName());
    assertEquals(List.of(), seen.notes());
  }

  @Test
  void nobodyCame() {
    witness.begin();
    UpstreamWitness.Sighting seen = witness.end(CLIENT);
    assertEquals(Optional.empty(), seen.hop());
    assertTrue(seen.notes().get(0).startsWith("nobody connected to the tap at 127.0.0.1:"));
  }
}
