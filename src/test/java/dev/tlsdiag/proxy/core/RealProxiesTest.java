package dev.tlsdiag.proxy.core;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.proxy.core.UpstreamFailure.Kind;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.trace.HttpExchange.Header;
import dev.tlsdiag.wire.Bytes;
import dev.tlsdiag.wire.MalformedMessageException;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The profiles of nginx and HAProxy beside the programs themselves, where they are installed. */
class RealProxiesTest {
  private static final int PATIENCE_MILLIS = 60_000;
  private static final byte[] ALERT_112 = {0x15, 3, 1, 0, 2, 2, 112};

  @TempDir Path folder;

  /** Reads a ClientHello and sends an alert, or nothing at all. */
  private static final class Server implements AutoCloseable {
    final BlockingQueue<ClientHello> hellos = new LinkedBlockingQueue<>();
    private final ServerSocket socket;
    private final boolean answers;

    Server(boolean answers) throws IOException {
      this.answers = answers;
      socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
      Thread thread = new Thread(this::run);
      thread.setDaemon(true);
      thread.start();
    }

    private void run() {
      while (!socket.isClosed()) {
        try {
          Socket client = socket.accept();
          DataInputStream in = new DataInputStream(client.getInputStream());
          in.readFully(new byte[3]);
          byte[] record = new byte[in.readUnsignedShort()];
          in.readFully(record);
          Bytes body = Bytes.wrap(record).slice(4, record.length - 4);
          hellos.add(ClientHello.parse(body));
          if (answers) {
            client.getOutputStream().write(ALERT_112);
            client.close();
          }
        } catch (IOException | MalformedMessageException e) {
          // The proxy gave up, or the test is over.
        }
      }
    }

    int port() {
      return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
      socket.close();
    }
  }

  private record Answer(int status, List<Header> headers, String body) {}

  private static Answer get(int port, String path) throws IOException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (true) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(PATIENCE_MILLIS);
        String request =
            "GET " + path + " HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
        String text =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        int head = text.indexOf("\r\n\r\n");
        List<Header> headers =
            text.substring(0, head)
                .lines()
                .skip(1)
                .map(line -> line.split(": ", 2))
                .map(parts -> new Header(parts[0].toLowerCase(Locale.ROOT), parts[1]))
                .toList();
        return new Answer(
            Integer.parseInt(text.substring(9, 12)), headers, text.substring(head + 4));
      } catch (ConnectException e) {
        if (System.nanoTime() > end) {
          throw e; // it did not start
        }
        Thread.onSpinWait();
      }
    }
  }

  private static void assertSame(String profile, Kind kind, Answer real) {
    assertSame(profile, kind, "", real);
  }

  private static void assertSame(String profile, Kind kind, String detail, Answer real) {
    LocalReply ours =
        Profiles.named(profile)
            .orElseThrow()
            .replies()
            .apply(new UpstreamFailure(kind, detail, Duration.ZERO));
    assertAll(
        profile + " " + kind,
        () -> assertEquals(real.status(), ours.status()),
        () -> assertEquals(real.body(), ours.body()),
        () -> {
          for (Header header : ours.headers()) {
            Header lower = new Header(header.name().toLowerCase(Locale.ROOT), header.value());
            assertTrue(real.headers().contains(lower), lower + " in " + real.headers());
          }
        });
  }

  private static void assertSameHello(String profile, Server server) throws InterruptedException {
    ClientHello hello = server.hellos.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
    UpstreamTls tls = Profiles.named(profile).orElseThrow().tls();
    List<String> offered = hello.cipherSuites().stream().map(suite -> suite.name()).toList();
    assertAll(
        profile,
        () -> assertTrue(tls.sni() instanceof SniPolicy.None),
        () -> assertEquals(Optional.empty(), hello.serverName()),
        () -> assertEquals(tls.alpn().orElseThrow(), hello.alpnProtocols()),
        () -> assertEquals(tls.maxVersion(), hello.maxVersion(false)),
        () -> assertEquals(List.of(), missing(tls.ciphers(), offered)),
        () ->
            assertEquals(
                tls.groups(),
                hello.groups().stream()
                    .map(group -> group.name())
                    .filter(tls.groups()::contains)
                    .toList()));
  }

  private static List<String> missing(List<String> names, List<String> offered) {
    return names.stream().filter(name -> !offered.contains(name)).toList();
  }

  @Test
  void nginx() throws Exception {
    Installed.require("nginx");
    int port = Installed.freePort();
    int refused = Installed.freePort();
    try (Server alert = new Server(true);
        Server silence = new Server(false)) {
      Path configuration =
          Files.writeString(
              folder.resolve("nginx.conf"),
              """
              daemon off; worker_processes 1; pid %1$s/pid; error_log %1$s/error.log;
              events {}
              http {
                access_log off; client_body_temp_path %1$s/a; proxy_temp_path %1$s/b;
                fastcgi_temp_path %1$s/c; uwsgi_temp_path %1$s/d; scgi_temp_path %1$s/e;
                proxy_connect_timeout 500ms;
                server {
                  listen 127.0.0.1:%2$d;
                  location /refused { proxy_pass https://127.0.0.1:%3$d; }
                  location /alert { proxy_pass https://127.0.0.1:%4$d; }
                  location /silence { proxy_pass https://127.0.0.1:%5$d; }
                }
              }
              """
                  .formatted(folder, port, refused, alert.port(), silence.port()));
      Process nginx =
          start(
              "nginx",
              "-c",
              configuration.toString(),
              "-e",
              folder.resolve("error.log").toString());
      try {
        assumeTrue(isVersion(get(port, "/refused"), "nginx/1.22."), "another nginx than 1.22");
        assertSame("nginx", Kind.CONNECT, get(port, "/refused"));
        assertSame("nginx", Kind.TLS_ALERT, get(port, "/alert"));
        assertSame("nginx", Kind.TLS_TIMEOUT, get(port, "/silence"));
        assertSameHello("nginx", alert);
      } finally {
        nginx.destroy();
        nginx.waitFor();
      }
    }
  }

  private static boolean isVersion(Answer answer, String start) {
    return answer.headers().stream()
        .anyMatch(header -> header.name().equals("server") && header.value().startsWith(start));
  }

  @Test
  void haproxy() throws Exception {
    Installed.require("haproxy");
    int port = Installed.freePort();
    int refused = Installed.freePort();
    try (Server alert = new Server(true);
        Server silence = new Server(false)) {
      Path configuration =
          Files.writeString(
              folder.resolve("haproxy.cfg"),
              """
              defaults
                mode http
                retries 0
                timeout connect 500ms
                timeout client 30s
                timeout server 30s
              frontend f
                bind 127.0.0.1:%d
                use_backend refused if { path /refused }
                use_backend alert if { path /alert }
                use_backend silence if { path /silence }
              backend refused
                server s 127.0.0.1:%d ssl verify none
              backend alert
                server s 127.0.0.1:%d ssl verify none
              backend silence
                server s 127.0.0.1:%d ssl verify none
              """
                  .formatted(port, refused, alert.port(), silence.port()));
      Process haproxy = start("haproxy", "-db", "-f", configuration.toString());
      try {
        assertSame("haproxy", Kind.CONNECT, get(port, "/refused"));
        assertSame("haproxy", Kind.TLS_ALERT, get(port, "/alert"));
        assertSame("haproxy", Kind.TLS_TIMEOUT, get(port, "/silence"));
        assertSameHello("haproxy", alert);
      } finally {
        haproxy.destroy();
        haproxy.waitFor();
      }
    }
  }

  @Test
  void mitmproxy() throws Exception {
    Installed.require("mitmdump");
    int port = Installed.freePort();
    try (Server alert = new Server(true)) {
      Process mitmproxy =
          start(
              "mitmdump",
              "-q",
              "--set",
              "confdir=" + folder,
              "--listen-host",
              "127.0.0.1",
              "-p",
              Integer.toString(port),
              "--mode",
              "reverse:https://localhost:" + alert.port());
      try {
        Answer real = get(port, "/alert");
        assumeTrue(isVersion(real, "mitmproxy 8.1."), "another mitmproxy than 8.1");
        assertSame("mitmproxy", Kind.TLS_ALERT, "alert 112 unrecognized_name", real);
        ClientHello hello = alert.hellos.poll(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        UpstreamTls tls = Profiles.named("mitmproxy").orElseThrow().tls();
        assertEquals(Optional.of("localhost"), hello.serverName());
        assertEquals(tls.maxVersion(), hello.maxVersion(false));
      } finally {
        mitmproxy.destroy();
        mitmproxy.waitFor();
      }
    }
  }

  private static Process start(String... command) throws IOException {
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
