package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.capture.CaptureProblem;
import dev.tlsdiag.capture.LiveRecording;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Certificates of servers and proxies that others made: what is wrong with them, and who says so.
 */
class CertificateProductsTest {
  private static final String HOST = InstalledServers.HOST;

  @TempDir static Path made;
  @TempDir Path folder;

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @BeforeAll
  static void makeCertificates() throws Exception {
    InstalledServers.require("openssl");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout placeholder.key -out placeholder.pem"
            + " -days 30 -subj /CN=TRAEFIK_DEFAULT_CERT -addext subjectAltName=DNS:a.traefik.default");
    openssl(
        "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout root.key -out root.pem -days 30"
            + " -subj /CN=company_root -addext keyUsage=critical,keyCertSign,cRLSign");
    signed("client", "root", "");
    signed("server", "root", "");
    signed("middle", "root", "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign");
    signed("alone", "middle", "");
  }

  /** openssl, with underscores for spaces. */
  private static void openssl(String arguments) throws Exception {
    List<String> words = new ArrayList<>(List.of("openssl"));
    for (String word : arguments.split(" ", -1)) {
      words.add(word.startsWith("/CN=") ? word.replace('_', ' ') : word);
    }
    ForeignProgram done = ForeignProgram.run(made, Map.of(), words.toArray(String[]::new));
    assertEquals(0, done.exitCode(), done::output);
  }

  /** A certificate for the host, issued by another of this folder. */
  private static void signed(String name, String issuer, String more) throws Exception {
    Files.writeString(
        made.resolve(name + ".ext"), "subjectAltName=DNS:%s\n%s\n".formatted(HOST, more));
    openssl(
        "req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout %1$s.key -out %1$s.csr -subj /CN=%1$s"
            .formatted(name));
    openssl(
        ("x509 -req -in %1$s.csr -CA %2$s.pem -CAkey %2$s.key -CAcreateserial -out %1$s.pem"
                + " -days 30 -extfile %1$s.ext")
            .formatted(name, issuer));
  }

  private static Path file(String name) {
    return made.resolve(name);
  }

  private JsonNode diagnosed(String rule, int hop, String line) throws IOException {
    new Program(new PrintWriter(out), new PrintWriter(err))
        .run(("compare -o json " + line).split(" "));
    JsonNode report = new ObjectMapper().readTree(out.toString());
    assertEquals(rule, report.at("/findings/0/rule").asText(), () -> out + "\n" + err);
    assertEquals(hop, report.at("/findings/0/hop").asInt(), () -> "" + out);
    return report;
  }

  private static String to(int port) {
    return "--connect-to ::127.0.0.1:%d https://%s/".formatted(port, HOST);
  }

  /** nginx lets the handshake pass and says it in HTTP. */
  @Test
  void nginxWantsAClientCertificate() throws IOException {
    InstalledServers.require("nginx");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port =
          servers.nginx(
              "ssl_verify_client on; ssl_client_certificate %s; location / { return 200 ok; }"
                  .formatted(file("root.pem")));
      JsonNode report =
          diagnosed(
              "client-certificate-required",
              2,
              "--profile cilium --cacert %s --cert %s --key %s %s"
                  .formatted(servers.ca, file("client.pem"), file("client.key"), to(port)));
      assertEquals("fail", report.at("/verdict").asText(), () -> "" + out);
      assertEquals("high", report.at("/findings/0/confidence").asText(), () -> "" + out);
      assertEquals(2, report.at("/experiments").size(), () -> "" + out);
    }
  }

  /** OpenSSL in TLS 1.3 says it after the client's Finished. */
  @Test
  void opensslWantsAClientCertificate() throws IOException {
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = InstalledServers.freePort();
      serve(servers, port, "server", "-tls1_3 -Verify 1 -CAfile " + file("root.pem"));
      diagnosed(
          "client-certificate-required",
          2,
          "--cacert %s --cert %s --key %s %s"
              .formatted(file("root.pem"), file("client.pem"), file("client.key"), to(port)));
    }
  }

  private void serve(InstalledServers servers, int port, String name, String more)
      throws IOException {
    List<String> words =
        new ArrayList<>(List.of("openssl", "s_server", "-www", "-quiet", "-accept"));
    words.add("127.0.0.1:" + port);
    words.addAll(List.of("-cert", "" + file(name + ".pem"), "-key", "" + file(name + ".key")));
    words.addAll(List.of(more.split(" ")));
    servers.start(port, words.toArray(String[]::new));
  }

  @Test
  void opensslShowsAPlaceholder() throws IOException {
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = InstalledServers.freePort();
      serve(servers, port, "placeholder", "-tls1_2");
      diagnosed(
          "default-certificate-served",
          1,
          "--profile cilium --cacert %s %s".formatted(file("root.pem"), to(port)));
    }
  }

  /** The client's trust store has the intermediate, the proxy's the root alone. */
  @Test
  void gnutlsForgetsTheIntermediate() throws IOException {
    InstalledServers.require("gnutls-serv");
    Path both =
        Files.writeString(
            file("both-ca.pem"),
            Files.readString(file("root.pem")) + Files.readString(file("middle.pem")));
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = InstalledServers.freePort();
      servers.start(
          port,
          "gnutls-serv",
          "--http",
          "--quiet",
          "--port=" + port,
          "--x509certfile=" + file("alone.pem"),
          "--x509keyfile=" + file("alone.key"));
      diagnosed(
          "incomplete-chain",
          2,
          "--profile cilium --cacert %s --upstream-ca %s %s"
              .formatted(both, file("root.pem"), to(port)));
    }
  }

  @Test
  void mitmproxyIsNotTrusted() throws IOException {
    InstalledServers.require("nginx", "mitmdump");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = servers.nginx("location / { return 200 ok; }");
      int proxy = InstalledServers.freePort();
      servers.start(
          proxy,
          "mitmdump",
          "-q",
          "--listen-host",
          "127.0.0.1",
          "-p",
          "" + proxy,
          "--set",
          "confdir=" + folder.resolve("mitm"),
          "--ssl-insecure");
      diagnosed(
          "untrusted-internal-ca",
          1,
          "--cacert %s -x http://127.0.0.1:%d %s".formatted(servers.ca, proxy, to(port)));
    }
  }

  @Test
  void sslsplitIsNotTrusted() throws IOException, InterruptedException {
    InstalledServers.require("nginx", "sslsplit");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = servers.nginx("location / { return 200 ok; }");
      diagnosed(
          "untrusted-internal-ca",
          1,
          "--cacert %s --via 127.0.0.1:%d %s"
              .formatted(servers.ca, servers.sslsplit(port), to(port)));
    }
  }

  /** Apache asks for the certificate of one Location, when it knows that it is meant. */
  @Test
  void apacheAsksByRenegotiation() throws IOException {
    InstalledServers.require("apache2");
    assumeTrue(
        Files.exists(Path.of("/usr/lib/apache2/modules/mod_ssl.so")), "Apache has no mod_ssl");
    try (InstalledServers servers = new InstalledServers(folder)) {
      int port = InstalledServers.freePort();
      Files.createDirectories(folder.resolve("web"));
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.writeString(folder.resolve("web/index.html"), "ok\n");
      Path configuration =
          Files.writeString(
              folder.resolve("apache.conf"),
              """
              ServerRoot %1$s
              ServerName %2$s
              PidFile %1$s/apache.pid
              ErrorLog %1$s/apache.log
              LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
              LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
              LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
              LoadModule ssl_module /usr/lib/apache2/modules/mod_ssl.so
              Listen 127.0.0.1:%3$d
              User nobody
              Group nogroup
              DocumentRoot %1$s/web
              DirectoryIndex index.html
              SSLEngine on
              SSLProtocol TLSv1.2
              SSLCertificateFile %4$s/server.pem
              SSLCertificateKeyFile %4$s/server.key
              SSLCACertificateFile %4$s/root.pem
              <Location "/">
                SSLVerifyClient require
              </Location>
              """
                  .formatted(folder, HOST, port, made));
      servers.start(port, "apache2", "-X", "-f", configuration.toString());
      diagnosed(
          "upstream-asks-cert-by-renegotiation",
          2,
          "--profile cilium --http1.1 --cacert %s --cert %s --key %s %s"
              .formatted(file("root.pem"), file("client.pem"), file("client.key"), to(port)));
    }
  }

  /** nginx is made with OpenSSL 3, which does not put up with a server of old. */
  @Test
  void nginxInsistsOnSecureRenegotiation() throws IOException {
    InstalledServers.require("nginx");
    try {
      LiveRecording.begin("lo", "tcp").close();
    } catch (CaptureProblem e) {
      assumeTrue(false, "cannot capture on lo: " + e.getMessage());
    }
    try (InstalledServers servers = new InstalledServers(folder);
        RunningScenario legacy = Scenarios.named("legacy-renegotiation").orElseThrow().start()) {
      Target target = legacy.targets().get(0);
      Path ca =
          Files.writeString(
              file("all-ca.pem"),
              Files.readString(legacy.trustFile()) + Files.readString(servers.ca));
      int proxy =
          servers.nginx(
              """
              location / {
                proxy_pass https://127.0.0.1:%d;
                proxy_ssl_name %2$s;
                proxy_ssl_server_name on;
                proxy_ssl_protocols TLSv1.2;
              }
              """
                  .formatted(target.address().port(), target.host()));
      diagnosed(
          "legacy-renegotiation-refused",
          2,
          "--cacert %s --insecure --connect-to ::%s --via 127.0.0.1:%d -i lo %s"
              .formatted(ca, target.address(), proxy, target.url()));
    }
  }
}
