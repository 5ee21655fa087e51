package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code tlsdiag proxy --web} with a real request. */
class ProxyWebTest {
  private static final Pattern PAGE =
      Pattern.compile("page +(http://127\\.0\\.0\\.1:\\d+)/#([0-9a-f]{32})");

  @TempDir Path folder;

  private static HttpResponse<byte[]> ask(Matcher page, String path) throws Exception {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(page.group(1) + path))
            .header("X-Tlsdiag-Token", page.group(2))
            .build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofByteArray());
  }

  @Test
  void aRequestIsARowWithItsPackets() throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      RunningProxy proxy = new RunningProxy(List.of("--web", "--for", "120s", "-q"));
      int port = proxy.port();
      Matcher page = PAGE.matcher(proxy.err());
      assertTrue(page.find(), proxy.err());
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
        String request =
            "GET http://127.0.0.1:%d/a?token=x HTTP/1.1\r\nHost: 127.0.0.1:%d\r\nAuthorization: Bearer s3cr3t\r\nConnection:"
                + " close\r\n\r\n";
        socket
            .getOutputStream()
            .write(
                request
                    .formatted(origin.port(), origin.port())
                    .getBytes(StandardCharsets.US_ASCII));
        InputStream in = socket.getInputStream();
        assertTrue(new String(in.readAllBytes(), StandardCharsets.US_ASCII).contains("hello"));
      }

      JsonNode rows = new ObjectMapper().createArrayNode();
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
      while (rows.isEmpty() && System.nanoTime() < end) {
        rows = new ObjectMapper().readTree(ask(page, "/api/flows").body()).get("flows");
      }
      JsonNode row = rows.get(0);
      assertEquals(200, row.get("status").asInt());
      assertEquals(
          "http://127.0.0.1:%d/a?token=[redacted]".formatted(origin.port()),
          row.get("url").asText());
      HttpResponse<byte[]> packets = ask(page, "/api/flow/" + row.get("id") + "/pcapng");
      assertEquals(200, packets.statusCode());
      Path file = Files.write(folder.resolve("flow.pcapng"), packets.body());
      StringWriter out = new StringWriter();
      new Program(new PrintWriter(out), new PrintWriter(out))
          .run("capture", file.toString(), "-o", "summary");
      String bytes = new String(packets.body(), StandardCharsets.ISO_8859_1);
      assertTrue(bytes.contains("GET http://127.0.0.1"), out.toString());
      assertFalse(bytes.contains("s3cr3t"), "what authenticates is blackened");
    }
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --web 0.0.0.0:0            | other machines reach that address
          --web 127.0.0.1:99999      | port '99999' is not within 0 to 65535
          --web-remote               | '--web-remote' needs '--web'
          """)
  void refuses(String options, String problem) {
    StringWriter err = new StringWriter();
    String[] words = ("proxy -p 0 --for 1s " + options.strip()).split(" +");
    int code = new Program(new PrintWriter(new StringWriter()), new PrintWriter(err)).run(words);
    assertEquals(2, code, err.toString());
    assertTrue(err.toString().contains(problem), err.toString());
  }
}
