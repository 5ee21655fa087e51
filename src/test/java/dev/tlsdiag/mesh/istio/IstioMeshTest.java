package dev.tlsdiag.mesh.istio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.mesh.Manifests;
import dev.tlsdiag.mesh.Resource;
import dev.tlsdiag.mesh.istio.InboundRuling.Chain;
import dev.tlsdiag.mesh.istio.OutboundRuling.Fate;
import dev.tlsdiag.mesh.istio.UpstreamTls.Mode;
import dev.tlsdiag.mesh.istio.UpstreamTls.NameCheck;
import dev.tlsdiag.mesh.istio.UpstreamTls.SniSource;
import dev.tlsdiag.trace.Evidence;
import dev.tlsdiag.yaml.YamlText;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IstioMeshTest {
  private static final String REGISTRY_ONLY =
      """
      apiVersion: v1
      kind: ConfigMap
      metadata: {name: istio, namespace: istio-system}
      data:
        mesh: |-
          outboundTrafficPolicy:
            mode: REGISTRY_ONLY
      """;

  private static List<Resource> resources(String... more) {
    List<Resource> all = new ArrayList<>();
    try (InputStream file = IstioMeshTest.class.getResourceAsStream("shop.yaml")) {
      String text = new String(file.readAllBytes(), StandardCharsets.UTF_8);
      all.addAll(Manifests.of(new YamlText("shop.yaml", text)).resources());
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    for (String text : more) {
      all.addAll(Manifests.of(new YamlText("more.yaml", text)).resources());
    }
    return all;
  }

  private static IstioMesh mesh(String version, String... more) {
    return IstioMesh.of(resources(more), IstioVersion.parse(version));
  }

  private static OutboundCall call(String spoken, int port, String name) {
    return switch (spoken) {
      case "http" -> OutboundCall.http("shop", port, name);
      case "tls" ->
          OutboundCall.tls("shop", port, Optional.of(name).filter(text -> !text.equals("none")));
      default -> OutboundCall.tcp("shop", port, name);
    };
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      delimiterString = " ! ",
      textBlock =
          """
          http ! 8080 ! reviews                                ! FORWARDED ! outbound|8080||reviews.shop.svc.cluster.local ! default
          http ! 8080 ! reviews.shop                           ! FORWARDED ! outbound|8080||reviews.shop.svc.cluster.local ! default
          http ! 8080 ! REVIEWS.shop.svc.cluster.local:8080    ! FORWARDED ! outbound|8080||reviews.shop.svc.cluster.local ! default
          http ! 8080 ! 10.96.12.7                             ! FORWARDED ! outbound|8080||reviews.shop.svc.cluster.local ! default
          http ! 8080 ! reviews:8443                           ! FORWARDED ! PassthroughCluster ! allow_any
          http ! 8080 ! shop.example.com                       ! FORWARDED ! PassthroughCluster ! allow_any
          http ! 80   ! reviews                                ! FORWARDED ! PassthroughCluster ! allow_any
          http ! 80   ! edition.example.com                    ! FORWARDED ! outbound|80||edition.example.com ! default
          http ! 443  ! edition.example.com                    ! FORWARDED ! PassthroughCluster ! -
          http ! 9999 ! reviews                                ! FORWARDED ! PassthroughCluster ! -
          tls  ! 443  ! edition.example.com                    ! FORWARDED ! outbound|443||edition.example.com ! -
          tls  ! 443  ! EDITION.example.com                    ! FORWARDED ! outbound|443||edition.example.com ! -
          tls  ! 443  ! a.cdn.example.com                      ! FORWARDED ! outbound|443||*.cdn.example.com ! -
          tls  ! 443  ! cdn.example.com                        ! FORWARDED ! PassthroughCluster ! -
          tls  ! 443  ! none                                   ! FORWARDED ! PassthroughCluster ! -
          tls  ! 8080 ! reviews.shop                           ! NOT_HTTP  ! none ! -
          tcp  ! 8080 ! 10.96.12.7                             ! FORWARDED ! outbound|8080||reviews.shop.svc.cluster.local ! -
          tcp  ! 5432 ! 192.0.2.7                              ! FORWARDED ! PassthroughCluster ! -
          """)
  void sends(String spoken, int port, String name, Fate fate, String cluster, String route) {
    OutboundRuling ruling = mesh("1.24").outbound(call(spoken, port, name));
    assertEquals(fate, ruling.fate());
    assertEquals(cluster, ruling.cluster().map(IstioName::cluster).orElse("none"));
    assertEquals(route, ruling.route());
  }

  @ParameterizedTest(name = "{0} {1} {2}")
  @CsvSource(
      textBlock =
          """
          http, 8080, shop.example.com, BLOCKED, none, block_all
          http, 8080, reviews, FORWARDED, outbound|8080||reviews.shop.svc.cluster.local, default
          tls, 443, unknown.example.com, CLOSED, BlackHoleCluster, -
          tcp, 5432, 192.0.2.7, CLOSED, BlackHoleCluster, -
          """)
  void sendsOnlyToTheRegistered(
      String spoken, int port, String name, Fate fate, String cluster, String route) {
    OutboundRuling ruling = mesh("1.24", REGISTRY_ONLY).outbound(call(spoken, port, name));
    assertEquals(fate, ruling.fate());
    assertEquals(cluster, ruling.cluster().map(IstioName::cluster).orElse("none"));
    assertEquals(route, ruling.route());
    if (fate != Fate.FORWARDED) {
      assertTrue(
          ruling.because().stream()
              .anyMatch(s -> s.entry().equals(Optional.of("registry-only-blackhole"))));
      assertTrue(
          ruling.because().stream()
              .flatMap(s -> s.place().stream())
              .anyMatch(place -> place.equals(new Evidence.ConfigLine("more.yaml", 7, 9))),
          ruling.because().toString());
    }
  }

  private static String tlsOf(UpstreamTls tls) {
    return "%s %s %s %s %s"
        .formatted(
            tls.mode(),
            tls.source(),
            tls.sni().orElse("none"),
            tls.check(),
            String.join("+", tls.names()));
  }

  private static String rule(String tls) {
    return """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          ports: [{number: 80, name: http, protocol: HTTP, targetPort: 443}]
          resolution: DNS
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: api, namespace: shop}
        spec:
          host: api.example.com
          trafficPolicy:
            tls: %s
        """
        .formatted(tls);
  }

  @ParameterizedTest(name = "{0} {1}")
  @CsvSource(
      delimiterString = " ! ",
      textBlock =
          """
          1.24 ! {mode: SIMPLE} ! SIMPLE HOST api.example.com HOST api.example.com
          1.21 ! {mode: SIMPLE} ! SIMPLE HOST api.example.com HOST api.example.com
          1.18 ! {mode: SIMPLE} ! SIMPLE NONE none AUTHORITY_ALONE
          1.24 ! {mode: SIMPLE, sni: a.example.com} ! SIMPLE FIXED a.example.com AUTHORITY_ALONE
          1.24 ! {mode: SIMPLE, sni: a.example.com, subjectAltNames: [b.example.com]} ! SIMPLE FIXED a.example.com NAMES b.example.com
          1.24 ! {mode: SIMPLE, insecureSkipVerify: true} ! SIMPLE HOST api.example.com NOTHING
          1.24 ! {mode: MUTUAL} ! DROPPED NONE none NOT_OURS
          1.24 ! {mode: MUTUAL, clientCertificate: /c, privateKey: /k} ! MUTUAL HOST api.example.com HOST api.example.com
          1.24 ! {mode: SIMPLE, credentialName: x} ! DROPPED NONE none NOT_OURS
          1.24 ! {mode: SIMPLE, credentialName: "configmap://x"} ! SIMPLE HOST api.example.com HOST api.example.com
          1.24 ! {mode: DISABLE} ! UNTOUCHED NONE none NOT_OURS
          1.24 ! {mode: ISTIO_MUTUAL} ! MESH MESH outbound_.80_._.api.example.com IDENTITY
          """)
  void speaks(String version, String tls, String expected) {
    OutboundRuling ruling =
        mesh(version, rule(tls)).outbound(OutboundCall.http("shop", 80, "api.example.com"));
    assertEquals(expected, tlsOf(ruling.tls()).strip());
    assertEquals(List.of(), ruling.cannotTell());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1.24, b.example.com", "1.23, a.example.com"})
  void takesTheNameBeforeOrAfterARewrite(String version, String sni) {
    String rewrite =
        """
        apiVersion: networking.istio.io/v1
        kind: VirtualService
        metadata: {name: a, namespace: shop}
        spec:
          hosts: [a.example.com]
          http:
          - name: there
            rewrite: {authority: b.example.com}
            route: [{destination: {host: api.example.com, port: {number: 80}}}]
        """;
    OutboundRuling ruling =
        mesh(version, rule("{mode: SIMPLE}"), rewrite)
            .outbound(OutboundCall.http("shop", 80, "a.example.com"));
    assertEquals("outbound|80||api.example.com", ruling.cluster().orElseThrow().cluster());
    assertEquals("there", ruling.route());
    assertEquals(Optional.of(sni), ruling.tls().sni());
  }

  @Test
  void saysWhereAnOlderVersionDiffers() {
    OutboundRuling ruling =
        IstioMesh.of(resources(), Optional.empty())
            .outbound(OutboundCall.http("shop", 80, "edition.example.com"));
    assertEquals(SniSource.HOST, ruling.tls().source());
    assertEquals(NameCheck.HOST, ruling.tls().check());
    assertTrue(ruling.cannotTell().get(0).contains("1.21"), ruling.cannotTell().toString());
  }

  @Test
  void sidecarsSpeakMutualTlsAmongEachOther() {
    IstioMesh mesh = mesh("1.24");
    OutboundRuling ruling = mesh.outbound(OutboundCall.http("shop", 8080, "reviews"));
    assertEquals(Mode.MESH, ruling.tls().mode());
    assertEquals(
        Optional.of("outbound_.8080_._.reviews.shop.svc.cluster.local"), ruling.tls().sni());
    InboundCall arrival = mesh.arrivals(ruling).get(0);
    assertEquals(9080, arrival.port());
    InboundRuling taken = mesh.inbound(arrival);
    assertEquals(Chain.MTLS_HTTP, taken.chain());
    assertTrue(taken.clientCertificate());
  }

  @Test
  void plaintextToAStrictPodIsRefused() {
    InboundRuling taken =
        mesh("1.24")
            .inbound(new InboundCall("shop", Map.of("app", "reviews"), 9080, false, List.of()));
    assertEquals(Chain.NONE, taken.chain());
    assertEquals(
        Optional.of("strict-mtls-receives-plaintext"),
        taken.because().get(taken.because().size() - 1).entry());
    assertEquals(
        Optional.of(new Evidence.ConfigLine("shop.yaml", 43, 16)), taken.because().get(0).place());
  }

  @ParameterizedTest(name = "{0} {1} {2} {3}")
  @CsvSource(
      delimiterString = " ! ",
      textBlock =
          """
          STRICT     ! http ! no  ! none                ! NONE
          STRICT     ! http ! yes ! istio-http/1.1      ! MTLS_HTTP
          STRICT     ! http ! yes ! http/1.1            ! MTLS_HTTP
          STRICT     ! tcp  ! yes ! istio               ! MTLS_TCP
          STRICT     ! web  ! yes ! istio-h2            ! MTLS_HTTP
          STRICT     ! web  ! yes ! h2                  ! MTLS_TCP
          PERMISSIVE ! http ! yes ! istio               ! MTLS_HTTP
          PERMISSIVE ! http ! no  ! none                ! PLAIN_HTTP
          PERMISSIVE ! http ! yes ! h2                  ! NONE
          PERMISSIVE ! tcp  ! yes ! h2                  ! TLS_PASSED_ON
          PERMISSIVE ! tcp  ! yes ! istio-peer-exchange ! MTLS_TCP
          PERMISSIVE ! tcp  ! no  ! none                ! PLAIN_TCP
          PERMISSIVE ! web  ! yes ! h2                  ! TLS_PASSED_ON
          PERMISSIVE ! web  ! yes ! istio-http/1.1      ! MTLS_HTTP
          DISABLE    ! http ! no  ! none                ! PLAIN_HTTP
          DISABLE    ! tcp  ! no  ! none                ! PLAIN_TCP
          """)
  void takes(String mode, String name, String tls, String alpn, Chain chain) {
    String text =
        """
        apiVersion: v1
        kind: Service
        metadata: {name: s, namespace: n}
        spec: {selector: {app: s}, ports: [{name: %s, port: 80, targetPort: 8080}]}
        ---
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: p, namespace: n}
        spec: {mtls: {mode: %s}}
        """
            .formatted(name, mode);
    IstioMesh mesh =
        IstioMesh.of(
            Manifests.of(new YamlText("s.yaml", text)).resources(), IstioVersion.parse("1.24"));
    InboundCall call =
        new InboundCall(
            "n",
            Map.of("app", "s"),
            8080,
            tls.equals("yes"),
            alpn.equals("none") ? List.of() : List.of(alpn));
    assertEquals(chain, mesh.inbound(call).chain());
  }

  @Test
  void theNarrowestPeerAuthenticationCounts() {
    String own =
        """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: reviews, namespace: shop}
        spec:
          selector: {matchLabels: {app: reviews}}
          mtls: {mode: UNSET}
          portLevelMtls: {9080: {mode: PERMISSIVE}}
        """;
    IstioMesh mesh = mesh("1.24", own);
    Map<String, String> reviews = Map.of("app", "reviews");
    assertEquals(
        Chain.PLAIN_HTTP,
        mesh.inbound(new InboundCall("shop", reviews, 9080, false, List.of())).chain());
    assertEquals(
        Chain.NONE, mesh.inbound(new InboundCall("shop", reviews, 9081, false, List.of())).chain());
  }

  @Test
  void aServiceEntryForTcpWithoutAddressesTakesAll() {
    String hijacker =
        """
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: broker, namespace: other}
        spec:
          hosts: [broker.example.com]
          ports: [{number: 443, name: tcp, protocol: TCP}]
          resolution: DNS
        """;
    OutboundRuling ruling =
        mesh("1.24", hijacker)
            .outbound(OutboundCall.tls("shop", 443, Optional.of("www.example.net")));
    assertEquals("outbound|443||broker.example.com", ruling.cluster().orElseThrow().cluster());
    assertTrue(
        ruling.because().stream()
            .anyMatch(s -> s.entry().equals(Optional.of("port-hijacked-by-other-serviceentry"))));
  }

  @Test
  void tellsTheStoryOfARequestWithAForeignHost() {
    List<Statement> said =
        mesh("1.24").explainRequest(OutboundCall.http("shop", 8080, "shop.example.com"));
    assertEquals(
        "the client's sidecar sends it to PassthroughCluster, route allow_any", said.get(0).text());
    assertEquals(Optional.of("host-header-decides-route"), said.get(1).entry());
  }

  @Test
  void aRuleOfTheClientsNamespaceIsBeforeThatOfTheServices() {
    String rules =
        """
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: theirs, namespace: shop}
        spec:
          host: reviews
          trafficPolicy: {tls: {mode: DISABLE}}
        ---
        apiVersion: networking.istio.io/v1
        kind: DestinationRule
        metadata: {name: ours, namespace: front}
        spec:
          host: reviews.shop.svc.cluster.local
          trafficPolicy: {tls: {mode: ISTIO_MUTUAL}}
        """;
    IstioMesh mesh = mesh("1.24", rules);
    assertEquals(
        Mode.MESH, mesh.outbound(OutboundCall.http("front", 8080, "reviews.shop")).tls().mode());
    assertEquals(
        Mode.UNTOUCHED,
        mesh.outbound(OutboundCall.http("third", 8080, "reviews.shop")).tls().mode());
    OutboundRuling third = mesh.outbound(OutboundCall.http("third", 8080, "reviews.shop"));
    assertEquals(Chain.NONE, mesh.inbound(mesh.arrivals(third).get(0)).chain());
  }

  @Test
  void filesWithoutServicesProveNothingAboutAHost() {
    String alone =
        """
        apiVersion: security.istio.io/v1
        kind: PeerAuthentication
        metadata: {name: p, namespace: shop}
        spec: {mtls: {mode: STRICT}}
        """;
    IstioMesh mesh =
        IstioMesh.of(
            Manifests.of(new YamlText("p.yaml", alone)).resources(), IstioVersion.parse("1.24"));
    OutboundRuling ruling = mesh.outbound(OutboundCall.http("shop", 80, "reviews"));
    assertTrue(
        ruling.cannotTell().stream().anyMatch(text -> text.contains("the files have none")),
        ruling.cannotTell().toString());
    assertTrue(
        ruling.because().stream()
            .noneMatch(s -> s.entry().equals(Optional.of("host-header-decides-route"))));
  }

  @Test
  void aLogThatHasAnotherClusterIsToldFromTheFiles() {
    IstioMesh mesh = mesh("1.24");
    OutboundRuling ruling = mesh.outbound(OutboundCall.http("shop", 8080, "reviews"));
    assertEquals(
        Optional.empty(), mesh.unlike(ruling, "outbound|8080||reviews.shop.svc.cluster.local"));
    assertEquals(Optional.empty(), mesh.unlike(ruling, "inbound|9080||"));
    assertEquals(Optional.empty(), mesh.unlike(ruling, "my-own-cluster"));
    assertEquals(
        Optional.of("host-header-decides-route"),
        mesh.unlike(ruling, "PassthroughCluster").orElseThrow().entry());
  }
}
