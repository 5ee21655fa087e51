package dev.tlsdiag.experiment;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tlsdiag.diagnose.Engine;
import dev.tlsdiag.diagnose.Facts;
import dev.tlsdiag.diagnose.Finding;
import dev.tlsdiag.diagnose.Severity;
import dev.tlsdiag.diagnose.rules.Rules;
import dev.tlsdiag.lab.ForeignProxy;
import dev.tlsdiag.lab.RunningScenario;
import dev.tlsdiag.lab.Scenario;
import dev.tlsdiag.lab.Scenarios;
import dev.tlsdiag.lab.Target;
import dev.tlsdiag.proxy.core.ExchangeRecord;
import dev.tlsdiag.proxy.core.LegRecord;
import dev.tlsdiag.proxy.core.Listen;
import dev.tlsdiag.proxy.core.Profile;
import dev.tlsdiag.proxy.core.Profiles;
import dev.tlsdiag.proxy.core.ProxyMode;
import dev.tlsdiag.proxy.core.ProxySettings;
import dev.tlsdiag.proxy.core.RecordSink;
import dev.tlsdiag.proxy.core.WireTaps;
import dev.tlsdiag.replay.ConnectTo;
import dev.tlsdiag.replay.HttpVersion;
import dev.tlsdiag.replay.PathOptions;
import dev.tlsdiag.replay.ProxyServer;
import dev.tlsdiag.replay.Replay;
import dev.tlsdiag.replay.ReplayClient;
import dev.tlsdiag.replay.ReplayOptions;
import dev.tlsdiag.replay.ReplayRequest;
import dev.tlsdiag.replay.ResolveEntry;
import dev.tlsdiag.replay.TlsOptions;
import dev.tlsdiag.tcp.Endpoint;
import dev.tlsdiag.trace.Handshake;
import dev.tlsdiag.trace.Hop;
import dev.tlsdiag.trace.HopTrace;
import dev.tlsdiag.trace.Step;
import dev.tlsdiag.x509.AuthoritySpec;
import dev.tlsdiag.x509.CertificateAuthority;
import dev.tlsdiag.x509.Credential;
import dev.tlsdiag.x509.KeyType;
import dev.tlsdiag.x509.TrustAnchors;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The rules on every failure that the lab knows, live: directly and through a proxy. */
class LabFindingsTest {
  /** Longer than a silence has to be to mean something. */
  private static final Duration PATIENCE = Duration.ofMillis(3000);

  private static final Credential AUTHORITY =
      CertificateAuthority.create(
              new AuthoritySpec("a proxy's CA", KeyType.EC_P256, Duration.ofDays(1), List.of()),
              Instant.now())
          .credential();

  private final Queue<LegRecord> legs = new ConcurrentLinkedQueue<>();

  /** Expected are the error findings of both paths, {@code hop rule}, with their consequences. */
  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          mrap-no-sni             | -                           | 2 upstream-sni-missing (silence-after-client-hello sni-required-by-server proxy-made-status)
          sni-alert-112           | -                           | 2 upstream-sni-missing (sni-required-by-server proxy-made-status)
          sni-alert-40            | -                           | 2 upstream-sni-missing (handshake-failure-alert sni-required-by-server proxy-made-status)
          sni-reset               | -                           | 2 upstream-sni-missing (reset-after-client-hello sni-required-by-server proxy-made-status)
          sni-close               | -                           | 2 upstream-sni-missing (close-after-client-hello sni-required-by-server proxy-made-status)
          sni-default-certificate | -                           | 2 upstream-sni-missing (sni-required-by-server certificate-wrong-name proxy-made-status)
          sni-resumption          | -                           | 2 upstream-sni-missing (sni-required-by-server proxy-made-status)
          tls13-only              | -                           | 2 tls-version-lowered (protocol-version-refused proxy-made-status)
          alpn-required           | -                           | 2 alpn-lost (alpn-refused proxy-made-status)
          bundle-lacks-issuer     | -                           | 2 upstream-bundle-lacks-issuer (proxy-made-status)
          incomplete-chain        | -                           | 2 incomplete-chain (proxy-made-status)
          client-certificate      | -                           | 2 client-certificate-required (handshake-failure-alert proxy-made-status)
          tls12-only              | -                           | 2 protocol-version-refused (proxy-made-status)
          untrusted-server        | 1 untrusted-internal-ca     | 2 upstream-bundle-lacks-issuer (proxy-made-status)
          self-signed             | 1 untrusted-internal-ca     | 2 upstream-bundle-lacks-issuer (proxy-made-status)
          expired                 | 1 certificate-expired       | 2 certificate-expired (proxy-made-status)
          not-yet-valid           | 1 certificate-not-yet-valid | 2 certificate-not-yet-valid (proxy-made-status)
          wrong-name              | 1 certificate-wrong-name    | 2 certificate-wrong-name (proxy-made-status)
          plaintext-server        | 1 plaintext-answer          | 2 plaintext-answer (proxy-made-status)
          plaintext-proxy         | -                           | 1 plaintext-answer
          connect-403             | -                           | 1 connect-403-port-or-policy
          connect-407             | -                           | 1 connect-407-auth
          connect-to-web-server   | -                           | 1 connect-to-something-that-is-not-a-forward-proxy
          proxy-503-by-itself     | -                           | 1 proxy-made-status
          untrusted-ca            | -                           | 1 untrusted-internal-ca
          no-san                  | -                           | 1 leaf-without-san
          tls-inspection          | -                           | -
          """)
  void findsTheCause(String name, String direct, String proxied) throws IOException {
    Scenario scenario = Scenarios.named(name).orElseThrow();
    try (RunningScenario lab = scenario.start()) {
      HopTrace directly = run("direct", lab, options(lab, lab.trust(), path(lab))).trace("direct");
      HopTrace through = through(scenario, lab);
      List<Handshake> seen =
          Stream.of(directly, through)
              .flatMap(trace -> trace.hops().stream())
              .flatMap(hop -> hop.tls().stream())
              .map(Step.Tls::last)
              .toList();
      assertEquals(
          direct + " | " + proxied,
          outline(directly, new Facts(Optional.empty(), seen))
              + " | "
              + outline(through, new Facts(Optional.of(directly), seen)));
    }
  }

  private HopTrace through(Scenario scenario, RunningScenario lab) throws IOException {
    if (lab.proxy().isPresent()) {
      ForeignProxy foreign = lab.proxy().get();
      Endpoint at = foreign.address();
      PathOptions.Builder path = path(lab);
      if (foreign.kind() == ForeignProxy.Kind.EXPLICIT) {
        path.proxy(ProxyServer.parse(at.toString()));
      } else {
        Target target = lab.targets().get(0);
        path.connectTo(List.of(ConnectTo.parse(target.authority() + ":" + at)));
      }
      return run("proxied", lab, options(lab, lab.trust(), path)).trace("proxied");
    }
    Profile profile =
        scenario.profile().isEmpty()
            ? Profiles.TLSDIAG
            : Profiles.named(scenario.profile()).orElseThrow();
    ProxySettings settings =
        ProxySettings.of(
                List.of(Listen.local(new ProxyMode.Regular())),
                profile.with(scenario.knobs(profile.tls())).with(PATIENCE, 1),
                AUTHORITY,
                lab.proxyTrust())
            .dialling(lab.dial());
    Replay replay;
    try (var proxy = dev.tlsdiag.proxy.netty.ProxyServer.start(settings, sink(), WireTaps.NONE)) {
      PathOptions.Builder path =
          path(lab).proxy(ProxyServer.parse(proxy.addresses().get(0).toString()));
      TrustAnchors trust =
          lab.trust().and(new TrustAnchors("proxy", List.of(AUTHORITY.certificate())));
      ReplayOptions options = options(lab, trust, path);
      // tlsdiag's own profile agrees on what the server has: HTTP/1.1 is enough for its failures.
      replay =
          run(
              "proxied",
              lab,
              scenario.profile().isEmpty()
                  ? options.with().httpVersion(HttpVersion.HTTP_1_1).build()
                  : options);
    }
    List<Hop> hops = new ArrayList<>(List.of(replay.hop()));
    legs.stream()
        .filter(leg -> leg.side() == LegRecord.LegSide.UPSTREAM)
        .map(LegRecord::hop)
        .forEach(hops::add);
    return new HopTrace("proxied", hops, List.of());
  }

  private static PathOptions.Builder path(RunningScenario lab) {
    return PathOptions.DEFAULT
        .with()
        .resolve(lab.targets().stream().map(Target::resolve).map(ResolveEntry::parse).toList());
  }

  private static ReplayOptions options(
      RunningScenario lab, TrustAnchors trust, PathOptions.Builder path) {
    TlsOptions.Builder tls = TlsOptions.DEFAULT.with().anchors(trust);
    lab.clientCertificate().ifPresent(tls::credential);
    return ReplayOptions.DEFAULT.with().path(path.build()).tls(tls.build()).build();
  }

  private static Replay run(String path, RunningScenario lab, ReplayOptions options)
      throws IOException {
    return new ReplayClient(path).run(ReplayRequest.get(lab.targets().get(0).url()), options);
  }

  private static String outline(HopTrace trace, Facts facts) {
    String found =
        new Engine(Rules.ALL)
            .run(trace, facts).stream()
                .filter(finding -> finding.severity() != Severity.NOTE)
                .map(LabFindingsTest::outline)
                .collect(Collectors.joining(", "));
    return found.isEmpty() ? "-" : found;
  }

  private static String outline(Finding finding) {
    String consequences =
        finding.consequences().isEmpty()
            ? ""
            : finding.consequences().stream()
                .map(Finding::rule)
                .collect(Collectors.joining(" ", " (", ")"));
    return (finding.severity() == Severity.ERROR ? "" : finding.severity().label() + " ")
        + finding.hop()
        + " "
        + finding.rule()
        + consequences;
  }

  private RecordSink sink() {
    return new RecordSink() {
      @Override
      public void onLeg(LegRecord leg) {
        legs.add(leg);
      }

      @Override
      public void onExchange(ExchangeRecord exchange) {}
    };
  }
}
