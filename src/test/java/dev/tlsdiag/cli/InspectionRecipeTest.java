package dev.tlsdiag.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.HostSelection;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.trust.CredentialFiles;
import dev.tlsdiag.trust.Passphrase;
import dev.tlsdiag.trust.TrustStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * TLS inspection from nothing to an answer: an authority, a certificate for the host, a bundle for
 * the way up, a proxy with both, and clients that trust the authority. Once with {@code tlsdiag
 * ca}, once by the recipe that is handed around, which forgets subjectAltName.
 */
class InspectionRecipeTest {
  private static final int CURL_UNTRUSTED = 60;

  private static final RecordSink NO_RECORDS =
      new RecordSink() {
        @Override
        public void onLeg(LegRecord leg) {}

        @Override
        public void onExchange(ExchangeRecord exchange) {}
      };

  @TempDir Path folder;
  private RunningScenario lab;
  private Target target;

  @BeforeEach
  void start() throws IOException {
    lab = Scenarios.named("tls-inspection").orElseThrow().start();
    target = lab.targets().get(0);
  }

  @AfterEach
  void stop() {
    if (lab != null) {
      lab.close();
    }
  }

  @Test
  void doneRightEveryClientIsContent() throws Exception {
    Path authority = makeAuthority();
    CaRun.clean(authorityFolder(), "issue", target.host(), "--out", folder + "/certs");
    Path certificate = folder.resolve("certs/" + target.host() + ".crt");
    Path key = folder.resolve("certs/" + target.host() + ".key");
    assertEquals(0, shell("openssl verify -x509_strict -CAfile %s %s", authority, certificate));
    try (ProxyServer proxy = proxy(certificate, key)) {
      assertEquals(0, curl(proxy, authority));
      assertEquals(0, urllib3(proxy, authority));
      assertEquals(CURL_UNTRUSTED, curl(proxy, lab.proxyTrustFile()), "the server's own authority");
    }
  }

  @Test
  void withoutSubjectAltNameHalfOfTheClientsRefuse() throws Exception {
    shellOrFail("openssl genrsa -out ca.key 2048");
    shellOrFail("openssl req -x509 -new -key ca.key -days 30 -subj /CN=Inspection -out ca.crt");
    shellOrFail("openssl genrsa -out leaf.key 2048");
    shellOrFail("openssl req -new -key leaf.key -subj /CN=%s -out leaf.csr", target.host());
    shellOrFail(
        "openssl x509 -req -days 30 -in leaf.csr -CA ca.crt -CAkey ca.key -CAcreateserial"
            + " -out leaf.crt");
    Path authority = folder.resolve("ca.crt");
    try (ProxyServer proxy = proxy(folder.resolve("leaf.crt"), folder.resolve("leaf.key"))) {
      assertEquals(0, curl(proxy, authority), "curl takes a common name");
      assertNotEquals(0, urllib3(proxy, authority), "others do not");
    }
    // The request may stay, the names come from the command line.
    Path better = makeAuthority();
    String request = folder.resolve("leaf.csr").toString();
    String signed = folder.resolve("signed.crt").toString();
    CaRun.clean(authorityFolder(), "sign", request, "--host", target.host(), "--out", signed);
    try (ProxyServer proxy = proxy(folder.resolve("signed.crt"), folder.resolve("leaf.key"))) {
      assertEquals(0, curl(proxy, better));
      assertEquals(0, urllib3(proxy, better));
    }
  }

  private Path authorityFolder() {
    return folder.resolve("ca");
  }

  private Path makeAuthority() {
    String server = lab.proxyTrustFile().toString();
    CaRun.clean(authorityFolder(), "init", "--permit", "example.test");
    CaRun.clean(authorityFolder(), "bundle", "--add", server, "--out", folder + "/upstream.pem");
    return authorityFolder().resolve("ca.crt");
  }

  /** A proxy that shows this certificate to clients, and trusts the bundle where there is one. */
  private ProxyServer proxy(Path certificate, Path key) throws IOException {
    Path bundle = folder.resolve("upstream.pem");
    ProxySettings settings =
        new ProxySettings(
            List.of(Listen.local(new ProxyMode.Regular())),
            Profiles.TLSDIAG,
            Optional.empty(),
            Map.of(target.host(), CredentialFiles.load(certificate, key, Passphrase.NONE)),
            TrustStores.load(Files.exists(bundle) ? bundle : lab.proxyTrustFile()),
            Optional.empty(),
            HostSelection.ALL,
            lab.dial(),
            0,
            ProxySettings.USUAL_IDLE_TIMEOUT,
            ProxySettings.USUAL_MAX_CONNECTIONS,
            true);
    return ProxyServer.start(settings, NO_RECORDS, WireTaps.NONE);
  }

  private int curl(ProxyServer proxy, Path trust) throws Exception {
    return shell(
        "curl -sSf -m 10 -x http://%s --cacert %s %s",
        proxy.addresses().get(0), trust, target.url());
  }

  /** As urllib3 sets Python up for requests, pip and the AWS CLI. */
  private int urllib3(ProxyServer proxy, Path trust) throws Exception {
    String script =
        """
        import ssl, sys, urllib.request
        context = ssl.create_default_context(cafile=sys.argv[1])
        context.hostname_checks_common_name = False
        proxies = urllib.request.ProxyHandler({"https": sys.argv[2]})
        https = urllib.request.HTTPSHandler(context=context)
        urllib.request.build_opener(proxies, https).open(sys.argv[3], timeout=10)
        """;
    return ForeignProgram.run(
            folder,
            Map.of(),
            "python3",
            "-c",
            script,
            trust.toString(),
            "http://" + proxy.addresses().get(0),
            target.url().toString())
        .exitCode();
  }

  private void shellOrFail(String line, Object... words) throws Exception {
    assertEquals(0, shell(line, words), line);
  }

  /** The words of a line, none of which has a blank in it. */
  private int shell(String line, Object... words) throws Exception {
    return ForeignProgram.run(folder, Map.of(), line.formatted(words).split(" ")).exitCode();
  }
}
