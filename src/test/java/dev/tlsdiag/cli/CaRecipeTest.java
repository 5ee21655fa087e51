package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS inspection as guides describe it, with this program and by hand. */
class CaRecipeTest {
  private static final String HOST = "app.example.test";

  @TempDir Path folder;

  private ForeignProgram run(String... words) throws Exception {
    return ForeignProgram.run(folder, Map.of(), words);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  @Test
  void rightWay() throws Exception {
    Path authority = folder.resolve("ca");
    CaRun.clean(authority, "init", "--permit", HOST);
    CaRun.clean(authority, "issue", HOST, "--out", folder.toString());
    String leaf = file(HOST + ".crt");
    String key = file(HOST + ".key");
    String yaml =
        CaRun.clean(authority, "secret", "--host", HOST, "--cert", leaf, "--key", key).out();
    assertEquals(2, yaml.split("kind: Secret", -1).length - 1);
    CaRun.clean(authority, "bundle", "--internal", "--out", file("all.pem"));
    assertEquals(
        HOST + ".crt: OK\n",
        run("openssl", "verify", "-x509_strict", "-CAfile", file("all.pem"), HOST + ".crt")
            .output());
    try (Server server = new Server(leaf, key)) {
      String place = HOST + ":" + server.port;
      ForeignProgram curl =
          run(
              "curl",
              "-sS",
              "-o",
              "/dev/null",
              "--cacert",
              file("all.pem"),
              "--resolve",
              place + ":127.0.0.1",
              "https://" + place + "/");
      assertEquals(0, curl.exitCode(), curl.output());
      CaRun inspected =
          CaRun.clean(
              authority, "inspect", "127.0.0.1:" + server.port, "--servername", HOST, "--ascii");
      assertTrue(inspected.out().startsWith("ok: no problem found\n"), inspected.out());
      CaRun stranger =
          CaRun.of(folder.resolve("other"), "inspect", "127.0.0.1:" + server.port, "--ascii");
      assertEquals(ExitCode.FINDINGS, stranger.exitCode());
      assertTrue(stranger.out().startsWith("x untrusted-root: "), stranger.out());
      assertTrue(stranger.out().contains("\nx name-mismatch: "), stranger.out());
    }
  }

  /** The recipe with a common name only, which OpenSSL and curl may take and Go does not. */
  @Test
  void wrongWay() throws Exception {
    String authority = "/CN=Internal CA";
    run("openssl", "genrsa", "-out", "ca.key", "2048");
    run(
        "openssl", "req", "-x509", "-new", "-key", "ca.key", "-subj", authority, "-days", "30",
        "-out", "ca.crt");
    run("openssl", "genrsa", "-out", "app.key", "2048");
    run("openssl", "req", "-new", "-key", "app.key", "-subj", "/CN=" + HOST, "-out", "app.csr");
    ForeignProgram signed =
        run(
            "openssl",
            "x509",
            "-req",
            "-days",
            "30",
            "-in",
            "app.csr",
            "-CA",
            "ca.crt",
            "-CAkey",
            "ca.key",
            "-CAcreateserial",
            "-out",
            "app.crt");
    assertEquals(0, signed.exitCode(), signed.output());
    Path none = folder.resolve("none");

    CaRun verified =
        CaRun.of(none, "verify", file("app.crt"), "--host", HOST, "--ca", file("ca.crt"));
    assertEquals(ExitCode.FINDINGS, verified.exitCode());
    assertTrue(
        verified
            .out()
            .startsWith(
                "no-san: the certificate 'CN=app.example.test' has no subjectAltName, so it is for"
                    + " no name; asked for 'app.example.test' (--host)\n"),
        verified.out());

    CaRun inspected = CaRun.of(none, "inspect", file("app.crt"), "--ascii");
    assertEquals(ExitCode.FINDINGS, inspected.exitCode());
    assertTrue(inspected.out().startsWith("x no-san: "), inspected.out());

    CaRun secret =
        CaRun.of(
            none, "secret", "--host", HOST, "--cert", file("app.crt"), "--key", file("app.key"));
    assertTrue(secret.err().startsWith("warning: no-san: "), secret.err());

    Path authorityFolder = folder.resolve("ca");
    CaRun.clean(authorityFolder, "init", "--permit", "example.test");
    CaRun refused = CaRun.of(authorityFolder, "sign", file("app.csr"));
    assertEquals(ExitCode.USAGE, refused.exitCode());
    assertTrue(refused.err().contains("names no host in subjectAltName"), refused.err());
    CaRun.clean(
        authorityFolder, "sign", file("app.csr"), "--host", HOST, "--out", file("good.crt"));
    CaRun.clean(authorityFolder, "verify", file("good.crt"), "--host", HOST, "--strict");
    run(
        "openssl",
        "req",
        "-new",
        "-key",
        "app.key",
        "-subj",
        "/CN=x",
        "-addext",
        "subjectAltName=DNS:" + HOST + ",IP:::1",
        "-out",
        "names.csr");
    String chain = CaRun.of(authorityFolder, "sign", file("names.csr")).err();
    assertTrue(chain.contains("may not issue for '::1'"), chain);
  }

  /** {@code openssl s_server} on a port of its own choice. */
  private final class Server implements AutoCloseable {
    private final Process process;
    private final int port;

    Server(String certificate, String key) throws Exception {
      process =
          ForeignProgram.start(
              folder,
              Map.of(),
              "openssl",
              "s_server",
              "-accept",
              "127.0.0.1:0",
              "-cert",
              certificate,
              "-cert_chain",
              certificate,
              "-key",
              key,
              "-www");
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      List<String> lines = new ArrayList<>();
      String line = said.readLine();
      while (line != null && !line.startsWith("ACCEPT ")) {
        lines.add(line);
        line = said.readLine();
      }
      if (line == null) {
        throw new AssertionError(String.join("\n", lines));
      }
      port = Integer.parseInt(line.substring(line.lastIndexOf(':') + 1));
    }

    @Override
    public void close() {
      process.destroy();
    }
  }
}
