package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.ServerTls;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.Credential;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocket;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the authority issues is accepted by the clients that people have, and by strict ones. */
class CaClientsTest {
  private static final String HOST = "app.example.test";

  @TempDir Path folder;
  private Path authority;
  private SSLServerSocket server;

  private void issue(String keyType) throws Exception {
    authority = folder.resolve("ca");
    CaRun.clean(
        authority, "init", "--permit", "example.test", "--permit", "127.0.0.1", "--key", keyType);
    String out = folder.toString();
    CaRun.clean(
        authority, "issue", HOST, "*.b.example.test", "127.0.0.1", "--key", keyType, "--out", out);
    serve(
        CredentialFiles.load(
            folder.resolve(HOST + ".crt"), folder.resolve(HOST + ".key"), Passphrase.NONE));
  }

  private void serve(Credential credential) throws Exception {
    SSLContext context = ServerTls.of(credential);
    server =
        (SSLServerSocket)
            context
                .getServerSocketFactory()
                .createServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread thread = new Thread(this::answer, "server");
    thread.setDaemon(true);
    thread.start();
  }

  private void answer() {
    while (!server.isClosed()) {
      try (SSLSocket socket = (SSLSocket) server.accept()) {
        socket.setSoTimeout(20_000);
        byte[] head = new byte[4096];
        int read = socket.getInputStream().read(head);
        if (read > 0) {
          OutputStream out = socket.getOutputStream();
          String text = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nConnection: close\r\n\r\nok\n";
          out.write(text.getBytes(StandardCharsets.US_ASCII));
          out.flush();
        }
      } catch (IOException e) {
        // The client's verdict; it is asked for it.
      }
    }
  }

  @AfterEach
  void close() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private String certificate() {
    return authority.resolve("ca.crt").toString();
  }

  private void assertAccepts(Map<String, String> environment, String... words) throws Exception {
    ForeignProgram run = ForeignProgram.run(folder, environment, words);
    assertEquals(0, run.exitCode(), run.output());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-p256", "ec-p384", "rsa-2048"})
  void openssl(String keyType) throws Exception {
    issue(keyType);
    assertAccepts(
        Map.of(),
        "openssl",
        "verify",
        "-x509_strict",
        "-purpose",
        "sslserver",
        "-verify_hostname",
        HOST,
        "-CAfile",
        certificate(),
        HOST + ".crt");
    ForeignProgram wrong =
        ForeignProgram.run(
            folder,
            Map.of(),
            "openssl",
            "verify",
            "-x509_strict",
            "-verify_hostname",
            "other.example.test",
            "-CAfile",
            certificate(),
            HOST + ".crt");
    assertNotEquals(0, wrong.exitCode());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ec-p256", "rsa-2048"})
  void curl(String keyType) throws Exception {
    issue(keyType);
    String port = "" + server.getLocalPort();
    for (String host : new String[] {HOST, "x.b.example.test", "127.0.0.1"}) {
      assertAccepts(
          Map.of(),
          "curl",
          "-sS",
          "--cacert",
          certificate(),
          "--resolve",
          host + ":" + port + ":127.0.0.1",
          "https://" + host + ":" + port + "/");
    }
  }

  @Test
  void pythonStrict() throws Exception {
    issue("ec-p256");
    String script =
        """
        import socket, ssl, sys
        context = ssl.create_default_context(cafile=sys.argv[1])
        context.verify_flags |= ssl.VERIFY_X509_STRICT
        for host in ("app.example.test", "x.b.example.test", "127.0.0.1"):
            with socket.create_connection(("127.0.0.1", int(sys.argv[2]))) as plain:
                with context.wrap_socket(plain, server_hostname=host) as tls:
                    tls.send(b"GET / HTTP/1.0\\r\\n\\r\\n")
                    print(tls.recv(100))
        """;
    Files.writeString(folder.resolve("client.py"), script);
    assertAccepts(Map.of(), "python3", "client.py", certificate(), "" + server.getLocalPort());
  }

  @Test
  void go() throws Exception {
    issue("ec-p256");
    String program =
        """
        package main

        import (
        \t"crypto/x509"
        \t"encoding/pem"
        \t"fmt"
        \t"os"
        )

        func read(name string) []*x509.Certificate {
        \tvar all []*x509.Certificate
        \trest, _ := os.ReadFile(name)
        \tfor {
        \t\tvar block *pem.Block
        \t\tblock, rest = pem.Decode(rest)
        \t\tif block == nil {
        \t\t\treturn all
        \t\t}
        \t\tcertificate, err := x509.ParseCertificate(block.Bytes)
        \t\tif err != nil {
        \t\t\tpanic(err)
        \t\t}
        \t\tall = append(all, certificate)
        \t}
        }

        func main() {
        \troots := x509.NewCertPool()
        \troots.AddCert(read(os.Args[1])[0])
        \tfor _, host := range os.Args[3:] {
        \t\toptions := x509.VerifyOptions{Roots: roots, DNSName: host}
        \t\tif _, err := read(os.Args[2])[0].Verify(options); err != nil {
        \t\t\tfmt.Println(err)
        \t\t\tos.Exit(1)
        \t\t}
        \t}
        }
        """;
    Files.writeString(folder.resolve("client.go"), program);
    Map<String, String> environment = Map.of("GO111MODULE", "off", "CGO_ENABLED", "0");
    String leaf = HOST + ".crt";
    assertAccepts(environment, "go", "build", "-o", "client", "client.go");
    String client = folder.resolve("client").toString();
    for (String host : new String[] {HOST, "x.b.example.test", "127.0.0.1"}) {
      assertAccepts(
          environment, "sh", "-c", "exec \"$0\" \"$@\"", client, certificate(), leaf, host);
    }
    ForeignProgram wrong =
        ForeignProgram.run(
            folder,
            environment,
            "sh",
            "-c",
            "exec \"$0\" \"$@\"",
            client,
            certificate(),
            leaf,
            "b.test");
    assertTrue(wrong.output().contains("not b.test"), wrong.output());
  }

  @Test
  void node() throws Exception {
    issue("ec-p256");
    String script =
        "require('https').get({host:'127.0.0.1',port:+process.argv[1],servername:'"
            + HOST
            + "',headers:{host:'"
            + HOST
            + "'}},r=>{r.resume();process.exitCode=r.statusCode===200?0:3})";
    assertAccepts(
        Map.of("NODE_EXTRA_CA_CERTS", certificate()),
        "node",
        "-e",
        script,
        "" + server.getLocalPort());
  }

  @Test
  void javaClient() throws Exception {
    issue("ec-p256");
    connect(HOST);
    connect("x.b.example.test");
    assertThrows(SSLException.class, () -> connect("other.example.test"));
  }

  private void connect(String host) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    store.load(null, null);
    store.setCertificateEntry(
        "ca", TrustStores.load(authority.resolve("ca.crt")).certificates().get(0));
    TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, trust.getTrustManagers(), null);
    Socket plain = new Socket(InetAddress.getLoopbackAddress(), server.getLocalPort());
    try (SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, 443, true)) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS");
      socket.setSSLParameters(parameters);
      socket.startHandshake();
    }
  }

  /** As a shell would: everything through the exports, with no option on any command line. */
  @Test
  void exportsOfEnvAreEnough() throws Exception {
    authority = folder.resolve("it's a \"folder\" $HOME");
    CaRun.clean(authority, "init", "--permit", "example.test", "--permit", "127.0.0.1");
    CaRun.clean(authority, "issue", "127.0.0.1", "--out", folder.toString());
    serve(
        CredentialFiles.load(
            folder.resolve("127.0.0.1.crt"), folder.resolve("127.0.0.1.key"), Passphrase.NONE));
    Files.writeString(folder.resolve("env.sh"), CaRun.clean(authority, "env").out());
    String url = "https://127.0.0.1:" + server.getLocalPort() + "/";
    assertAccepts(
        Map.of(), "sh", "-c", ". ./env.sh; command -v curl >/dev/null || exit 0; curl -sS " + url);
    assertAccepts(
        Map.of(),
        "sh",
        "-c",
        ". ./env.sh; command -v python3 >/dev/null || exit 0; python3 -c 'import urllib.request as"
            + " u; u.build_opener(u.ProxyHandler({})).open(\""
            + url
            + "\")'");
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Files.writeString(
        folder.resolve("Client.java"),
        "public class Client { public static void main(String[] a) throws Exception {"
            + " new java.net.URL(a[0]).openStream().close(); } }");
    assertAccepts(Map.of(), "sh", "-c", ". ./env.sh; exec " + java + " Client.java " + url);
  }
}
