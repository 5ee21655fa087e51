package dev.tlsdiag.cli;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.tlsdiag.ServerTls;
import dev.tlsdiag.proxy.dns.StubResolver;
import dev.tlsdiag.trust.PemWriter;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.LeafSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.io.Writer;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.Address;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/**
 * A program of its own in a namespace: a web server and a resolver, and the proxy as each line of
 * its input wants it. An empty line stops that proxy, the end of the input stops all.
 */
final class PolicyGateway {
  static final String READY = "ready";
  static final String STOPPED = "stopped";
  static final String CA = "ca.pem";
  static final int RESOLVER = 5300;
  static final Map<String, String> ADDRESSES =
      Map.of("allowed.example.test", "192.0.2.1", "other.example.test", "192.0.2.2");

  private static final int HTTPS = 443;

  private PolicyGateway() {}

  public static void main(String[] args) throws Exception {
    Path folder = Path.of(args[0]);
    HttpsServer web = web(folder);
    try (StubResolver resolver = new StubResolver(PolicyGateway::answer, RESOLVER)) {
      System.out.println(READY);
      BufferedReader lines =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        Run run = new Run(line.split(" ", -1));
        System.out.println(READY);
        lines.readLine();
        run.stop();
        System.out.println(STOPPED);
      }
    } finally {
      web.stop(0);
    }
  }

  private static HttpsServer web(Path folder) throws Exception {
    Instant now = Instant.now();
    CertificateAuthority authority =
        CertificateAuthority.create(
            new AuthoritySpec("public", KeyType.EC_P256, AuthoritySpec.USUAL_VALIDITY, List.of()),
            now);
    Files.writeString(folder.resolve(CA), PemWriter.certificates(List.of(authority.certificate())));
    HttpsServer server = HttpsServer.create(new InetSocketAddress("::", HTTPS), 50);
    server.setHttpsConfigurator(
        new HttpsConfigurator(
            ServerTls.of(authority.issue(LeafSpec.of(List.copyOf(ADDRESSES.keySet()), now)))));
    server.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(200, -1);
          exchange.close();
        });
    server.start();
    return server;
  }

  private static Optional<byte[]> answer(Message answer, boolean overTcp) throws IOException {
    String name = answer.getQuestion().getName().toString(true);
    if (!ADDRESSES.containsKey(name)) {
      answer.getHeader().setRcode(Rcode.NXDOMAIN);
    } else if (answer.getQuestion().getType() == Type.A) {
      answer.addRecord(
          new ARecord(
              answer.getQuestion().getName(),
              DClass.IN,
              30,
              Address.getByAddress(ADDRESSES.get(name))),
          Section.ANSWER);
    }
    return Optional.of(answer.toWire());
  }

  /** The command, in a thread. */
  private static final class Run {
    private final CompletableFuture<Integer> code = new CompletableFuture<>();

    Run(String[] words) throws Exception {
      CountDownLatch listening = new CountDownLatch(1);
      PrintWriter out = new PrintWriter(Writer.nullWriter());
      PrintWriter err =
          new PrintWriter(System.out, true) {
            @Override
            public void print(String text) {
              super.print("| " + text);
              if (text.startsWith("try ")) {
                listening.countDown();
              }
            }
          };
      Thread thread = new Thread(() -> code.complete(new Program(out, err).run(words)));
      thread.setDaemon(true);
      thread.start();
      code.thenRun(listening::countDown);
      listening.await(60, TimeUnit.SECONDS);
    }

    void stop() throws Exception {
      if (code.isDone()) {
        return; // it never began
      }
      String self = Long.toString(ProcessHandle.current().pid());
      new ProcessBuilder("kill", "-TERM", self).start().waitFor();
      code.get(60, TimeUnit.SECONDS);
    }
  }
}
