package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.trust.FileContents;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.SampleCertificates;
import dev.tlsdiag.x509.SampleCertificates.Party;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CaCommandTest {
  private static final String HOST = "app.example.test";

  @TempDir Path folder;
  private Path authority;

  @BeforeEach
  void place() {
    authority = folder.resolve("ca");
  }

  private CaRun ca(String command, String... arguments) {
    return CaRun.of(authority, command, arguments);
  }

  private void init(String... arguments) {
    CaRun.clean(authority, "init", arguments);
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void issue(String... hosts) {
    String[] arguments = Arrays.copyOf(hosts, hosts.length + 2);
    arguments[hosts.length] = "--out";
    arguments[hosts.length + 1] = folder.toString();
    CaRun.clean(authority, "issue", arguments);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "init",
        "issue",
        "sign",
        "inspect",
        "verify",
        "bundle",
        "env",
        "secret",
        "install",
        "uninstall",
        "path"
      })
  void pagesFit(String command) {
    StringWriter out = new StringWriter();
    String[] words =
        command.isEmpty() ? new String[] {"ca", "-h"} : new String[] {"ca", command, "-h"};
    assertEquals(0, new Program(new PrintWriter(out), new PrintWriter(out)).run(words));
    String page = out.toString();
    assertTrue(page.lines().allMatch(line -> line.length() <= 100), page);
    assertTrue(page.contains("Exit: 0 "), page);
    assertTrue(page.lines().filter(line -> line.contains("tlsdiag ca ")).count() >= 3, page);
  }

  @Test
  void initWarnsWithoutPermit() {
    CaRun run = CaRun.clean(authority, "init");
    assertTrue(run.err().startsWith("warning: whoever has this key"), run.err());
    assertTrue(run.out().contains("permits      every host\n"), run.out());
  }

  @Test
  void warningsOfASuccessReachTheirStream() {
    StringWriter err = new StringWriter();
    PrintWriter buffered = new PrintWriter(new BufferedWriter(err));
    PrintWriter out = new PrintWriter(new StringWriter());
    assertEquals(0, new Program(out, buffered).run("ca", "init", "--ca-dir", "" + authority));
    assertTrue(err.toString().startsWith("warning: "), err.toString());
  }

  @Test
  void initNeverReplaces() throws IOException {
    init();
    byte[] before = Files.readAllBytes(authority.resolve("ca.key"));
    CaRun again = ca("init");
    assertEquals(ExitCode.COULD_NOT_RUN, again.exitCode());
    assertTrue(again.err().contains("it is never replaced"), again.err());
    assertEquals(
        List.of(before.length, 0),
        List.of(
            Files.readAllBytes(authority.resolve("ca.key")).length,
            Arrays.compare(before, Files.readAllBytes(authority.resolve("ca.key")))));
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(Files.getPosixFilePermissions(authority.resolve("ca.key"))));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          init --key rsa-1024        | unknown value 'rsa-1024' after '--key'
          init --days 0              | '--days 0' is not 1 to 36500
          init --permit a..b         | '--permit': 'a..b' has the label '', which no DNS name may have
          init --permit 10.0.0.0/33  | '--permit': '10.0.0.0/33' has no prefix length of 0 to 32
          issue a..b                 | no certificate for that: 'a..b' has the label '', which no DNS name may have
          issue a.test --days 399    | '--days 399' is not 1 to 398
          env --runtime perl         | unknown value 'perl' after '--runtime'
          inspect x --servername y   | 'x' is no HOST:PORT to send a server name to
          secret --host a.test --name A_B | '--name A_B' is no name that Kubernetes takes
          verify x                   | missing required option: '--host=NAME'
          """)
  void wrongUsage(String line, String problem) {
    String[] words = line.split(" ", 2);
    CaRun run = ca(words[0], words[1].split(" "));
    assertEquals(ExitCode.USAGE, run.exitCode(), run.err());
    assertTrue(run.err().startsWith("error: " + problem), run.err());
  }

  @ParameterizedTest
  @ValueSource(strings = {"issue a.test", "env", "path", "secret --host a.test", "install --yes"})
  void noAuthority(String line) {
    String[] words = line.split(" ", 2);
    CaRun run = ca(words[0], words.length == 1 ? new String[0] : words[1].split(" "));
    assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode(), run.err());
    assertTrue(run.err().startsWith("error: no authority in '" + authority + "'\n"), run.err());
  }

  @Test
  void issueStaysWithinTheConstraints() {
    init("--permit", "example.test");
    CaRun run = ca("issue", "app.other.test", "--out", folder.toString());
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("may not issue for 'app.other.test'"), run.err());
    assertFalse(Files.exists(folder.resolve("app.other.test.key")), "nothing is written");
    issue("*.Example.test");
    assertTrue(Files.exists(folder.resolve("wildcard.example.test.key")));
  }

  @Test
  void keyWithPassphrase() throws IOException {
    Files.writeString(folder.resolve("secret"), "s3cret\nnot this\n");
    init("--passphrase-file", file("secret"));
    assertTrue(Files.readString(authority.resolve("ca.key")).contains("BEGIN ENCRYPTED"));
    CaRun none = ca("issue", HOST, "--out", folder.toString());
    assertEquals(ExitCode.COULD_NOT_RUN, none.exitCode());
    assertTrue(none.err().contains("--passphrase-file FILE"), none.err());
    issue(HOST, "--passphrase-file", file("secret"));
  }

  @Test
  void keyThatOthersMayRead() throws IOException {
    init();
    Files.setPosixFilePermissions(
        authority.resolve("ca.key"), PosixFilePermissions.fromString("rw-r--r--"));
    CaRun run = ca("issue", HOST, "--out", folder.toString());
    assertEquals(ExitCode.COULD_NOT_RUN, run.exitCode());
    assertTrue(run.err().contains("others than its owner may read the key"), run.err());
  }

  @Test
  void inspectShowsTheTree() {
    init();
    issue(HOST, "10.0.0.5");
    CaRun run = CaRun.clean(authority, "inspect", file(HOST + ".crt"), "--ascii");
    assertTrue(run.out().startsWith("ok: no problem found\n"), run.out());
    List<String> subjects = run.out().lines().filter(line -> line.contains("O=tlsdiag  ")).toList();
    assertEquals(2, subjects.size(), run.out());
    assertTrue(subjects.get(0).startsWith("1 CN=tlsdiag CA "), run.out());
    assertTrue(subjects.get(1).startsWith("+- 0 CN=app.example.test,"), run.out());
    assertTrue(run.out().contains("      names   app.example.test, 10.0.0.5\n"), run.out());
  }

  @Test
  void inspectTellsTheProblemsOfTheCertificateBeforeThoseOfTrust() throws IOException {
    Party issuer = Party.named("Old CA");
    X509Certificate leaf = SampleCertificates.leaf(issuer, Party.named("app\u001b[31m.test"));
    Files.writeString(folder.resolve("old.crt"), PemWriter.certificates(List.of(leaf)));
    CaRun run = ca("inspect", file("old.crt"), "--ascii");
    assertEquals(ExitCode.FINDINGS, run.exitCode());
    List<String> lines = run.out().lines().toList();
    assertTrue(lines.get(0).startsWith("x no-san: the certificate 'CN=app"), run.out());
    assertTrue(run.out().contains("x incomplete-chain: the issuer 'CN=Old CA'"), run.out());
    assertFalse(run.out().contains("\u001b"), "escaped");
    CaRun json = ca("inspect", file("old.crt"), "-o", "json");
    assertTrue(
        json.out()
            .matches("(?s)\\{\"schemaVersion\":1,.*\"problems\":\\[\\{\"kind\":\"no-san\",.*}\n"),
        json.out());
  }

  @Test
  void inspectOfAStoreIsAList() throws IOException {
    init();
    Files.writeString(
        folder.resolve("store.pem"),
        Files.readString(authority.resolve("ca.crt"))
            + "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
    CaRun run = CaRun.clean(authority, "inspect", file("store.pem"));
    assertTrue(run.err().contains("cannot be read"), run.err());
  }

  @Test
  void inspectOfNothing() throws IOException {
    Files.writeString(folder.resolve("a.txt"), "hello");
    assertEquals(ExitCode.COULD_NOT_RUN, ca("inspect", file("a.txt")).exitCode());
    assertEquals(ExitCode.COULD_NOT_RUN, ca("inspect", file("missing")).exitCode());
    CaRun refused = ca("inspect", "127.0.0.1:1");
    assertEquals(ExitCode.COULD_NOT_RUN, refused.exitCode());
    assertTrue(refused.err().startsWith("error: no certificate from '127.0.0.1:1': "));
  }

  @Test
  void verifyTellsTheFirstProblem() {
    init();
    issue(HOST);
    CaRun.clean(authority, "verify", file(HOST + ".crt"), "--host", HOST, "--strict");
    CaRun other = ca("verify", file(HOST + ".crt"), "--host", "x.test");
    assertEquals(ExitCode.FINDINGS, other.exitCode());
    assertTrue(
        other
            .out()
            .startsWith(
                "name-mismatch: the certificate is for 'app.example.test', not for 'x.test'"
                    + " (--host)\n"),
        other.out());
  }

  @Test
  void bundleHasEachAuthorityOnce() throws IOException {
    init();
    Party old = Party.named("Expired");
    var expired =
        SampleCertificates.authority(
            old,
            old,
            0,
            Instant.parse("2001-01-01T00:00:00Z"),
            Instant.parse("2002-01-01T00:00:00Z"));
    String own = Files.readString(authority.resolve("ca.crt"));
    Files.writeString(
        folder.resolve("more.pem"), own + own + PemWriter.certificates(List.of(expired)));
    CaRun run =
        CaRun.clean(authority, "bundle", "--no-system", "--internal", "--add", file("more.pem"));
    assertEquals(1, run.out().split("BEGIN CERTIFICATE").length - 1, run.out());
    assertTrue(run.out().startsWith("# CN=tlsdiag CA "), run.out());
    assertTrue(run.err().startsWith("warning: left out: CN=Expired expired "), run.err());
    CaRun written = CaRun.clean(authority, "bundle", "--internal", "--out", file("all.pem"));
    assertEquals("", written.out());
    assertEquals(ExitCode.COULD_NOT_RUN, ca("bundle", "--out", file("all.pem")).exitCode());
  }

  @Test
  void secretHasTheRightKeys() throws Exception {
    init();
    CaRun run = CaRun.clean(authority, "secret", "--host", "*." + HOST, "-n", "mesh");
    String[] documents = run.out().split("(?m)^---$", -1);
    assertTrue(documents[0].contains("type: kubernetes.io/tls\n"), run.out());
    assertTrue(documents[0].contains("name: \"app-example-test-terminating\"\n"), run.out());
    assertFalse(documents[0].contains("ca.crt:"), "Envoy would ask pods for certificates");
    assertTrue(documents[1].contains("type: Opaque\n"));
    assertFalse(documents[1].contains("tls."), documents[1]);
    byte[] key = value(documents[0], "tls.key");
    byte[] chain = value(documents[0], "tls.crt");
    Files.write(folder.resolve("tls.pem"), key);
    Files.write(folder.resolve("tls.pem"), chain, StandardOpenOption.APPEND);
    FileContents contents = FileContents.load(folder.resolve("tls.pem"), Passphrase.NONE);
    assertEquals(2, contents.certificates().size());
    assertTrue(contents.key().isPresent());
    assertFalse(
        new String(value(documents[1], "ca.crt"), StandardCharsets.US_ASCII).contains("tlsdiag"),
        "the internal authority is not trusted upstream");
  }

  @Test
  void secretInAFileIsForTheOwner() throws IOException {
    init();
    CaRun run = CaRun.clean(authority, "secret", "--host", HOST, "--out", file("secrets.yaml"));
    assertEquals("", run.out());
    assertEquals(
        "rw-------",
        PosixFilePermissions.toString(
            Files.getPosixFilePermissions(folder.resolve("secrets.yaml"))));
    CaRun again = ca("secret", "--host", HOST, "--out", file("secrets.yaml"));
    assertEquals(ExitCode.COULD_NOT_RUN, again.exitCode());
    assertTrue(again.err().contains("exists already; nothing was replaced"), again.err());
  }

  private static byte[] value(String document, String key) {
    Matcher line = Pattern.compile("(?m)^  " + Pattern.quote(key) + ": (\\S+)$").matcher(document);
    assertTrue(line.find(), document);
    return Base64.getDecoder().decode(line.group(1));
  }

  @Test
  void installAsksSomebody() {
    init();
    CaRun run = ca("install");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().contains("--yes"), run.err());
    assertTrue(CaRun.clean(authority, "uninstall").out().startsWith("not installed: "));
  }

  @Test
  void unknownCommand() {
    CaRun run = ca("isue", "a.test");
    assertEquals(ExitCode.USAGE, run.exitCode());
    assertTrue(run.err().startsWith("error: unknown command 'ca isue'\n  likely: issue\n"));
  }
}
