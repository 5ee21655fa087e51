package dev.tlsdiag.cli;

import dev.tlsdiag.Installed;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Servers and proxies of this machine, with certificates of an authority of their own. */
final class InstalledServers implements Closeable {
  static final String HOST = "app.example.test";

  private static final Duration START = Duration.ofSeconds(60);

  final Path folder;
  final Path ca;
  private final Path certificate;
  private final Path key;
  private final List<Process> running = new ArrayList<>();

  InstalledServers(Path folder) throws IOException {
    this.folder = folder;
    Instant now = Instant.now();
    CertificateAuthority authority =
        CertificateAuthority.create(
            new AuthoritySpec("test CA", KeyType.EC_P256, Duration.ofDays(1), List.of()), now);
    Credential leaf = authority.issue(LeafSpec.of(List.of(HOST, "localhost"), now));
    ca =
        Files.writeString(
            folder.resolve("ca.pem"), PemWriter.certificates(List.of(authority.certificate())));
    certificate = folder.resolve("leaf.pem");
    key = folder.resolve("leaf.key");
    CredentialFiles.write(leaf, certificate, key);
  }

  static void require(String... programs) {
    Installed.require(programs);
  }

  static int freePort() throws IOException {
    return Installed.freePort();
  }

  /**
   * nginx with these directives inside {@code server}, and a TLS listener before them; PORT is its
   * port.
   */
  int nginx(String directives) throws IOException {
    return nginx(freePort(), "ssl", directives);
  }

  /** Without TLS. */
  int nginxPlain(String directives) throws IOException {
    return nginx(freePort(), "", directives);
  }

  private int nginx(int port, String options, String directives) throws IOException {
    Path home = Files.createDirectory(folder.resolve("nginx" + port));
    String temporary = "";
    for (String kind : List.of("client_body", "proxy", "fastcgi", "uwsgi", "scgi")) {
      temporary += "%s_temp_path %s/%s;\n".formatted(kind, home, kind);
    }
    Path configuration =
        Files.writeString(
            home.resolve("nginx.conf"),
            """
            daemon off;
            pid %1$s/pid;
            error_log %1$s/error.log;
            events {}
            http {
              access_log off;
              %2$s
              server {
                listen 127.0.0.1:%3$d %7$s;
                ssl_certificate %4$s;
                ssl_certificate_key %5$s;
                %6$s
              }
            }
            """
                .formatted(
                    home,
                    temporary,
                    port,
                    certificate,
                    key,
                    directives.replace("PORT", String.valueOf(port)),
                    options));
    start(port, "nginx", "-p", home.toString(), "-c", configuration.toString());
    return port;
  }

  /**
   * As {@link #nginx(String)}.
   *
   * @param options of the listener, such as {@code http2}
   */
  int nginxListening(String options, String directives) throws IOException {
    return nginx(freePort(), "ssl " + options, directives);
  }

  /** HAProxy in front of a server, that sends away who does not name one. */
  int haproxyRoutingBySni(int server) throws IOException {
    return haproxy(
        """
        mode tcp
        tcp-request inspect-delay 5s
        tcp-request content accept if { req.ssl_sni -m found }
        tcp-request content reject if { req.ssl_hello_type 1 }
        server origin 127.0.0.1:%d
        """
            .formatted(server),
        "");
  }

  /**
   * HAProxy with one proxy.
   *
   * @param lines of its section
   * @param options of its listener; {@code PEM} is a file with certificate and key
   */
  int haproxy(String lines, String options) throws IOException {
    int port = freePort();
    Path pem =
        Files.writeString(
            folder.resolve("both.pem"), Files.readString(certificate) + Files.readString(key));
    Path configuration =
        Files.writeString(
            folder.resolve("haproxy%d.cfg".formatted(port)),
            """
            defaults
              timeout connect 5s
              timeout client 30s
              timeout server 30s
            listen tested
              bind 127.0.0.1:%d %s
            %s
            """
                .formatted(port, options.replace("PEM", pem.toString()), lines.indent(2)));
    start(port, "haproxy", "-db", "-f", configuration.toString());
    return port;
  }

  /**
   * stunnel that speaks TLS to a server.
   *
   * @param ends whether the client's TLS ends before it, in a second service of stunnel
   * @param lines of the service that speaks to the server
   */
  int stunnel(int server, boolean ends, String lines) throws IOException {
    int port = freePort();
    int inner = ends ? freePort() : port;
    String front =
        """
        [front]
        accept = 127.0.0.1:%d
        connect = 127.0.0.1:%d
        cert = %s
        key = %s
        """
            .formatted(port, inner, certificate, key);
    Path configuration =
        Files.writeString(
            folder.resolve("stunnel%d.conf".formatted(port)),
            """
            foreground = yes
            pid =
            %s[back]
            client = yes
            accept = 127.0.0.1:%d
            connect = 127.0.0.1:%d
            %s
            """
                .formatted(ends ? front : "", inner, server, lines));
    start(port, "stunnel", configuration.toString());
    return port;
  }

  /** sslsplit before a server, with an authority of its own in {@code sslsplit.pem}. */
  int sslsplit(int server, String... options) throws IOException, InterruptedException {
    int port = freePort();
    String key = folder.resolve("sslsplit.key").toString();
    String authority = folder.resolve("sslsplit.pem").toString();
    ForeignProgram made =
        ForeignProgram.run(
            folder,
            Map.of(),
            ("openssl req -x509 -newkey rsa:2048 -nodes -days 9 -subj /CN=sslsplit -keyout "
                    + "%s -out %s")
                .formatted(key, authority)
                .split(" "));
    if (made.exitCode() != 0) {
      throw new IOException(made.output());
    }
    List<String> words = new ArrayList<>(List.of("sslsplit", "-D", "-k", key, "-c", authority));
    words.addAll(List.of("-u", System.getProperty("user.name")));
    words.addAll(List.of(options));
    words.addAll(List.of("https", "127.0.0.1", "" + port, "127.0.0.1", "" + server));
    start(port, words.toArray(String[]::new));
    return port;
  }

  /** Starts a program that listens on this port. */
  void start(int port, String... words) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(words).redirectErrorStream(true);
    builder.environment().merge("PATH", "/usr/sbin", (path, more) -> path + ":" + more);
    Path log = folder.resolve(words[0] + port + ".log");
    Process process = builder.redirectOutput(log.toFile()).start();
    running.add(process);
    long end = System.nanoTime() + START.toNanos();
    while (!listens(port)) {
      if (!process.isAlive() || System.nanoTime() > end) {
        throw new IOException(words[0] + " does not listen: " + Files.readString(log));
      }
    }
  }

  private static boolean listens(int port) {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1000);
      return true;
    } catch (IOException e) {
      LockSupport.parkNanos(10_000_000); // the program needs the processor more
      return false;
    }
  }

  @Override
  public void close() {
    running.forEach(Process::destroy);
    for (Process process : running) {
      try {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          process.destroyForcibly();
        }
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
