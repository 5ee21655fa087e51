package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the person on call reads: the answer says who did what, and the fix fits it. */
class CompareScreenTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  private int run(String line) {
    return new Program(new PrintWriter(out), new PrintWriter(err)).run(line.split(" "));
  }

  /** The screen as one line, so that its breaks do not matter. */
  private String screen() {
    return out.toString().lines().collect(Collectors.joining(" ")).replaceAll(" +", " ");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          sni-default-certificate | the server shows its certificate for default.invalid.test, and the proxy does not accept it upstream-sni-missing
          tls12-only              | alert 70 protocol_version; the hello offers only TLS 1.3, and the client gets status 502
          alpn-required           | the proxy http/1.1, and the server speaks none of the protocols offered alpn-lost
          tls13-only              | the client offers TLS 1.3, and the version is refused tls-version-lowered
          client-certificate      | gets none that it accepts, and the server answers with alert 40 client-certificate-required - confidence high, proved
          self-signed             | both paths fail for one reason: the server's certificate is self-signed
          untrusted-server        | both paths fail for one reason: the client does not trust the server's certificate from unknown CA
          """)
  void answers(String scenario, String answer) {
    assertEquals(ExitCode.FINDINGS, run("compare --ascii --lab " + scenario), () -> "" + err);
    assertTrue(screen().contains(answer), () -> "" + out);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          connect-407             | FIX curl: --proxy-user USER:PASSWORD
          connect-403             | FIX Squid: acl SSL_ports port 443
          connect-to-web-server   | FIX client: the address of a forward proxy
          sni-default-certificate | -noservername (expect: the certificate for default.invalid.test)
          sni-default-certificate | by proxy
          alpn-required           | -servername grpc.example.test -alpn http/1.1 (expect: alert 120)
          tls12-only              | -servername tls12.example.test -tls1_3 (expect: alert 70)
          expired                 | openssl x509 -noout -dates (expect: notAfter in the past)
          mrap-no-sni             | no answer in
          proxy-503-by-itself     | NEED the proxy's leg to the server
          """)
  void tellsWhatToDo(String scenario, String text) {
    run("compare --ascii --lab " + scenario);
    assertTrue(screen().contains(text), () -> "" + out);
  }

  /** An interceptor does not have its clients' keys, whatever they are. */
  @Test
  void theClientsCertificateIsNotTheProxys() throws IOException {
    try (RunningScenario lab = Scenarios.named("client-certificate").orElseThrow().start()) {
      Target target = lab.targets().get(0);
      String line =
          "compare %s --ascii --profile envoy --cacert %s --resolve %s -E %s"
              .formatted(
                  target.url(),
                  lab.trustFile(),
                  target.resolve(),
                  lab.clientCertificateFile().orElseThrow());
      assertEquals(ExitCode.FINDINGS, run(line), () -> out + "\n" + err);
      assertTrue(
          screen().contains("client-certificate-required - confidence high, proved"),
          () -> "" + out);
      assertTrue(screen().contains("FIX nginx: proxy_ssl_certificate"), () -> "" + out);
      String own = " --upstream-cert " + lab.clientCertificateFile().orElseThrow();
      assertEquals(ExitCode.CLEAN, run(line + own), () -> out + "\n" + err);
    }
  }

  /** What our own authority causes is no finding about the network. */
  @Test
  void aClientThatDistrustsThisRunProvesNothing() throws IOException {
    InstalledServers.require("curl");
    try (RunningScenario lab = Scenarios.named("tls12-only").orElseThrow().start()) {
      Target target = lab.targets().get(0);
      String ca = lab.trustFile().toString();
      int code =
          run(
              "compare --ascii --exec --resolve %s --upstream-ca %s -- curl -sS --cacert %s %s"
                  .formatted(target.resolve(), ca, ca, target.url()));
      assertEquals(ExitCode.CANNOT_TELL, code, () -> out + "\n" + err);
      assertTrue(
          screen().contains("the client does not trust the authority of this run's own proxy"),
          () -> "" + out);
    }
  }

  @Test
  void saysOnceWhatBreaksBothPaths() {
    run("compare --ascii --lab expired");
    assertFalse(screen().contains("ALSO"), () -> "" + out);
  }

  @Test
  void saysHowToOpenTheLabAgain() {
    run("compare --ascii --lab sni-alert-112");
    assertTrue(err.toString().contains("tlsdiag lab serve sni-alert-112"), () -> "" + err);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          compare app.example.test:8443              | try:    tlsdiag compare https://app.example.test:8443/
          compare app.example.test/status            | try:    tlsdiag compare https://app.example.test/status
          compare ftp://app.example.test/            | 'ftp://app.example.test/' is neither an https nor an http URL
          compare wget https://app.example.test/     | try:    tlsdiag compare --exec -- wget https://app.example.test/
          compare --exec                             | try:    tlsdiag compare --exec -- curl https://app.example.test/
          compare --last --profile cilium            | '--profile' cannot be given with '--last'
          compare https://a.test/ --tap 8443         | '--tap', '--pcap' and '-i' are for a proxy that is there already
          compare https://a.test/ --sni a/b          | '--sni a/b' is no host name
          """)
  void helpsWithWhatWasMeant(String line, String help) {
    assertEquals(ExitCode.USAGE, run(line), () -> out + "\n" + err);
    assertTrue(err.toString().contains(help), () -> "" + err);
  }
}
