package dev.tlsdiag.proxy.netty;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tlsdiag.Installed;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.HostSelection;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.trust.TrustStores;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Clients people use, through every mode of the proxy, to a server over TLS. */
class RealClientsTest {
  private static final long TIMEOUT_SECONDS = 40;

  /** What a client is told, in the words of its own command line. */
  static final String OPENSSL_REQUEST = "GET / HTTP/1.0\r\nHost: localhost\r\n\r\n";

  static final String PYTHON =
      """
      import sys, ssl, socket, urllib.request
      url, ca, proxy = sys.argv[1:4]
      context = ssl.create_default_context(cafile=ca)
      handlers = [urllib.request.HTTPSHandler(context=context)]
      handlers.append(urllib.request.ProxyHandler({'https': proxy} if proxy else {}))
      print(urllib.request.build_opener(*handlers).open(url).read().decode(), end='')
      """;

  static final String NODE =
      """
      const [url, ca, proxy] = process.argv.slice(2);
      const https = require('https'), http = require('http'), tls = require('tls');
      const trusted = require('fs').readFileSync(ca), target = new URL(url);
      const print = r => { r.pipe(process.stdout); };
      if (!proxy) {
        https.get(url, { ca: trusted, autoSelectFamily: true }, print);
      } else {
        const at = new URL(proxy);
        http.request({ host: at.hostname, port: at.port, method: 'CONNECT', path: target.host })
          .on('connect', (response, socket) => {
            http.get({ host: 'localhost', path: '/', headers: { Host: target.host },
              createConnection: () => tls.connect({ socket, servername: 'localhost', ca: trusted })
            }, r => { r.pipe(process.stdout); r.on('end', () => socket.destroy()); });
          }).end();
      }
      """;

  static final String JAVA =
      """
      import java.io.*; import java.net.*; import java.net.http.*; import java.nio.file.*;
      import java.security.*; import java.security.cert.*; import javax.net.ssl.*;
      class Client {
        public static void main(String[] args) throws Exception {
          KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
          store.load(null, null);
          try (InputStream in = Files.newInputStream(Path.of(args[1]))) {
            store.setCertificateEntry("ca",
                CertificateFactory.getInstance("X.509").generateCertificate(in));
          }
          TrustManagerFactory trust = TrustManagerFactory.getInstance("PKIX");
          trust.init(store);
          SSLContext context = SSLContext.getInstance("TLS");
          context.init(null, trust.getTrustManagers(), null);
          HttpClient.Builder builder = HttpClient.newBuilder().sslContext(context);
          if (!args[2].isEmpty()) {
            URI at = URI.create(args[2]);
            builder.proxy(ProxySelector.of(new InetSocketAddress(at.getHost(), at.getPort())));
          }
          System.out.print(builder.build().send(HttpRequest.newBuilder(URI.create(args[0])).build(),
              HttpResponse.BodyHandlers.ofString()).body());
        }
      }
      """;

  @TempDir static Path folder;

  private static CertificateAuthority internal;
  private static Origin origin;
  private static Path originCa;
  private static Path internalCa;

  @BeforeAll
  static void start() throws Exception {
    Instant now = Instant.now();
    CertificateAuthority publicCa =
        CertificateAuthority.create(
            new AuthoritySpec("public", KeyType.EC_P256, Duration.ofDays(2), List.of()), now);
    internal =
        CertificateAuthority.create(
            new AuthoritySpec("internal", KeyType.EC_P256, Duration.ofDays(2), List.of()), now);
    Path site = Files.createDirectories(folder.resolve("site"));
    origin = new Origin(publicCa.issue(LeafSpec.of(List.of("localhost", "127.0.0.1"), now)), site);
    originCa = write("origin.pem", PemWriter.certificates(List.of(publicCa.certificate())));
    internalCa = write("internal.pem", PemWriter.certificates(List.of(internal.certificate())));
    write("client.py", PYTHON);
    write("client.js", NODE);
    write("Client.java", JAVA);
  }

  @AfterAll
  static void stop() {
    if (origin != null) {
      origin.close();
    }
  }

  /** A way to run a client: {@code URL}, {@code CA} and {@code PROXY} are filled in. */
  static Stream<Arguments> clients() {
    List<Arguments> rows = new ArrayList<>();
    String[] tunnels = {"regular", "upstream"};
    for (String mode : tunnels) {
      rows.add(row(mode, "curl", "curl -sS --http1.1 --cacert CA -x PROXY URL"));
      rows.add(row(mode, "curl h2", "curl -sS --http2 --cacert CA -x PROXY URL"));
      rows.add(
          row(
              mode,
              "openssl",
              "openssl s_client -quiet -verify_return_error -CAfile CA -servername localhost"
                  + " -proxy HOSTPORT -connect TARGET"));
      rows.add(row(mode, "python", "python3 FOLDER/client.py URL CA PROXY"));
      rows.add(row(mode, "node", "node FOLDER/client.js URL CA PROXY"));
      rows.add(row(mode, "JDK", "java FOLDER/Client.java URL CA PROXY"));
      rows.add(
          row(
              mode,
              "wget",
              "wget -qO- --ca-certificate=CA -e use_proxy=yes -e https_proxy=PROXY URL"));
      rows.add(
          row(
              mode,
              "git",
              "git -c http.sslCAInfo=CA -c http.proxy=PROXY ls-remote URLfiles/r.git"));
    }
    rows.add(
        row("socks5", "curl", "curl -sS --http1.1 --cacert CA --socks5-hostname HOSTPORT URL"));
    rows.add(row("socks5", "curl h2", "curl -sS --http2 --cacert CA --socks5 HOSTPORT URL"));
    rows.add(
        row(
            "socks5",
            "git",
            "git -c http.sslCAInfo=CA -c http.proxy=socks5h://HOSTPORT ls-remote URLfiles/r.git"));
    for (String mode : new String[] {"reverse", "tap"}) {
      rows.add(row(mode, "curl", "curl -sS --http1.1 --cacert CA URL"));
      rows.add(row(mode, "curl h2", "curl -sS --http2 --cacert CA URL"));
      rows.add(
          row(
              mode,
              "openssl",
              "openssl s_client -quiet -verify_return_error -CAfile CA -servername localhost"
                  + " -connect HOSTPORT"));
      rows.add(row(mode, "python", "python3 FOLDER/client.py URL CA NONE"));
      rows.add(row(mode, "node", "node FOLDER/client.js URL CA NONE"));
      rows.add(row(mode, "JDK", "java FOLDER/Client.java URL CA NONE"));
      rows.add(row(mode, "wget", "wget -qO- --no-proxy --ca-certificate=CA URL"));
      rows.add(row(mode, "git", "git -c http.sslCAInfo=CA ls-remote URLfiles/r.git"));
    }
    return rows.stream();
  }

  @ParameterizedTest(name = "{1} through {0}")
  @MethodSource("clients")
  void isServed(String mode, String client, String commandLine) throws Exception {
    String program = commandLine.substring(0, commandLine.indexOf(' '));
    Installed.require(program);
    if (client.equals("git")) {
      repository(folder);
    }
    Records records = new Records();
    List<ProxyServer> proxies = new ArrayList<>();
    try {
      ProxyServer proxy = proxy(mode, records, proxies);
      Endpoint at = proxy.addresses().get(0);
      boolean direct = mode.equals("reverse") || mode.equals("tap");
      String target = "localhost:" + (direct ? at.port() : origin.port());
      String[] command = commandLine.split(" ");
      for (int i = 0; i < command.length; i++) {
        command[i] =
            command[i]
                .replace("URL", "https://" + target + "/")
                .replace("HOSTPORT", "127.0.0.1:" + at.port())
                .replace("TARGET", target)
                .replace("FOLDER", folder.toString())
                .replace("PROXY", "http://127.0.0.1:" + at.port())
                .replace("NONE", "")
                .replaceFirst("\\bCA$", (mode.equals("tap") ? originCa : internalCa).toString());
      }
      String expected = client.equals("git") ? "refs/heads/main" : Origin.GREETING.strip();
      String printed = run(folder, client.equals("openssl") ? OPENSSL_REQUEST : "", command);
      assertTrue(printed.contains(expected), printed);
      proxy.drain(Duration.ofSeconds(10));
      if (mode.equals("tap")) {
        assertEquals(0, records.exchanges.size());
        assertEquals(
            Optional.of("localhost"), records.of(LegRecord.LegSide.DOWNSTREAM).names().clientSni());
      } else {
        assertTrue(
            records.exchanges.stream().allMatch(e -> e.exchange().status().isPresent()),
            records.exchanges.toString());
        assertEquals(
            Optional.of("localhost"), records.of(LegRecord.LegSide.UPSTREAM).names().upstreamSni());
      }
      assertTrue(records.legs.stream().noneMatch(LegRecord::failed), records.legs.toString());
    } finally {
      proxies.forEach(ProxyServer::close);
    }
  }

  private static ProxyServer proxy(String mode, Records records, List<ProxyServer> all)
      throws IOException {
    Endpoint server = new Endpoint("localhost", origin.port());
    ProxyMode chosen =
        switch (mode) {
          case "regular" -> new ProxyMode.Regular();
          case "socks5" -> new ProxyMode.Socks5();
          case "reverse" -> new ProxyMode.Reverse(true, server);
          case "tap" -> new ProxyMode.Tap(server);
          default -> {
            ProxySettings far = relayingAll(settings(new ProxyMode.Regular()));
            ProxyServer next = ProxyServer.start(far, new Records(), WireTaps.NONE);
            all.add(next);
            yield new ProxyMode.Upstream(false, next.addresses().get(0), Optional.empty());
          }
        };
    ProxyServer proxy = ProxyServer.start(settings(chosen), records, WireTaps.NONE);
    all.add(proxy);
    return proxy;
  }

  private static ProxySettings settings(ProxyMode mode) throws IOException {
    return ProxySettings.of(
        List.of(Listen.local(mode)),
        Profiles.named("tlsdiag").orElseThrow(),
        internal.credential(),
        TrustStores.load(originCa));
  }

  /** Of a proxy further on that leaves TLS alone. */
  private static ProxySettings relayingAll(ProxySettings s) {
    return new ProxySettings(
        s.listeners(),
        s.profile(),
        s.authority(),
        s.certificates(),
        s.upstreamTrust(),
        s.clientCertificate(),
        new HostSelection(List.of(), List.of(Pattern.compile(""))),
        s.dial(),
        s.sendProxyProtocol(),
        s.idleTimeout(),
        s.maxConnections(),
        s.useBoringSsl());
  }

  /** A repository for git's protocol without a server program of its own. */
  static synchronized void repository(Path folder) throws Exception {
    Path bare = folder.resolve("site/r.git");
    if (Files.exists(bare)) {
      return;
    }
    Path tree = Files.createDirectories(folder.resolve("tree"));
    String[] identity = {"-c", "user.name=test", "-c", "user.email=test@example.test"};
    run(folder, "", "git", "init", "-q", "-b", "main", tree.toString());
    Files.writeString(tree.resolve("file"), "content\n");
    run(folder, "", "git", "-C", tree.toString(), "add", "file");
    List<String> commit = new ArrayList<>(List.of("git", "-C", tree.toString()));
    commit.addAll(List.of(identity));
    commit.addAll(List.of("commit", "-qm", "first"));
    run(folder, "", commit.toArray(String[]::new));
    run(folder, "", "git", "clone", "-q", "--bare", tree.toString(), bare.toString());
    run(folder, "", "git", "-C", bare.toString(), "update-server-info");
  }

  /** What the command printed on both streams; fails unless it ends well. */
  static String run(Path folder, String input, String... command) throws Exception {
    File out = File.createTempFile("output", "", folder.toFile());
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(out);
    builder.environment().keySet().removeIf(RealClientsTest::steersClients);
    Process process = builder.start();
    try (OutputStream stdin = process.getOutputStream()) { // openssl leaves at the end of its input
      stdin.write(input.getBytes(StandardCharsets.UTF_8));
      stdin.flush();
      assertTrue(
          process.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS),
          () -> String.join(" ", command) + " does not end");
    } finally {
      process.destroyForcibly();
    }
    String printed = Files.readString(out.toPath(), StandardCharsets.UTF_8);
    // s_client calls it an error that the JDK's server closes without close_notify.
    boolean well = process.exitValue() == 0 || List.of(command).contains("openssl");
    assertTrue(well, () -> String.join(" ", command) + "\n" + printed);
    return printed;
  }

  /** Variables that would send a client elsewhere, or let it trust others. */
  private static boolean steersClients(String variable) {
    String name = variable.toLowerCase(Locale.ROOT);
    return name.contains("proxy") || name.contains("ssl") || name.contains("_ca");
  }

  private static Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text);
  }

  private static Arguments row(String mode, String client, String commandLine) {
    return arguments(mode, client, commandLine);
  }

  /** Everything that a proxy told. */
  private static final class Records implements RecordSink {
    private final ConcurrentLinkedQueue<LegRecord> legs = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<ExchangeRecord> exchanges = new ConcurrentLinkedQueue<>();

    @Override
    public void onLeg(LegRecord leg) {
      legs.add(leg);
    }

    @Override
    public void onExchange(ExchangeRecord exchange) {
      exchanges.add(exchange);
    }

    LegRecord of(LegRecord.LegSide side) {
      return legs.stream().filter(leg -> leg.side() == side).findFirst().orElseThrow();
    }
  }
}
