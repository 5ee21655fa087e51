package dev.tlsdiag.mesh.logs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.tlsdiag.Installed;
import dev.tlsdiag.mesh.Sighting;
import dev.tlsdiag.mesh.Sighting.Attribute;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Programs as they are fail in known ways; what they write about it is read back. */
class RealProgramsTest {
  @TempDir Path folder;

  private final List<Process> running = new ArrayList<>();

  @AfterEach
  void end() throws InterruptedException {
    for (Process process : running) {
      process.destroy();
      process.waitFor(60, TimeUnit.SECONDS);
      process.destroyForcibly();
    }
  }

  private static void require(String... programs) {
    for (String program : programs) {
      boolean there =
          Arrays.stream(System.getenv("PATH").split(File.pathSeparator))
              .anyMatch(dir -> Files.isExecutable(Path.of(dir, program)));
      assumeTrue(there, program + " is not installed");
    }
  }

  private Process start(String log, String... words) throws IOException {
    Process process =
        new ProcessBuilder(words)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(log).toFile())
            .start();
    running.add(process);
    return process;
  }

  private Path run(String log, String... words) throws IOException, InterruptedException {
    Process process = start(log, words);
    process.getOutputStream().close();
    assertTrue(process.waitFor(60, TimeUnit.SECONDS), log);
    return folder.resolve(log);
  }

  /** Until the port answers; a server that cannot start is told by its log. */
  private void await(int port, String log) throws IOException, InterruptedException {
    for (int i = 0; i < 300; i++) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
        return;
      } catch (IOException e) {
        TimeUnit.MILLISECONDS.sleep(50);
      }
    }
    throw new AssertionError("not started: " + Files.readString(folder.resolve(log)));
  }

  private void certificate() throws IOException, InterruptedException {
    run(
        "openssl.txt",
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "k.pem",
        "-out",
        "c.pem",
        "-days",
        "3",
        "-subj",
        "/CN=a.example",
        "-addext",
        "subjectAltName=DNS:a.example");
    Files.writeString(
        folder.resolve("both.pem"),
        Files.readString(folder.resolve("c.pem")) + Files.readString(folder.resolve("k.pem")));
  }

  private static String kinds(List<Sighting> all) {
    return new TreeSet<>(all.stream().map(s -> s.leg() + " " + s.event()).toList())
        .stream().collect(Collectors.joining(", "));
  }

  private static Sighting about(List<Sighting> all, Attribute attribute, String value) {
    return all.stream()
        .filter(s -> Lines.of(s, attribute).equals(value))
        .findFirst()
        .orElseThrow(() -> new AssertionError(value + " is not in " + all));
  }

  @Test
  void nginxBeforeServersThatFail() throws IOException, InterruptedException {
    require("nginx", "openssl", "curl");
    certificate();
    int front = Installed.freePort();
    int tls = Installed.freePort();
    int plain = Installed.freePort();
    int closed = Installed.freePort();
    Files.writeString(
        folder.resolve("nginx.conf"),
        """
        daemon off; pid nginx.pid; error_log error.log info;
        events {}
        http {
          client_body_temp_path t1; proxy_temp_path t2; fastcgi_temp_path t3; uwsgi_temp_path t4; scgi_temp_path t5;
          log_format own '$remote_addr:$remote_port [$time_local] "$request" $status sni=$ssl_server_name up=$upstream_addr';
          access_log access.log; access_log own.log own;
          server { listen 127.0.0.1:%d ssl; ssl_certificate c.pem; ssl_certificate_key k.pem; return 200 ok; }
          server { listen 127.0.0.1:%d; return 200 plain; }
          server { listen 127.0.0.1:%d;
            location /plain { proxy_pass https://127.0.0.1:%d; }
            location /closed { proxy_pass https://127.0.0.1:%d; }
            location /verify { proxy_pass https://127.0.0.1:%d; proxy_ssl_verify on; proxy_ssl_trusted_certificate c.pem; proxy_ssl_name b.example; }
          }
        }
        """
            .formatted(tls, plain, front, plain, closed, tls));
    start("nginx.txt", "nginx", "-p", folder.toString(), "-c", "nginx.conf");
    await(front, "nginx.txt");
    for (String path : List.of("plain", "closed", "verify")) {
      run(
          path + ".txt",
          "curl",
          "-s",
          "-m",
          "20",
          "http://127.0.0.1:" + front + "/" + path + "?token=abc");
    }
    run("curl.txt", "curl", "-v", "-m", "20", "https://127.0.0.1:" + tls + "/");
    run("s_client.txt", "openssl", "s_client", "-connect", "127.0.0.1:" + plain);
    run(
        "named.txt",
        "curl",
        "-s",
        "-k",
        "--resolve",
        "a.example:" + tls + ":127.0.0.1",
        "https://a.example:" + tls + "/");
    end();

    byte[] errors = Files.readAllBytes(folder.resolve("error.log"));
    List<Sighting> all = Lines.read(sink -> new NginxErrorLog("error.log", sink), errors);
    Sighting wrong = about(all, Attribute.PATH, "/plain?token=[redacted]");
    assertEquals("UPSTREAM TLS_FAILED -> 127.0.0.1:" + plain, Lines.brief(wrong));
    Sighting refused = about(all, Attribute.PATH, "/closed?token=[redacted]");
    assertEquals("UPSTREAM CONNECT_FAILED -> 127.0.0.1:" + closed, Lines.brief(refused));
    Sighting verify = about(all, Attribute.PATH, "/verify?token=[redacted]");
    assertEquals("UPSTREAM TLS_FAILED -> 127.0.0.1:" + tls, Lines.brief(verify));
    assertTrue(kinds(all).contains("DOWNSTREAM TLS_FAILED"), "curl's alert: " + kinds(all));

    List<Sighting> access =
        Lines.read(
            sink ->
                new NginxAccessLog(
                    "own.log",
                    List.of(
                        LogFormat.parse(
                            "$remote_addr:$remote_port [$time_local] \"$request\" $status sni=$ssl_server_name up=$upstream_addr")),
                    sink),
            Files.readAllBytes(folder.resolve("own.log")));
    assertEquals("200", Lines.of(about(access, Attribute.SNI, "a.example"), Attribute.STATUS));
    assertTrue(kinds(access).contains("DOWNSTREAM TLS_FAILED"), "a hello on the plain port");
    List<Sighting> combined =
        Lines.read(
            sink -> new NginxAccessLog("access.log", List.of(), sink),
            Files.readAllBytes(folder.resolve("access.log")));
    assertEquals(access.size(), combined.size());

    List<Sighting> curl =
        Lines.read(
            sink -> new CurlVerbose("curl.txt", sink),
            Files.readAllBytes(folder.resolve("curl.txt")));
    assertTrue(kinds(curl).contains("UNKNOWN TLS_FAILED"), kinds(curl));
    List<Sighting> openssl =
        Lines.read(
            sink -> new OpensslClient("s", sink),
            Files.readAllBytes(folder.resolve("s_client.txt")));
    assertTrue(kinds(openssl).contains("UNKNOWN TLS_FAILED"), kinds(openssl));
  }

  @Test
  void haproxyBeforeServersThatFail() throws IOException, InterruptedException {
    require("haproxy", "openssl", "curl");
    certificate();
    int front = Installed.freePort();
    int tls = Installed.freePort();
    int tcp = Installed.freePort();
    int closed = Installed.freePort();
    Files.writeString(
        folder.resolve("h.cfg"),
        """
        global
          log stdout format raw local0
        defaults
          log global
          timeout connect 2s
          timeout client 5s
          timeout server 5s
          retries 0
          mode http
        frontend web
          bind 127.0.0.1:%d
          option httplog
          use_backend closed if { path_beg /closed }
          use_backend plain if { path_beg /plain }
          http-request deny if { path_beg /deny }
          default_backend fine
        frontend secure
          bind 127.0.0.1:%d ssl crt both.pem strict-sni
          option httpslog
          http-request return status 200
        frontend raw
          mode tcp
          bind 127.0.0.1:%d
          option tcplog
          default_backend tclosed
        backend fine
          http-request return status 200
        backend closed
          server s1 127.0.0.1:%d
        backend plain
          server s1 127.0.0.1:%d ssl verify none
        backend tclosed
          mode tcp
          server s1 127.0.0.1:%d
        """
            .formatted(front, tls, tcp, closed, front, closed));
    start("haproxy.log", "haproxy", "-f", "h.cfg");
    await(front, "haproxy.log");
    for (String path : List.of("closed", "plain", "deny", "fine")) {
      run(path + ".txt", "curl", "-s", "-m", "20", "http://127.0.0.1:" + front + "/" + path);
    }
    run("strict.txt", "curl", "-s", "-k", "https://127.0.0.1:" + tls + "/");
    run(
        "named.txt",
        "curl",
        "-s",
        "-k",
        "--resolve",
        "a.example:" + tls + ":127.0.0.1",
        "https://a.example:" + tls + "/");
    run("tcp.txt", "curl", "-s", "http://127.0.0.1:" + tcp + "/");
    end();

    byte[] log = Files.readAllBytes(folder.resolve("haproxy.log"));
    List<Sighting> all = Lines.read(sink -> new HaproxyLog("haproxy.log", sink), log);
    assertEquals("WHOLE LOCAL_REPLY", event(about(all, Attribute.PATH, "/closed")));
    assertEquals("WHOLE LOCAL_REPLY", event(about(all, Attribute.PATH, "/plain")));
    assertEquals("WHOLE DENIED", event(about(all, Attribute.PATH, "/deny")));
    assertEquals("WHOLE RESPONSE", event(about(all, Attribute.SNI, "a.example")));
    assertTrue(kinds(all).contains("DOWNSTREAM TLS_FAILED"), kinds(all));
    assertTrue(kinds(all).contains("UPSTREAM CONNECT_FAILED"), kinds(all));
    assertTrue(kinds(all).contains("WHOLE CONNECT_FAILED"), kinds(all));
  }

  private static String event(Sighting sighting) {
    return sighting.leg() + " " + sighting.event();
  }

  @Test
  void mitmdumpWritesItsFlows() throws IOException, InterruptedException {
    require("mitmdump", "curl");
    int port = Installed.freePort();
    int closed = Installed.freePort();
    start(
        "mitmdump.txt",
        "mitmdump",
        "-q",
        "--set",
        "confdir=" + folder.resolve("conf"),
        "--listen-host",
        "127.0.0.1",
        "-p",
        Integer.toString(port),
        "-w",
        folder.resolve("flows").toString());
    await(port, "mitmdump.txt");
    String proxy = "http://127.0.0.1:" + port;
    run(
        "a.txt",
        "curl",
        "-s",
        "-m",
        "30",
        "-x",
        proxy,
        "http://127.0.0.1:" + closed + "/x?token=abc");
    run("b.txt", "curl", "-s", "-m", "30", "-x", proxy, "https://127.0.0.1:" + closed + "/");
    end();

    List<Sighting> all = new ArrayList<>();
    MitmproxyFlows flows = new MitmproxyFlows("flows", all::add);
    try (InputStream in = new BufferedInputStream(Files.newInputStream(folder.resolve("flows")))) {
      flows.read(in);
    }
    assertEquals(0, flows.tally().unreadable());
    assertEquals(2, flows.tally().records());
    Sighting plain = about(all, Attribute.PATH, "/x?token=[redacted]");
    assertEquals("WHOLE CONNECT_FAILED", event(plain));
    assertEquals("WHOLE LOCAL_REPLY", event(about(all, Attribute.METHOD, "CONNECT")));
    assertTrue(kinds(all).contains("UPSTREAM CONNECT_FAILED"), kinds(all));
    assertTrue(plain.time().isPresent());
  }
}
