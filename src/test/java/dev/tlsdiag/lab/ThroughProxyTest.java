package dev.tlsdiag.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.UpstreamFailure;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.proxy.netty.ProxyServer;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import java.net.InetSocketAddress;
import java.net.ProxySelector;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.KeyStore;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The failures show through tlsdiag's own proxy with the profile and the knobs they ask for. */
class ThroughProxyTest {
  /** For a server that says nothing. */
  private static final Duration PATIENCE = Duration.ofMillis(700);

  private static final Duration LONG = Duration.ofSeconds(60);

  private static final Credential AUTHORITY =
      CertificateAuthority.create(
              new AuthoritySpec("a proxy's CA", KeyType.EC_P256, Duration.ofDays(1), List.of()),
              Instant.now())
          .credential();

  private final Queue<ExchangeRecord> exchanges = new ConcurrentLinkedQueue<>();

  @ParameterizedTest
  @CsvSource({
    "mrap-no-sni, 503, TLS_TIMEOUT",
    "sni-alert-112, 503, TLS_ALERT",
    "sni-alert-40, 503, TLS_ALERT",
    "sni-reset, 503, TLS_CLOSED",
    "sni-close, 503, TLS_CLOSED",
    "sni-default-certificate, 503, CERTIFICATE",
    "sni-resumption, 503, TLS_ALERT",
    "tls13-only, 503, TLS_ALERT",
    "tls12-only, 502, TLS_ALERT",
    "alpn-required, 503, TLS_ALERT",
    "bundle-lacks-issuer, 503, CERTIFICATE",
    "incomplete-chain, 503, CERTIFICATE",
    "client-certificate, 503, TLS_ALERT",
    "untrusted-server, 502, CERTIFICATE",
    "self-signed, 502, CERTIFICATE",
    "expired, 502, CERTIFICATE",
    "not-yet-valid, 502, CERTIFICATE",
    "wrong-name, 502, CERTIFICATE",
    "plaintext-server, 502, TLS"
  })
  void showsTheFailure(String name, int status, UpstreamFailure.Kind kind) throws Exception {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    Profile profile =
        scenario.profile().isEmpty()
            ? Profiles.TLSDIAG
            : Profiles.named(scenario.profile()).orElseThrow();
    try (RunningScenario running = scenario.start()) {
      Duration patience = kind == UpstreamFailure.Kind.TLS_TIMEOUT ? PATIENCE : LONG;
      Profile knobbed = profile.with(scenario.knobs(profile.tls())).with(patience, 1);
      assertEquals(status, ask(running, 0, knobbed));
      assertEquals(kind, exchanges.element().localReply().orElseThrow().kind());
    }
  }

  /** With a proxy that loses nothing. */
  @ParameterizedTest
  @CsvSource({
    "mrap-no-sni",
    "sni-alert-112",
    "sni-alert-40",
    "sni-reset",
    "sni-close",
    "sni-default-certificate",
    "sni-resumption",
    "tls13-only",
    "tls12-only"
  })
  void isCuredByTheName(String name) throws Exception {
    try (RunningScenario running = Scenarios.named(name).orElseThrow().start()) {
      assertEquals(200, ask(running, 0, Profiles.TLSDIAG.with(LONG, 1)));
    }
  }

  @Test
  void thePlainBucketAnswersThroughTheProxyThatLosesTheName() throws Exception {
    Scenario scenario = Scenarios.named("mrap-no-sni").orElseThrow();
    try (RunningScenario running = scenario.start()) {
      Profile losing = Profiles.named(scenario.profile()).orElseThrow();
      assertEquals(200, ask(running, 1, losing.with(LONG, 1)));
    }
  }

  private int ask(RunningScenario running, int target, Profile profile) throws Exception {
    ProxySettings settings =
        ProxySettings.of(
                List.of(Listen.local(new ProxyMode.Regular())),
                profile,
                AUTHORITY,
                running.proxyTrust())
            .dialling(running.dial());
    try (ProxyServer proxy = ProxyServer.start(settings, sink(), WireTaps.NONE)) {
      Endpoint address = proxy.addresses().get(0);
      HttpClient client =
          HttpClient.newBuilder()
              .proxy(ProxySelector.of(new InetSocketAddress(address.host(), address.port())))
              .sslContext(trusting(AUTHORITY))
              .connectTimeout(LONG)
              .build();
      HttpRequest request =
          HttpRequest.newBuilder(running.targets().get(target).url()).timeout(LONG).build();
      return client.send(request, HttpResponse.BodyHandlers.ofString()).statusCode();
    }
  }

  private RecordSink sink() {
    return new RecordSink() {
      @Override
      public void onLeg(LegRecord leg) {}

      @Override
      public void onExchange(ExchangeRecord exchange) {
        exchanges.add(exchange);
      }
    };
  }

  private static SSLContext trusting(Credential authority) throws Exception {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    store.setCertificateEntry("authority", authority.certificate());
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, factory.getTrustManagers(), null);
    return context;
  }
}
