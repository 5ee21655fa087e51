package dev.tlsdiag.proxy.netty;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tlsdiag.ServerTls;
import dev.tlsdiag.x509.Credential;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A web server of the JDK over TLS: {@code /} says hello, {@code /bytes/N} sends N bytes, {@code
 * /count} answers with the number of bytes it got, {@code /files/…} serves a folder.
 */
final class Origin implements Closeable {
  static final String GREETING = "hello from the origin\n";

  private static final int CHUNK = 1 << 16;

  final AtomicLong requests = new AtomicLong();
  private final HttpsServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Path files;

  /** Listens on any free port of loopback. */
  Origin(Credential credential, Path files) throws IOException, GeneralSecurityException {
    this(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), credential, files);
  }

  Origin(InetSocketAddress address, Credential credential, Path files)
      throws IOException, GeneralSecurityException {
    this.files = files;
    server = HttpsServer.create(address, 1024);
    server.setHttpsConfigurator(new HttpsConfigurator(ServerTls.of(credential)));
    server.setExecutor(threads);
    server.createContext("/", this::respond);
    server.start();
  }

  int port() {
    return server.getAddress().getPort();
  }

  private void respond(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    String path = exchange.getRequestURI().getPath();
    try (exchange) {
      if (path.startsWith("/bytes/")) {
        send(exchange, Long.parseLong(path.substring("/bytes/".length())));
      } else if (path.equals("/count")) {
        answer(exchange, 200, Long.toString(count(exchange.getRequestBody())));
      } else if (path.startsWith("/files/")) {
        file(exchange, files.resolve(path.substring("/files/".length())).normalize());
      } else {
        answer(exchange, 200, GREETING);
      }
    }
  }

  private void file(HttpExchange exchange, Path file) throws IOException {
    if (!file.startsWith(files) || !Files.isRegularFile(file)) {
      answer(exchange, 404, "no such file\n");
      return;
    }
    byte[] content = Files.readAllBytes(file);
    exchange.sendResponseHeaders(200, content.length == 0 ? -1 : content.length);
    exchange.getResponseBody().write(content);
  }

  private static void send(HttpExchange exchange, long size) throws IOException {
    exchange.sendResponseHeaders(200, size);
    byte[] chunk = new byte[CHUNK];
    OutputStream out = exchange.getResponseBody();
    for (long left = size; left > 0; left -= CHUNK) {
      out.write(chunk, 0, (int) Math.min(left, CHUNK));
    }
  }

  private static long count(InputStream in) throws IOException {
    byte[] chunk = new byte[CHUNK];
    long total = 0;
    for (int n = in.read(chunk); n >= 0; n = in.read(chunk)) {
      total += n;
    }
    return total;
  }

  private static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] body = text.getBytes(StandardCharsets.UTF_8);
    exchange.sendResponseHeaders(status, body.length);
    exchange.getResponseBody().write(body);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
