package dev.tlsdiag.mesh.envoy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tlsdiag.Golden;
import dev.tlsdiag.trace.Evidence;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigDumpTest {
  private static ConfigDump sample(String name) throws UnreadableDumpException {
    return ConfigDump.parse(name, Samples.bytes(name));
  }

  private static ConfigDump dump(String text) throws UnreadableDumpException {
    return ConfigDump.parse("x.json", text.getBytes(UTF_8));
  }

  private static ClusterTls cluster(String members) throws UnreadableDumpException {
    String text = "{\"name\":\"c\",\"connect_timeout\":\"1s\"," + members + "}";
    return dump(text.replace('\'', '"')).clusters().get(0);
  }

  @Test
  void seesThatCiliumsClusterMayLackSni() throws UnreadableDumpException {
    ConfigDump dump = sample("cilium-clusters.json");
    ClusterTls tls = dump.cluster("egress-cluster-tls").orElseThrow();
    assertEquals(UpstreamTransport.Kind.CILIUM_TLS, tls.main().kind());
    assertEquals(Duration.ofSeconds(2), tls.connectTimeout());
    assertEquals(OptionalInt.of(128), tls.maxRetries());
    assertEquals(ResourceState.STATIC, tls.state());
    assertEquals(ClusterTls.HttpOptions.ABSENT, tls.httpOptions());

    List<MissingSni> missing = dump.reproducesMissingSni();
    assertEquals(1, missing.size());
    assertEquals("egress-cluster-tls", missing.get(0).cluster().name());
    assertEquals(MissingSni.Certainty.DEPENDS_ON_BUILD, missing.get(0).certainty());
    assertEquals(new Evidence.ConfigLine("cilium-clusters.json", 8, 21), missing.get(0).at());
    assertEquals(
        List.of("/var/run/cilium/envoy/sockets/xds.sock"),
        dump.cluster("xds-grpc-cilium").orElseThrow().hosts());
  }

  @Test
  void aVersionThatIsKnownElsewhereSettlesIt() throws UnreadableDumpException {
    ConfigDump dump = sample("cilium-clusters.json");
    assertEquals(List.of(), dump.ofVersion(new EnvoyVersion(1, 30, 0)).reproducesMissingSni());
    assertEquals(1, dump.ofVersion(new EnvoyVersion(1, 21, 5)).reproducesMissingSni().size());
    ConfigDump says = sample("istio-clusters.json");
    assertEquals(says, says.ofVersion(new EnvoyVersion(1, 1, 0)));
  }

  @Test
  void namesTheSecretThatNeverCameAndKeepsNoContents() throws UnreadableDumpException {
    ConfigDump dump = sample("cilium-clusters.json");
    assertEquals(
        List.of("cilium-secrets/kube-system-artii-tls-data"),
        dump.concerns().stream()
            .filter(one -> one.kind() == Concern.Kind.SECRET_NEVER_DELIVERED)
            .map(Concern::subject)
            .toList());
    assertEquals(EnvoySecret.Kind.CERTIFICATE, dump.secrets().get(0).kind());
    assertFalse(dump.toString().contains("TE9PS0lOUyBTRUNSRVQ"), "a secret's contents");
    assertFalse(dump.toString().contains("redacted"), "a secret's contents");
  }

  @Test
  void readsCiliumsPoliciesAndCountsWhatItDoesNotKnow() throws UnreadableDumpException {
    ConfigDump dump = sample("cilium-clusters.json");
    CiliumPolicyDump policy = dump.policies().get(0);
    assertEquals(List.of("10.0.0.181"), policy.endpointIps());
    CiliumPolicyDump.PortPolicy port = policy.ports().get(0);
    assertTrue(port.egress());
    assertEquals(443, port.port());
    CiliumPolicyDump.Rule rule = port.rules().get(0);
    assertTrue(rule.terminates() && rule.originates());
    assertEquals(List.of("16777223"), rule.remotePolicies());
    assertEquals(1, rule.http());
    assertEquals(
        List.of(
            "cilium-secrets/kube-system-artii-tls-data",
            "cilium-secrets/kube-system-tls-orig-data"),
        rule.secrets());
    assertEquals(
        Map.of("type.googleapis.com/envoy.admin.v9.FutureConfigDump", 1), dump.unknownTypes());
  }

  @Test
  void readsIstiosTransportsByMetadata() throws UnreadableDumpException {
    ConfigDump dump = sample("istio-clusters.json");
    assertEquals(new EnvoyVersion(1, 30, 4), dump.version().orElseThrow());
    assertEquals(Optional.of("1.22.3"), dump.node().orElseThrow().istioVersion());
    ClusterTls httpbin = dump.cluster("outbound|8000||httpbin.foo.svc.cluster.local").orElseThrow();
    assertEquals(
        List.of("tlsMode-istio: tls", "tlsMode-disabled: plaintext", "plaintext"),
        httpbin.transports().stream().map(UpstreamTransport::label).toList());
    UpstreamTransport tls = httpbin.main();
    assertEquals(
        new SniSource.Fixed("outbound_.8000_._.httpbin.foo.svc.cluster.local"),
        httpbin.sni(tls, dump.version()));
    assertEquals(
        Optional.of("exact spiffe://cluster.local/ns/foo/sa/httpbin"),
        httpbin.nameCheck(tls, dump.version()));
    assertEquals(
        List.of("secret ROOTCA"), tls.check().authorities().stream().map(Material::label).toList());
    assertEquals(
        List.of("secret default"), tls.certificates().stream().map(Material::label).toList());
    assertEquals("TLS 1.2-1.3", tls.limits().label());
    assertEquals(List.of("istio-peer-exchange", "istio"), tls.alpn());
  }

  @Test
  void unwrapsProxyProtocolAndFindsWhatIsBeneath() throws UnreadableDumpException {
    ConfigDump dump = sample("istio-clusters.json");
    MissingSni missing = dump.reproducesMissingSni().get(0);
    assertEquals("outbound|443||edition.cnn.com", missing.cluster().name());
    assertEquals(MissingSni.Certainty.CERTAIN, missing.certainty());
    assertEquals(List.of("upstream_proxy_protocol"), missing.transport().wrappers());
    assertEquals("TLS 1.2", missing.transport().limits().label());
    assertEquals(
        List.of(
            "SERVER_NOT_VERIFIED outbound|443||edition.cnn.com",
            "CONFIGURATION_REJECTED cluster PassthroughCluster"),
        dump.concerns().stream().map(one -> one.kind() + " " + one.subject()).toList());
  }

  @Test
  void readsListenersAndRoutes() throws UnreadableDumpException {
    ConfigDump dump = sample("istio-clusters.json");
    EnvoyListener listener = dump.listeners().get(0);
    assertEquals("0.0.0.0:443", listener.address());
    assertEquals(List.of("envoy.filters.listener.tls_inspector"), listener.listenerFilters());
    FilterChain tcp = listener.chains().get(0);
    assertEquals(List.of("edition.cnn.com"), tcp.serverNames());
    assertEquals(Optional.of("tls"), tcp.transportProtocol());
    assertEquals(List.of("10.0.0.1/32"), tcp.ranges());
    assertEquals(Optional.of("outbound|443||edition.cnn.com"), tcp.cluster());
    assertEquals(Optional.empty(), tcp.tls());
    FilterChain http = listener.chains().get(1);
    assertEquals(Optional.of("443"), http.routeConfig());
    assertTrue(http.tls().orElseThrow().requiresClientCertificate());
    assertEquals("TLS 1.2-1.3", http.tls().orElseThrow().limits().label());
    assertEquals(List.of("[%START_TIME%] %RESPONSE_CODE%\n"), dump.logFormats());

    EnvoyRoutes routes = dump.routes().get(0);
    assertEquals("cnn", routes.hostFor("EDITION.cnn.com").orElseThrow().name());
    assertEquals("cnn", routes.hostFor("www.cnn.com").orElseThrow().name());
    assertEquals("block_all", routes.hostFor("10.0.0.1").orElseThrow().name());
    EnvoyRoutes.Route route = routes.hosts().get(1).routes().get(0);
    assertEquals(Optional.of(Duration.ZERO), route.timeout());
    assertEquals(OptionalInt.of(2), route.retries());
    assertEquals(OptionalInt.of(502), routes.hosts().get(0).routes().get(0).directStatus());
  }

  @Test
  void readsOneClusterAlone() throws UnreadableDumpException {
    ConfigDump dump = sample("generic-cluster.json");
    ClusterTls api = dump.cluster("api").orElseThrow();
    assertEquals(new SniSource.Fixed("api.example.com"), api.sni(api.main(), Optional.empty()));
    assertEquals(
        Optional.of("DNS exact api.example.com"), api.nameCheck(api.main(), Optional.empty()));
    assertEquals(
        "file /etc/ssl/certs/ca-certificates.crt", api.main().check().authorities().get(0).label());
    assertEquals(List.of("api.example.com:443"), api.hosts());
    assertEquals(List.of(), dump.concerns());
    assertEquals(List.of(), dump.reproducesMissingSni());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          plaintext       | 'type':'STATIC'                                                         | none
          nothing says it | 'transport_socket':{'name':'envoy.transport_sockets.tls'}               | none
          fixed           | 'transport_socket':{'name':'tls','typed_config':{'sni':'a.example'}}    | a.example
          camel case      | 'transportSocket':{'name':'tls','typedConfig':{'sni':'b.example'}}      | b.example
          of the endpoint | 'transport_socket':{'name':'tls','typed_config':{'auto_host_sni':true}} | endpoint
          old auto_sni    | 'transport_socket':{'name':'tls'},'upstream_http_protocol_options':{'auto_sni':true} | Host
          its header      | 'transport_socket':{'name':'tls'},'upstream_http_protocol_options':{'auto_sni':true,'override_auto_sni_header':'x-sni'} | Host or x-sni
          Cilium, empty   | 'transport_socket':{'name':'cilium.tls_wrapper'},'upstream_http_protocol_options':{} | client's
          Cilium, absent  | 'transport_socket':{'name':'cilium.tls_wrapper'}                        | none?
          Cilium, fixed   | 'transport_socket':{'name':'cilium.tls_wrapper'},'upstream_http_protocol_options':{'auto_sni':true,'auto_san_validation':true} | Host
          QUIC            | 'transport_socket':{'name':'quic','typed_config':{'upstream_tls_context':{'sni':'q.example'}}} | q.example
          before 1.15     | 'tls_context':{'sni':'o.example'}                                       | o.example
          """)
  void saysWhereSniComesFrom(String name, String members, String label)
      throws UnreadableDumpException {
    ClusterTls cluster = cluster(members);
    assertEquals(label, cluster.sni(cluster.main(), Optional.empty()).label());
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource({"1.18.4, true", "1.21.0, false", "1.22.9, false", "1.23.1, true", "1.38.3, true"})
  void ciliumsBuildsDiffer(String version, boolean passes) throws UnreadableDumpException {
    ClusterTls cluster = cluster("'transport_socket':{'name':'cilium.tls_wrapper'}");
    Optional<EnvoyVersion> known =
        EnvoyVersion.parse("abc/" + version + "/Clean/RELEASE/BoringSSL");
    assertEquals(new SniSource.FromClient(passes), cluster.sni(cluster.main(), known));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          no authority  | {}                                                                      | SERVER_NOT_VERIFIED
          chain alone   | {'validation_context':{'trusted_ca':{'filename':'ca.crt'}}}             | NAME_NOT_VERIFIED
          system alone  | {'validation_context':{'system_root_certs':{}}}                         | NAME_NOT_VERIFIED
          anything goes | {'validation_context':{'trusted_ca':{'filename':'c'},'trust_chain_verification':'ACCEPT_UNTRUSTED'}} | SERVER_NOT_VERIFIED
          a pin         | {'validation_context':{'verify_certificate_hash':['aa']}}               | -
          both          | {'validation_context':{'trusted_ca':{'filename':'c'},'match_subject_alt_names':[{'suffix':'.x'}]}} | -
          of a secret   | {'validation_context_sds_secret_config':{'name':'ROOTCA'}}              | -
          no version    | {'tls_params':{'tls_minimum_protocol_version':'TLSv1_3'},'validation_context':{'verify_certificate_spki':['aa']}} | NO_TLS_VERSION
          """)
  void lints(String name, String common, String kind) throws UnreadableDumpException {
    String text =
        "{'name':'c','transport_socket':{'name':'tls','typed_config':{'common_tls_context':%s}}}";
    ConfigDump dump = dump(text.formatted(common).replace('\'', '"'));
    List<String> kinds = dump.concerns().stream().map(one -> one.kind().name()).toList();
    assertEquals(kind.equals("-") ? List.of() : List.of(kind), kinds);
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          nothing      | ``               | x.json:1:1: is empty
          cut          | {"configs":[{"a" | x.json:1:17: is no JSON: the text ends in the middle of a value
          another JSON | {"a":1}          | x.json:1:1: is JSON, but no configuration dump of Envoy
          two values   | {} {}            | x.json:1:4: there is more behind the value's end
          """)
  void refuses(String name, String text, String problem) {
    var e = assertThrows(UnreadableDumpException.class, () -> dump(text));
    assertEquals(problem, e.getMessage());
  }

  @Test
  void refusesWhatIsNestedTooDeep() {
    assertThrows(UnreadableDumpException.class, () -> dump("[".repeat(100_000)));
  }

  @Test
  void isATableOfEightyColumns() throws UnreadableDumpException {
    StringBuilder text = new StringBuilder();
    for (String name : List.of("cilium-clusters", "istio-clusters", "generic-cluster")) {
      text.append(name).append('\n');
      for (String line : ConfigDumpText.lines(sample(name + ".json"))) {
        assertTrue(line.length() <= 80, line);
        text.append(line).append('\n');
      }
    }
    Golden.assertMatches("mesh/envoy-clusters.txt", text.toString());
  }
}
