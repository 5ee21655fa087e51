package dev.tlsdiag.replay;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.report.ShellWord;
import dev.tlsdiag.tls.ClientHello;
import dev.tlsdiag.wire.Bytes;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What curl sends for a command line, we send: the request byte by byte, and names in a hello. */
class CurlAgreementTest {
  @TempDir static Path folder;

  @BeforeAll
  static void curlIsThere() throws Exception {
    boolean installed;
    try {
      installed = new ProcessBuilder("curl", "--version").start().waitFor() == 0;
    } catch (IOException e) {
      installed = false;
    }
    Assumptions.assumeTrue(installed, "curl is not installed");
    Files.writeString(folder.resolve("data"), "line one\r\nline two\n");
    Files.writeString(folder.resolve("headers"), "X-From: file\nX-Other: 2\n");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "URL/",
        "URL",
        "URL/a/b?c=d&e=%20f#frag",
        "URL/a/./b/../c",
        "-X DELETE URL/x",
        "-H 'X-One: 1' -H 'Accept: text/plain' URL/",
        "-H 'Host: other.example' URL/",
        "-H 'Accept:' -H 'X-Empty;' URL/",
        "-H @FOLDER/headers URL/",
        "-d a=b -d c=d URL/",
        "-d @FOLDER/data URL/",
        "--data-binary @FOLDER/data URL/",
        "--data-raw @literal URL/",
        "--data-urlencode 'name=a b&c/ü~*' URL/",
        "--data-urlencode '=plain text' --data-urlencode raw URL/",
        "-G -d q=1 --data-urlencode 'r=a b' URL/path?z=0",
        "--json '{\"a\":1}' URL/",
        "-X GET -d body URL/",
        "-X PUT -d body -H 'Content-Type: text/plain' URL/",
        "-I URL/",
        "-A agent/1 -e http://from.example/ URL/",
        "-A '' URL/",
        "-u user:pass URL/",
        "--oauth2-bearer token URL/",
        "-b 'a=1; b=2' URL/",
        "-b a=1 -b b=2 URL/",
        "-r 0-99 URL/",
        "-0 URL/",
        "--http1.1 URL/",
        "-sSfL -o /dev/null URL/",
        "--url URL/ -XPOST -da=b",
        "-x PROXY http://origin.example/path",
        "-x PROXY -U me:secret http://origin.example:8080/",
        "-x PROXY --proxy-header 'X-P: 1' http://origin.example/",
        "-x PROXY -p http://origin.example/",
        "-x PROXY --connect-to ::there.example:81 http://origin.example/",
        "-x PROXY https://origin.example/",
        "-x PROXY -U me:secret https://origin.example:8443/",
        "-x socks5h://PROXY http://origin.example/",
        "-x socks5://PROXY http://127.0.0.9/",
        "-x socks4a://PROXY http://origin.example/",
        "-x socks5h://me:pw@PROXY http://origin.example/",
        "--haproxy-protocol URL/",
        "--connect-to origin.example:80:PROXY http://origin.example/",
        "--resolve origin.example:PORT:127.0.0.1 http://origin.example:PORT/",
      })
  void requestIsTheSame(String line) throws Exception {
    assertEquals(sent(line, true), sent(line, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "--resolve origin.example:PORT:127.0.0.1 https://origin.example:PORT/",
        "-H 'Host: other.example' --resolve origin.example:PORT:127.0.0.1 https://origin.example:PORT/",
        "--connect-to ::127.0.0.1:PORT https://origin.example/",
        "https://127.0.0.1:PORT/",
        "--no-alpn https://localhost:PORT/",
        "--http1.1 https://localhost:PORT/",
        "--tls-max 1.2 https://localhost:PORT/",
        "--tlsv1.3 https://localhost:PORT/",
      })
  void helloNamesTheSame(String line) throws Exception {
    assertEquals(hello(line, true), hello(line, false));
  }

  /** SNI, ALPN and the highest version; of the lower ones OpenSSL offers more. */
  private static String hello(String line, boolean curl) throws Exception {
    byte[] record = talk(line, curl, false);
    ClientHello hello = ClientHello.parse(Bytes.wrap(record).slice(9, record.length - 9));
    return hello.serverName() + " " + hello.alpnProtocols() + " " + hello.maxVersion(false);
  }

  private static String sent(String line, boolean curl) throws Exception {
    String text = new String(talk(line, curl, true), StandardCharsets.ISO_8859_1);
    return text.replaceAll("(User-Agent: curl/)[0-9.]+", "$1N")
        .replaceFirst("(PROXY TCP4 127.0.0.1 127.0.0.1) [0-9]+", "$1 N")
        .replaceFirst("^\\x05[\\x01-\\x03][\\x00-\\x02]+", "greeting") // curl offers GSSAPI too
        .replaceAll("(?m)^(X-Empty:) *", "$1")
        .replaceAll("(?<=[: ])[0-9]{5}(?=\\s)", "PORT");
  }

  private static byte[] talk(String line, boolean curl, boolean answered) throws Exception {
    try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      server.setSoTimeout(60_000);
      CompletableFuture<byte[]> seen = CompletableFuture.supplyAsync(() -> serve(server, answered));
      String here = "127.0.0.1:" + server.getLocalPort();
      String filled =
          line.replace("URL", "http://" + here)
              .replace("PROXY", here)
              .replace("PORT", String.valueOf(server.getLocalPort()))
              .replace("FOLDER", folder.toString());
      List<String> words = new ArrayList<>(List.of("curl", "-m", "60"));
      words.addAll(CommandLineWords.split(filled));
      if (curl) {
        // Java gives a program its words in the charset of the locale, which need not have them
        // all.
        Path script = Files.createTempFile(folder, "curl", ".sh");
        Files.writeString(
            script, words.stream().map(ShellWord::quote).collect(Collectors.joining(" ")));
        ProcessBuilder builder = new ProcessBuilder("sh", script.toString());
        builder
            .environment()
            .keySet()
            .removeIf(key -> key.toLowerCase(Locale.ROOT).endsWith("_proxy"));
        Process process =
            builder
                .redirectErrorStream(true)
                .redirectOutput(new File("/dev/null"))
                .redirectInput(new File("/dev/null"))
                .start();
        process.waitFor(60, TimeUnit.SECONDS);
      } else {
        CurlCommand command = CurlCommand.parse(words);
        new ReplayClient("test").run(command.request(), command.options());
      }
      return seen.get(60, TimeUnit.SECONDS);
    }
  }

  /** Answers what a web server or proxy would, and keeps what it was told. */
  private static byte[] serve(ServerSocket server, boolean answered) {
    ByteArrayOutputStream seen = new ByteArrayOutputStream();
    try (Socket socket = server.accept()) {
      socket.setSoTimeout(60_000);
      InputStream in = socket.getInputStream();
      byte[] buffer = new byte[65536];
      int size = in.read(buffer);
      boolean tunnelled = false;
      while (size >= 0) {
        seen.write(buffer, 0, size);
        if (!answered) {
          break;
        }
        String text = seen.toString(StandardCharsets.ISO_8859_1);
        byte[] answer = answer(text, tunnelled);
        if (answer.length > 0) {
          socket.getOutputStream().write(answer);
          if (new String(answer, StandardCharsets.ISO_8859_1).contains("Content-Length")) {
            break;
          }
          if (text.startsWith("CONNECT") && text.contains(":443 ") || text.contains(":8443 ")) {
            break; // the hello that follows is another test
          }
          tunnelled = true;
        }
        size = in.read(buffer);
      }
    } catch (IOException e) {
      // What was seen until then counts.
    }
    return seen.toByteArray();
  }

  private static byte[] answer(String text, boolean tunnelled) {
    if (!tunnelled && text.startsWith("CONNECT") && text.endsWith("\r\n\r\n")) {
      return "HTTP/1.1 200 Connected\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    }
    if (text.startsWith("\4") && !tunnelled) {
      return new byte[] {0, 90, 0, 0, 0, 0, 0, 0};
    }
    if (text.startsWith("\5") && !text.contains("HTTP/")) {
      int greeting = 2 + text.charAt(1);
      boolean password = text.contains("\2me\2pw");
      if (text.length() == greeting) {
        return new byte[] {5, (byte) (text.indexOf(2, 2) > 0 ? 2 : 0)};
      }
      if (password && text.endsWith("pw")) {
        return new byte[] {1, 0};
      }
      return new byte[] {5, 0, 0, 1, 0, 0, 0, 0, 0, 0};
    }
    return whole(text)
        ? "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n".getBytes(StandardCharsets.US_ASCII)
        : new byte[0];
  }

  private static boolean whole(String text) {
    int request = Math.max(0, text.lastIndexOf(" HTTP/"));
    int end = text.indexOf("\r\n\r\n", request);
    var length = java.util.regex.Pattern.compile("Content-Length: (\\d+)").matcher(text);
    return end >= 0
        && (!length.find() || text.length() >= end + 4 + Integer.parseInt(length.group(1)));
  }
}
