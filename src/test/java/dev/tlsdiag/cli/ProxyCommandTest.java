package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProxyCommandTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final Pattern ADDRESS = Pattern.compile("listening +127\\.0\\.0\\.1:(\\d+) ");

  @TempDir Path folder;

  /** A proxy in a thread, until it stops by itself. */
  private static final class Running {
    final StringWriter out = new StringWriter();
    final StringWriter err = new StringWriter();
    final CompletableFuture<Integer> code = new CompletableFuture<>();

    Running(String... options) {
      String[] words = new String[options.length + 3];
      words[0] = "proxy";
      words[1] = "-p";
      words[2] = "0";
      System.arraycopy(options, 0, words, 3, options.length);
      Thread thread =
          new Thread(
              () ->
                  code.complete(
                      new Program(new PrintWriter(out, true), new PrintWriter(err, true))
                          .run(words)));
      thread.setDaemon(true);
      thread.start();
    }

    int port() {
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
      while (System.nanoTime() < end) {
        Matcher address = ADDRESS.matcher(err.toString());
        if (address.find() && err.toString().contains("try ")) {
          return Integer.parseInt(address.group(1));
        }
        Thread.onSpinWait();
      }
      throw new AssertionError("does not listen: " + err);
    }

    int code() throws Exception {
      return code.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** A request in absolute form. */
  private static String get(int proxy, int origin, String more) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy)) {
      socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
      OutputStream out = socket.getOutputStream();
      String request =
          "GET http://127.0.0.1:%d/a?token=s3cr3t HTTP/1.1\r\nHost: 127.0.0.1:%d\r\n%sConnection:"
              + " close\r\n\r\n";
      out.write(request.formatted(origin, origin, more).getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }

  @Test
  void stopsAfterSomeRequestsAndSumsThemUp() throws Exception {
    Path events = folder.resolve("events.jsonl");
    Path har = folder.resolve("a.har");
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      Running proxy =
          new Running("-c", "2", "--events", events.toString(), "--har", har.toString());
      int port = proxy.port();
      for (int i = 0; i < 2; i++) {
        String answer = get(port, origin.port(), "Authorization: Bearer s3cr3t\r\n");
        assertTrue(answer.startsWith("HTTP/1.1 200") && answer.endsWith("hello\n"), answer);
      }
      assertEquals(0, proxy.code(), proxy.err.toString());
      assertTrue(proxy.err.toString().contains("2 requests: 2 × status 200"), proxy.err.toString());
      assertEquals(
          2,
          proxy.out.toString().lines().filter(line -> line.contains("http-response OK")).count());
    }
    List<String> lines = Files.readAllLines(events);
    // 2 requests, 2 connections of clients, and 1 or 2 to the server, as its connection was reused.
    assertTrue(lines.size() == 5 || lines.size() == 6, lines.toString());
    assertFalse(String.join("", lines).contains("s3cr3t"));
    assertEquals(lines.size(), new ObjectMapper().readTree(har.toFile()).at("/log/entries").size());
  }

  @Test
  void jsonLinesOnStdout() throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      Running proxy = new Running("-c", "1", "-o", "jsonl", "--show-secrets");
      get(proxy.port(), origin.port(), "");
      assertEquals(0, proxy.code());
      List<String> lines = proxy.out.toString().lines().toList();
      assertEquals(3, lines.size());
      assertTrue(proxy.out.toString().contains("s3cr3t"));
      for (String line : lines) {
        assertEquals(1, new ObjectMapper().readTree(line).at("/schemaVersion").asInt());
      }
    }
  }

  @Test
  void aFullDiskLeavesTheProxyUpAndIsTold() throws Exception {
    assumeTrue(Files.exists(Path.of("/dev/full")), "no /dev/full here");
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      Running proxy = new Running("-q", "-c", "3", "--events", "/dev/full");
      int port = proxy.port();
      for (int i = 0; i < 3; i++) {
        assertTrue(get(port, origin.port(), "").endsWith("hello\n"));
      }
      assertEquals(4, proxy.code());
      assertTrue(
          proxy
              .err
              .toString()
              .matches("(?s).*'/dev/full' lacks [789] records: No space left on device\\n.*"),
          proxy.err.toString());
    }
  }

  @Test
  void stopsAfterATime() throws Exception {
    Running proxy = new Running("--for", "10ms", "-k", "--profile", "nginx");
    assertEquals(0, proxy.code());
    assertTrue(
        proxy
            .err
            .toString()
            .contains("sends      no server name, no ALPN, TLS 1.0 to 1.2 (as nginx)"),
        proxy.err.toString());
    assertTrue(proxy.err.toString().contains("warning: servers are not verified"));
  }

  @Test
  void packetsAreDecryptedInWireshark() throws Exception {
    assumeTrue(runs("tshark", "--version") && runs("curl", "--version"), "no tshark or no curl");
    Path packets = folder.resolve("a.pcapng");
    Path authority = folder.resolve("origin.crt");
    try (ProxyOrigin origin = ProxyOrigin.tls(authority)) {
      String url = "https://localhost:" + origin.port() + "/secret-path";
      StringWriter err = new StringWriter();
      int code =
          new Program(new PrintWriter(new StringWriter()), new PrintWriter(err))
              .run(
                  "exec",
                  "--ca",
                  authority.toString(),
                  "-w",
                  packets.toString(),
                  "--",
                  "curl",
                  "-s",
                  "-o",
                  "/dev/null",
                  "--http1.1",
                  url);
      assertEquals(0, code, err.toString());
    }
    List<String> requests = tshark(packets, "-Y", "http.request.method==GET");
    assertEquals(2, requests.size(), requests.toString()); // to the proxy, and to the server
    assertTrue(requests.get(1).contains("/secret-path"), requests.toString());
    List<String> bad =
        tshark(
            packets,
            "-o",
            "tcp.check_checksum:TRUE",
            "-o",
            "ip.check_checksum:TRUE",
            "-Y",
            "tcp.checksum.status==Bad || ip.checksum.status==Bad || tcp.analysis.lost_segment");
    assertEquals(List.of(), bad);
  }

  private static boolean runs(String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private static List<String> tshark(Path file, String... options) throws IOException {
    String[] command = new String[options.length + 3];
    command[0] = "tshark";
    command[1] = "-r";
    command[2] = file.toString();
    System.arraycopy(options, 0, command, 3, options.length);
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8)
        .lines()
        .toList();
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          --mode         | foo               | error: '--mode foo': 'foo' is no mode
          --profile      | nginxx            | error: unknown profile 'nginxx'
          --ciphers      | ECDHE-RSA-AES129  | error: unknown cipher suite 'ECDHE-RSA-AES129' after '--ciphers'
          --curves       | x2551             | error: unknown group 'x2551' after '--curves'
          --tls-max      | 1.4               | error: no version '1.4' after '--tls-max'
          --allow-hosts  | (                 | error: no regular expression '(' after '--allow-hosts'
          --connect-to   | a:b               | error: no 'HOST1:PORT1:HOST2:PORT2' in '--connect-to a:b'
          --connect-to   | a:b:c:70000       | error: no 'HOST1:PORT1:HOST2:PORT2' in '--connect-to a:b:c:70000'
          --connect-to   | a:1:c:70000       | error: '--connect-to a:1:c:70000': port '70000' is not within 1 to 65535
          --for          | x                 | error: no time 'x' after '--for'
          --for          | 0s                | error: no time '0s' after '--for'
          -c             | 0                 | error: '-c' takes a number of at least 1, not '0'
          --proxy-protocol | v3              | error: '--proxy-protocol' takes in, v1 or v2, not 'v3'
          -o             | xml               | error: unknown format 'xml'
          --color        | red               | error: '--color' takes auto, always or never, not 'red'
          """)
  void wrongUsage(String option, String value, String error) throws Exception {
    Running proxy = new Running(option, value);
    assertEquals(2, proxy.code());
    assertTrue(proxy.err.toString().startsWith(error), proxy.err.toString());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"::127.0.0.1:PORT", ":80::PORT", "NAME:80:localhost:PORT", "NAME::[127.0.0.1]:PORT"})
  void connectToTakesEmptyFieldsAsCurlDoes(String rule) throws Exception {
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      String name = rule.startsWith(":80:") ? "127.0.0.1" : "no-such-host.invalid";
      Running proxy =
          new Running(
              "-c",
              "1",
              "--connect-to",
              rule.replace("PORT", "" + origin.port()).replace("NAME", "NO-such-host.invalid"));
      try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), proxy.port())) {
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        String request = "GET http://%1$s/ HTTP/1.1\r\nHost: %1$s\r\nConnection: close\r\n\r\n";
        socket.getOutputStream().write(request.formatted(name).getBytes(StandardCharsets.US_ASCII));
        String answer =
            new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
        assertTrue(answer.endsWith("hello\n"), answer);
      }
      assertEquals(0, proxy.code());
    }
  }

  @Test
  void twoOutputsDoNotShareAFile() throws Exception {
    String file = folder.resolve("both").toString();
    Running proxy = new Running("--for", "1s", "--events", file, "--har", file);
    assertEquals(2, proxy.code());
    assertTrue(
        proxy.err.toString().startsWith("error: '--events' and '--har' both write '" + file + "'"),
        proxy.err.toString());
  }

  @Test
  void aFolderThatIsNotThereIsNamed() throws Exception {
    String file = folder.resolve("none/a.har").toString();
    Running proxy = new Running("--for", "1s", "--har", file);
    assertEquals(4, proxy.code());
    assertTrue(
        proxy.err.toString().startsWith("error: no folder '" + folder.resolve("none") + "'"));
  }

  @Test
  void anAuthorityForSomeHostsSaysSoAndItsPassphraseIsAsked() throws Exception {
    Path authority = folder.resolve("ca");
    Path secret = Files.writeString(folder.resolve("pass"), "correct horse\n");
    String[] init = {
      "ca",
      "init",
      "--permit",
      "a.test",
      "--ca-dir",
      authority.toString(),
      "--passphrase-file",
      secret.toString(),
      "--ask-passphrase"
    };
    StringWriter err = new StringWriter();
    assertEquals(
        0,
        new Program(new PrintWriter(new StringWriter()), new PrintWriter(err)).run(init),
        err.toString());
    Running locked = new Running("--for", "1s", "--ca-dir", authority.toString());
    assertEquals(4, locked.code());
    assertTrue(locked.err.toString().contains("--passphrase-file FILE"), locked.err.toString());
    Running proxy =
        new Running(
            "--for",
            "10ms",
            "--ca-dir",
            authority.toString(),
            "--passphrase-file",
            secret.toString());
    assertEquals(0, proxy.code(), proxy.err.toString());
    assertTrue(
        proxy.err.toString().contains("limits     permitted: a.test;"), proxy.err.toString());
  }

  @Test
  void allAddressesAreShownAsAskedFor() throws Exception {
    Running proxy = new Running("--for", "10ms", "--listen-host", "0.0.0.0");
    assertEquals(0, proxy.code());
    assertTrue(
        proxy
            .err
            .toString()
            .matches("(?s).*listening  0\\.0\\.0\\.0:.*curl -x http://127.0.0.1:.*"),
        proxy.err.toString());
  }

  @Test
  void passwordsForTheProxyAreNotInThePackets() throws Exception {
    Path packets = folder.resolve("p.pcapng");
    try (ProxyOrigin origin = ProxyOrigin.plain()) {
      Running proxy = new Running("-c", "1", "-w", packets.toString());
      get(
          proxy.port(),
          origin.port(),
          "Proxy-Authorization: Basic c2VjcmV0\r\nCookie: a=c2VjcmV0\r\n");
      assertEquals(0, proxy.code());
      assertTrue(proxy.err.toString().contains("warning: with the keys in '" + packets + "'"));
    }
    String written = Files.readString(packets, StandardCharsets.ISO_8859_1);
    assertTrue(written.contains("Proxy-Authorization: ***** ********"), "no such field");
    assertFalse(written.contains("c2VjcmV0"));
  }

  @Test
  void tellsWhatJavasOwnTlsLeavesOut() throws Exception {
    List<String> told = new ArrayList<>();
    try (ProxyAuthority authority = ProxyAuthority.temporary()) {
      ProxySettings usual =
          ProxyCommand.settings(
              new ProxyUpstreamOptions(),
              List.of(Listen.local(new ProxyMode.Regular())),
              authority,
              0);
      ProxySettings java =
          new ProxySettings(
              usual.listeners(),
              usual.profile(),
              usual.authority(),
              usual.certificates(),
              usual.upstreamTrust(),
              usual.clientCertificate(),
              usual.hosts(),
              usual.dial(),
              usual.sendProxyProtocol(),
              usual.idleTimeout(),
              usual.maxConnections(),
              false);
      ProxyTally tally = new ProxyTally(0, () -> {});
      ProxyCommand.start(java, new ProxyRecording(tally, told::add)).close();
    }
    assertEquals(1, told.size());
    assertTrue(told.get(0).startsWith("warning: BoringSSL does not run here"), told.toString());
  }

  @Test
  void aKeyInAFileOfItsOwnIsFound() throws Exception {
    Path authority = folder.resolve("ca");
    assertEquals(0, CaRun.of(authority, "init", "--permit", "a.test").exitCode());
    assertEquals(0, CaRun.of(authority, "issue", "a.test", "--out", folder.toString()).exitCode());
    Running proxy = new Running("--for", "1s", "--certs", folder.resolve("a.test.crt").toString());
    assertEquals(4, proxy.code());
    assertTrue(
        proxy
            .err
            .toString()
            .contains("  try:    cat %1$s/a.test.crt %1$s/a.test.key > both.pem".formatted(folder)),
        proxy.err.toString());
  }

  @Test
  void twoModesOnOneAddress() throws Exception {
    Running proxy = new Running("--mode", "regular@18080", "--mode", "socks5@18080");
    assertEquals(2, proxy.code());
    assertTrue(proxy.err.toString().contains("try:    --mode socks5@18081"), proxy.err.toString());
  }
}
