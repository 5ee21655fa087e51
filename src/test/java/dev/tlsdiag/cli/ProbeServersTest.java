package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code tlsdiag probe} says of servers as they are installed, set up to take names so. */
class ProbeServersTest {
  private static final String HOST = InstalledServers.HOST;

  @TempDir static Path folder;
  private static InstalledServers servers;
  private static Path ownCertificate;
  private static Path ownKey;

  @BeforeAll
  static void start() throws IOException {
    servers = new InstalledServers(folder);
    ownCertificate = folder.resolve("leaf.pem");
    ownKey = folder.resolve("leaf.key");
  }

  @AfterAll
  static void stop() {
    servers.close();
  }

  /** The verdict about names, and its words. */
  private static JsonNode names(int port, String host) throws IOException {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    new Program(new PrintWriter(out), new PrintWriter(err))
        .run(
            "probe",
            "127.0.0.1:" + port,
            "--servername",
            host,
            "--axis",
            "sni",
            "--rate",
            "1000",
            "--connect-timeout",
            "10",
            "-o",
            "json");
    JsonNode one = new ObjectMapper().readTree(out.toString()).at("/addresses/0");
    assertEquals("works", one.at("/verdict").asText(), out + "" + err);
    return one.at("/serverNames");
  }

  private static void assertNames(String kind, String words, int port) throws IOException {
    JsonNode names = names(port, HOST);
    assertEquals(kind, names.at("/kind").asText(), names.toString());
    assertTrue(names.at("/words").asText().contains(words), names.toString());
  }

  /** A certificate that is not the host's. */
  private static Path other() throws IOException {
    Path home = folder.resolve("other");
    if (Files.isDirectory(home)) {
      return home.resolve("leaf.pem");
    }
    Files.createDirectory(home);
    CertificateAuthority authority =
        CertificateAuthority.create(
            new AuthoritySpec("other CA", KeyType.EC_P256, Duration.ofDays(1), List.of()),
            Instant.now());
    CredentialFiles.write(
        authority.issue(LeafSpec.of(List.of("default.example.test"), Instant.now())),
        home.resolve("leaf.pem"),
        home.resolve("leaf.key"));
    Files.writeString(
        home.resolve("both.pem"),
        Files.readString(home.resolve("leaf.pem")) + Files.readString(home.resolve("leaf.key")));
    return home.resolve("leaf.pem");
  }

  private static String otherKey() throws IOException {
    return other().resolveSibling("leaf.key").toString();
  }

  @Test
  void nginxThatRejectsTheHandshake() throws IOException {
    InstalledServers.require("nginx");
    int port =
        servers.nginx(
            """
            server_name default.example.test;
            ssl_reject_handshake on;
            }
            server {
              listen 127.0.0.1:PORT ssl;
              server_name %s;
              ssl_certificate %s;
              ssl_certificate_key %s;
            """
                .formatted(HOST, ownCertificate, ownKey));
    assertNames("required-alert", "alert 112 unrecognized_name", port);
  }

  @Test
  void nginxWithADefaultServer() throws IOException {
    InstalledServers.require("nginx");
    int port =
        servers.nginx(
            """
            server_name %s;
            }
            server {
              listen 127.0.0.1:PORT ssl default_server;
              server_name default.example.test;
              ssl_certificate %s;
              ssl_certificate_key %s;
            """
                .formatted(HOST, other(), otherKey()));
    assertNames("default-certificate", "default.example.test", port);
  }

  @Test
  void nginxWithOneServer() throws IOException {
    InstalledServers.require("nginx");
    assertNames("ignored", "the same certificate", servers.nginx(""));
  }

  @Test
  void haproxyWithStrictSni() throws IOException {
    InstalledServers.require("haproxy");
    int port =
        servers.haproxy("mode http\nhttp-request return status 200", "ssl crt PEM strict-sni");
    assertNames("required-alert", "alert 112 unrecognized_name", port);
  }

  @Test
  void haproxyWithADefaultCertificate() throws IOException {
    InstalledServers.require("haproxy");
    int port =
        servers.haproxy(
            "mode http\nhttp-request return status 200",
            "ssl crt " + other().resolveSibling("both.pem") + " crt PEM");
    assertNames("default-certificate", "default.example.test", port);
  }

  @Test
  void haproxyThatClosesBySni() throws IOException {
    InstalledServers.require("haproxy", "nginx");
    assertNames(
        "required-close", "closed without a word", servers.haproxyRoutingBySni(servers.nginx("")));
  }

  @Test
  void haproxyThatDropsSilently() throws IOException {
    InstalledServers.require("haproxy", "nginx");
    int port =
        servers.haproxy(
            """
            mode tcp
            tcp-request inspect-delay 5s
            tcp-request content accept if { req.ssl_sni -m found }
            tcp-request content silent-drop if { req.ssl_hello_type 1 }
            server origin 127.0.0.1:%d
            """
                .formatted(servers.nginx("")),
            "");
    assertNames("required-silence", "no answer", port);
  }

  @Test
  void opensslWithADefaultAndAFatalName() throws IOException {
    InstalledServers.require("openssl");
    int port = InstalledServers.freePort();
    servers.start(
        port,
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:" + port,
        "-cert",
        other().toString(),
        "-key",
        otherKey(),
        "-servername",
        HOST,
        "-cert2",
        ownCertificate.toString(),
        "-key2",
        ownKey.toString(),
        "-servername_fatal",
        "-www");
    assertNames("default-certificate", "another name gets alert 112 unrecognized_name", port);
  }

  @Test
  void opensslThatDoesNotLook() throws IOException {
    InstalledServers.require("openssl");
    int port = InstalledServers.freePort();
    servers.start(
        port,
        "openssl",
        "s_server",
        "-accept",
        "127.0.0.1:" + port,
        "-cert",
        ownCertificate.toString(),
        "-key",
        ownKey.toString(),
        "-www");
    assertNames("ignored", "the same certificate", port);
  }

  /** GnuTLS 3.7 does not read a key of an elliptic curve that comes without its public half. */
  private static Path keyForGnutls() throws IOException, InterruptedException {
    Path key = folder.resolve("gnutls.key");
    if (!Files.exists(key)) {
      ForeignProgram made =
          ForeignProgram.run(
              folder, Map.of(), "openssl", "ec", "-in", ownKey.toString(), "-out", key.toString());
      assertEquals(0, made.exitCode(), made.output());
    }
    return key;
  }

  private static int gnutls(String... more) throws IOException, InterruptedException {
    InstalledServers.require("gnutls-serv", "openssl");
    Path key = keyForGnutls();
    int port = InstalledServers.freePort();
    List<String> words =
        new ArrayList<>(
            List.of(
                "gnutls-serv",
                "-p",
                String.valueOf(port),
                "--x509certfile",
                ownCertificate.toString(),
                "--x509keyfile",
                key.toString()));
    words.addAll(List.of(more));
    servers.start(port, words.toArray(String[]::new));
    return port;
  }

  @Test
  void gnutlsThatWarns() throws Exception {
    assertNames("ignored", "with a warning, alert 112", gnutls("--sni-hostname", HOST));
  }

  @Test
  void gnutlsThatRefusesOtherNames() throws Exception {
    assertNames(
        "others-refused",
        "gets alert 112 unrecognized_name",
        gnutls("--sni-hostname", HOST, "--sni-hostname-fatal"));
  }

  @Test
  void gnutlsThatDoesNotLook() throws Exception {
    assertNames("ignored", "the same certificate", gnutls());
  }
}
