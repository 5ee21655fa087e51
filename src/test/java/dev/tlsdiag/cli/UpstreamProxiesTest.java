package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.experiment.Capture;
import dev.tlsdiag.experiment.CaptureComparison;
import dev.tlsdiag.report.Report;
import dev.tlsdiag.trace.Handshake;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * nginx, HAProxy, stunnel and sslsplit as they are, in front of nginx: what their configuration
 * does to the connection, told from a capture of a request past them and of one through them.
 */
class UpstreamProxiesTest {
  private static final String NAMES = "proxy_ssl_server_name on; proxy_ssl_name app.example.test;";

  @TempDir Path folder;

  @ParameterizedTest(name = "{0}: {1} before {2} is {3}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          nginx   |                                                     | router        | upstream-sni-missing
          nginx   | NAMES                                               | router        | nothing
          nginx   | NAMES                                               | TLSv1.3       | tls-version-lowered
          nginx   | NAMES proxy_ssl_protocols TLSv1.3;                  | TLSv1.3       | nothing
          nginx   | NAMES proxy_ssl_ciphers ECDHE-ECDSA-AES128-GCM-SHA256; | AES256     | upstream-group-or-cipher-mismatch
          haproxy | ssl verify none                                     | router        | upstream-sni-missing
          haproxy | ssl verify none sni str(app.example.test)           | router        | nothing
          haproxy | ssl verify none sni str(app.example.test) ssl-max-ver TLSv1.2 | TLSv1.3 | tls-version-lowered
          haproxy | ssl verify none sni str(app.example.test) ciphers ECDHE-ECDSA-AES128-GCM-SHA256 | AES256 | upstream-group-or-cipher-mismatch
          tcp     | ssl verify none sni str(app.example.test)           | router        | double-tls
          stunnel | sni =                                               | router        | upstream-sni-missing
          stunnel | sni = app.example.test                              | router        | nothing
          stunnel | sslVersionMax = TLSv1.2                             | TLSv1.3       | tls-version-lowered
          stunnel as client | sni = app.example.test                    | router        | double-tls
          sslsplit | -r tls12                                           | TLSv1.3       | tls-version-lowered
          """)
  void isDiagnosed(String product, String options, String origin, String expected)
      throws IOException, InterruptedException {
    InstalledServers.require("nginx", "haproxy", "curl", "tcpdump");
    String directives = options == null ? "" : options.replace("NAMES", NAMES);
    try (InstalledServers servers = new InstalledServers(folder)) {
      int server = origin(servers, origin);
      int proxy = proxy(servers, product, directives, server);
      Path file = folder.resolve("lo.pcap");
      Instant between;
      PacketRecorder recorder = PacketRecorder.start(file);
      try {
        ask(servers, server, server);
        between = Instant.now();
        ask(servers, server, proxy);
      } finally {
        recorder.close();
      }
      Capture all =
          CompareFiles.read(
              file.toString(), new PrintWriter(System.err, true, StandardCharsets.UTF_8));
      Predicate<Handshake> ours = h -> h.server().port() == server || h.server().port() == proxy;
      Report report =
          new CaptureComparison("test", CaptureComparison.Options.NONE)
              .compare(
                  part(all, "direct.pcap", ours.and(h -> h.time().isBefore(between))),
                  part(all, "proxied.pcap", ours.and(h -> !h.time().isBefore(between))));
      List<String> found =
          report.findings().stream()
              .filter(finding -> finding.severity() != Severity.NOTE)
              .map(Finding::rule)
              .distinct()
              .toList();
      assertEquals(
          expected.equals("nothing") ? List.of() : List.of(expected), found, report.headline());
    }
  }

  private static int origin(InstalledServers servers, String kind) throws IOException {
    String page = "location / { return 200 ok; }";
    return switch (kind) {
      case "router" -> servers.haproxyRoutingBySni(servers.nginx(page));
      case "AES256" ->
          servers.nginx(
              "ssl_protocols TLSv1.2; ssl_ciphers ECDHE-ECDSA-AES256-GCM-SHA384; " + page);
      default -> servers.nginx("ssl_protocols " + kind + "; " + page);
    };
  }

  private static int proxy(InstalledServers servers, String product, String options, int server)
      throws IOException, InterruptedException {
    return switch (product) {
      case "nginx" ->
          servers.nginx(
              "location / { proxy_pass https://127.0.0.1:%d; %s }".formatted(server, options));
      case "haproxy" ->
          servers.haproxy(
              "mode http\nserver origin 127.0.0.1:%d %s".formatted(server, options), "ssl crt PEM");
      case "stunnel", "stunnel as client" -> {
        InstalledServers.require("stunnel");
        yield servers.stunnel(server, product.equals("stunnel"), options);
      }
      case "sslsplit" -> {
        InstalledServers.require("sslsplit", "openssl");
        yield servers.sslsplit(server, options.split(" "));
      }
      default ->
          servers.haproxy("mode tcp\nserver origin 127.0.0.1:%d %s".formatted(server, options), "");
    };
  }

  private void ask(InstalledServers servers, int server, int port)
      throws IOException, InterruptedException {
    String authority = InstalledServers.HOST + ":" + server;
    ForeignProgram.run(
        folder,
        Map.of(),
        "curl",
        "-s",
        "-m",
        "10",
        "--cacert",
        servers.ca.toString(),
        "--connect-to",
        authority + ":127.0.0.1:" + port,
        "https://" + authority + "/");
  }

  private static Capture part(Capture all, String name, Predicate<Handshake> which) {
    return new Capture(name, all.handshakes().stream().filter(which).toList());
  }
}
